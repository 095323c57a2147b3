"""Links within the finished magazine: each leads to a page that exists, and to an anchor that exists on it.

Rules of the room: it looks at finished HTML and at nothing else; a link that an editor wrote is told at its place in
the story, one that a template wrote on the page where it stands. Addresses of the till are the till's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from generator.diagnostics import did_you_mean, exchange, one_slip_from

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from generator.diagnostics import Location, Report
    from generator.model import Page, SiteGraph

#: First segments below the base path that are answered by the till, not by a file.
TILL = ("till", "buy")

#: An attribute by its name and value, where white space is spaces: one letter is looked for three times as fast as any
#: of a class.
_REFERENCE = re.compile(r' (href|src|action|srcset|poster|id|imagesrcset)="([^"]*)"')
#: What stands before the anchor of a link such as ``story:moor#rain``, whose address only the finished page has.
_BY_NAME = "…#"
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mentioned:
    """What a finished page mentions, and the ids that others may mention on it."""

    references: tuple[str, ...]
    ids: frozenset[str]


def mentioned(html: str) -> Mentioned:
    """Find what a finished page mentions."""
    references: dict[str, None] = {}
    ids = set()
    for name, written in dict.fromkeys(_REFERENCE.findall(html.replace("\n", " ").replace("\t", " "))):
        value = (unescape(written) if "&" in written else written).strip()
        if name == "id":
            ids.add(value)
        elif name.endswith("srcset"):
            references |= dict.fromkeys(part.split()[0] for part in value.split(",") if part.strip())
        else:
            references[value] = None
    return Mentioned(references=tuple(references), ids=frozenset(ids))


def check_links(
    pages: Iterable[tuple[Page, Mentioned]],
    ids: Mapping[str, Collection[str]],
    files: Iterable[str],
    graph: SiteGraph,
    report: Report,
    moved: Mapping[str, str] | None = None,
) -> None:
    """Tell every link of ``pages`` that leads nowhere.

    ``ids`` are those of every page by its URL, ``files`` the paths of the whole output, ``moved`` the new addresses of
    old ones.
    """
    known = _Known(graph, ids, files, moved or {})
    for page, mentions in pages:
        faults = {reference: known.fault(page.url, reference) for reference in mentions.references}
        wrong = {reference: fault for reference, fault in faults.items() if fault}
        written = _written(graph, page) if wrong else {}
        for reference, fault in wrong.items():
            places = written.get(reference) or written.get(f"{_BY_NAME}{reference.partition('#')[2]}", ())
            for place in places:
                fix = exchange(place, fault.written, fault.meant) if fault.meant else ()
                report.error(fault.code, f"{fault.message}.", fault.hint, at=place, fix=fix)
            if not places:
                report.error(fault.code, f"{fault.message} (on the page {page.url}).", fault.hint)


class _Fault(NamedTuple):
    """A reference that leads nowhere; ``meant`` is what certainly belongs in the place of what is ``written``."""

    code: str
    message: str
    hint: str
    written: str = ""
    meant: str = ""


class _Known:
    """What exists: ids by the URL of their page, and every other file's URL."""

    def __init__(
        self, graph: SiteGraph, ids: Mapping[str, Collection[str]], files: Iterable[str], moved: Mapping[str, str]
    ) -> None:
        self._base = graph.site.base_path
        self._origin = graph.site.base_url.removesuffix(self._base)
        self._pages = ids
        self._moved = moved
        self._files = {f"{self._base}/{path}" for path in files}
        self._judged: dict[str, _Fault | None] = {}

    def fault(self, page: str, reference: str) -> _Fault | None:
        """What is wrong with a reference, or None."""
        if not reference.startswith("/"):
            return self._judge(page, reference)
        if reference not in self._judged:  # most stand on every page: the menu, the style, the mark
            self._judged[reference] = self._judge(page, reference)
        return self._judged[reference]

    def _judge(self, page: str, reference: str) -> _Fault | None:
        own = reference.removeprefix(self._origin) if f"{reference}/".startswith(f"{self._origin}/") else reference
        if own.startswith("//") or _SCHEME.match(own):
            return None
        try:
            parts = urlsplit(urljoin(page, own or page))
        except ValueError:
            return _Fault("E801", f'"{reference}" is no address', "Write a path such as /stories/, or https://…")
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        if path not in self._pages:
            return None if path in self._files or self._is_till(path) else self._nowhere(reference, path)
        ids = self._pages[path]
        if not anchor or anchor == "top" or anchor in ids or anchor.startswith(":~:"):
            return None
        message = f'"{reference}": {path} has no heading "#{anchor}"'
        return _Fault("E802", message, _near(anchor, ids), anchor, one_slip_from(anchor, ids))

    def _is_till(self, path: str) -> bool:
        inside = path.removeprefix(self._base).strip("/").split("/")[0]
        return path.startswith(f"{self._base}/") and inside in TILL

    def _nowhere(self, reference: str, path: str) -> _Fault:
        if there := self._moved.get(path) or self._moved.get(f"{path}/"):
            message = f'"{reference}" is an old address, from which only a host leads on to {there}'
            return _Fault("E801", message, f"Write {there}, or story:id, which finds the address itself.", path, there)
        message = f'"{reference}" leads nowhere: there is no page {path}'
        for other in (f"{path}/", f"{self._base}{path}", f"{self._base}{path}/"):
            if other in self._pages:
                hint = f"Write {other}, or story:id and page:id, which find the address themselves."
                return _Fault("E801", message, hint, path, other)
        return _Fault("E801", message, _near(path, self._pages))


def _near(word: str, known: Iterable[str]) -> str:
    found = did_you_mean(word, sorted(known))
    return found if found.startswith("Did you mean") else ""


def _written(graph: SiteGraph, page: Page) -> dict[str, tuple[Location, ...]]:
    """Where the text of a page's subject writes each of its links."""
    kind = {"free": "page"}.get(page.kind, page.kind)
    codes = (page.language, *(language.code for language in graph.site.languages))
    proses = (graph.prose.get((kind, page.subject, code)) for code in codes)
    prose = next((found for found in proses if found is not None), None)
    links = [(link.href.strip(), link.at) for link in prose.links] if prose else []
    inline = [one for one in prose.embeds if one.inline] if prose else []
    links += [(_BY_NAME + one.argument.partition("#")[2], one.at) for one in inline]
    places: dict[str, tuple[Location, ...]] = {}
    for href, at in links:
        if at is not None:
            places[href] = (*places.get(href, ()), at)
    return places
