"""Addresses that were there, and lead nowhere now: links, bookmarks and search engines still know them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Location, nearest
from generator.routes import FOLDERS, path_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Fix, Report
    from generator.model import Entity
    from generator.proofs.proof import Proof

_END = "---"
#: Which of a list's pages there are follows from what it holds.
_NUMBERED = re.compile(r"/page/[0-9]+/$")


def read(proof: Proof, report: Report) -> None:
    """Notes of pages of the last output that have neither a page nor a redirect any more."""
    site = proof.graph.site
    today = {path_of(page, site) for page in proof.routes.pages}
    redirected = {redirect.source.removeprefix(site.base_path) for redirect in proof.routes.redirects}
    entities = {_address(proof, one): one for one in proof.content.entities}
    pages = {path for path in proof.former if path.endswith(".html")}
    for path in sorted(pages - today):
        address = f"/{path.removesuffix('index.html')}"
        if address in redirected or address in entities or _NUMBERED.search(address):
            continue  # what is hidden for now has its address still
        heir = _heir(address, entities)
        message = f"The address {address} was there at the last build, and leads nowhere now."
        if heir is None or heir.at is None:
            hint = f"Write it where it should lead: aliases: [{address}]"
            report.note("N305", message, hint)
        else:
            hint = f"If it is {heir.title}, write here: aliases: [{address}]"
            report.note("N305", message, hint, at=heir.at, fix=_fix(proof, heir, address))


def _address(proof: Proof, one: Entity) -> str:
    folder = f"{FOLDERS[one.kind]}/" if one.kind in FOLDERS else ""
    return f"{proof.graph.site.language(one.language).prefix}/{folder}{one.slug}/"


def _heir(address: str, entities: Mapping[str, Entity]) -> Entity | None:
    """What most likely had the address: the thing of that name, which is its slug unless another is written."""
    folder, _, slug = address.strip("/").rpartition("/")
    beside = {one.id: one for other, one in entities.items() if other.strip("/").rpartition("/")[0] == folder}
    slugs = {one.slug: one for one in beside.values()}
    return beside.get(slug) or slugs.get(nearest(slug, slugs))


def _fix(proof: Proof, heir: Entity, address: str) -> Fix:
    """The alias in the front matter, where the thing of that name has been given another slug."""
    is_certain = heir.id == address.strip("/").rpartition("/")[2] != heir.slug
    if heir.at is None or not is_certain or heir.at.text.rstrip() != _END:
        return ()
    lines = proof.lines(heir.at.file)[heir.at.line :]
    end = next((number for number, line in enumerate(lines) if line.rstrip() == _END), None)
    if end is None:
        return ()
    number = next((number for number in range(end) if lines[number].startswith("aliases:")), end)
    column, text = _alias(lines[number], lines[number + 1] if number < end else "", address)
    if text.startswith("-"):  # the list begins on the next line
        number += 1
        text = f"{lines[number][: column - 1]}{text}"
        column = 1
    at = Location(file=heir.at.file, line=heir.at.line + number + 1, column=column, length=0, text=lines[number])
    return (Edit(at=at, text=text),) if text else ()


def _alias(line: str, below: str, address: str) -> tuple[int, str]:
    """What is to be inserted, and in which column: a line of its own, or one more entry of a list."""
    if line.rstrip() == _END:
        return 1, f"aliases: [{address}]\n"
    if found := re.match(r"aliases:\s*\[\s*(\]?)", line):
        return found.start(1) + 1, address if found[1] else f"{address}, "
    entry = re.match(r"(\s*)- ", below)
    return (entry.end(1) + 1, f"- {address}\n") if entry and line.rstrip() == "aliases:" else (1, "")
