"""Addresses that were there, and lead nowhere now: links, bookmarks and search engines still know them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Location, nearest
from generator.routes import FOLDERS, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    """The line at the end of the front matter, where the thing of that name has been given another slug."""
    is_certain = heir.at is not None and heir.id == address.strip("/").rpartition("/")[2] != heir.slug
    return tuple(_alias(proof, heir.at, address)) if is_certain and not heir.aliases and heir.at else ()


def _alias(proof: Proof, at: Location, address: str) -> Iterator[Edit]:
    lines = proof.lines(at.file)
    is_yaml = at.text.rstrip() == _END
    for number, line in enumerate(lines[at.line :] if is_yaml else (), start=at.line + 1):
        if line.rstrip() == _END:
            place = Location(file=at.file, line=number, column=1, length=0, text=line)
            yield Edit(at=place, text=f"aliases: [{address}]\n")
            return
