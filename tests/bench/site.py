"""A corpus on disk for one tool: written, edited, and looked at whether every page that an edit touches is fresh.

Rules of the room: an edit is numbered, its mark is new; a page is fresh if the new mark is on it, and stale if the one
before still is. All text files of the output are looked at, not only those that should have changed.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.bench.corpus import price_mark, story_mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.corpus import Corpus
    from tests.bench.tool import Tool

Kind = Literal["story", "price", "base"]

_PAGE, _TEXT = (".html",), (".html", ".xml")
_SOME = 3


class StaleError(Exception):
    """Pages that an edit should have changed, and did not; or pages that are missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """An edit that was made: ``mark`` is on all of ``urls`` if they are fresh, ``before`` on none."""

    kind: Kind
    mark: str
    before: str
    urls: tuple[str, ...]


@dataclass(kw_only=True, slots=True)
class Site:
    """The site of a tool; ``editions`` counts the edits of each kind, and with them the site changes."""

    tool: Tool
    corpus: Corpus
    root: Path
    editions: dict[Kind, int] = field(default_factory=lambda: {"story": 0, "price": 0, "base": 0})

    @property
    def output(self) -> Path:
        """Where the pages are."""
        return self.root / "public"

    def write(self) -> None:
        """Write all of it."""
        self.tool.write_site(self.corpus, self.root)
        for story in self.corpus.stories:
            self.tool.write_story(story, self.root)
        self.tool.write_products(self.corpus.products, self.root)
        self.tool.write_base(_base_mark(0), self.root)

    def clear(self) -> None:
        """Remove the output and what the tool keeps for its next build."""
        for name in ("public", *self.tool.leftovers()):
            path = self.root / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def edit(self, kind: Kind) -> Edit:
        """Save the next edit of that kind."""
        edition = self.editions[kind] = self.editions[kind] + 1
        if kind == "story":
            self.tool.write_story(self.corpus.stories[0].edited(edition), self.root)
            urls = self.corpus.urls_of_title()
            return Edit(kind=kind, mark=story_mark(edition), before=story_mark(edition - 1), urls=urls)
        if kind == "price":
            first, *others = self.corpus.products
            self.tool.write_products((first.priced(edition), *others), self.root)
            urls = self.corpus.urls_of_price()
            return Edit(kind=kind, mark=price_mark(edition), before=price_mark(edition - 1), urls=urls)
        self.tool.write_base(_base_mark(edition), self.root)
        return Edit(kind=kind, mark=_base_mark(edition), before=_base_mark(edition - 1), urls=())

    def check_complete(self) -> int:
        """The number of files of the output. Raises StaleError if one of the corpus's addresses is not among them."""
        missing = [url for url in self.corpus.urls() if not self._file(url).is_file()]
        if missing:
            message = f"{self.tool.name}: {len(missing)} pages are missing: {', '.join(missing[:_SOME])}"
            raise StaleError(message)
        return sum(path.is_file() for path in self.output.rglob("*"))

    def check_fresh(self, edit: Edit) -> None:
        """Look at the whole output. Raises StaleError."""
        stale = [url for url in edit.urls if edit.mark.encode() not in self._file(url).read_bytes()]
        stale += list(self._still(edit))
        if stale:
            message = f"{self.tool.name}: {len(stale)} pages are stale after {edit.kind}: {', '.join(stale[:_SOME])}"
            raise StaleError(message)

    def _still(self, edit: Edit) -> Iterator[str]:
        """Files that show what was before the edit; for the base, also pages without its mark."""
        mark, before = edit.mark.encode(), _shown_before(edit, self.corpus).encode()
        for path in self.output.rglob("*"):
            if path.suffix not in (_PAGE if edit.kind == "base" else _TEXT):
                continue
            text = path.read_bytes()
            if before in text or (edit.kind == "base" and mark not in text):
                yield path.relative_to(self.output).as_posix()

    def _file(self, url: str) -> Path:
        return self.output / url.lstrip("/") / ("index.html" if url.endswith("/") else "")


def _shown_before(edit: Edit, corpus: Corpus) -> str:
    """What no page may show: of a story its whole former title, since others have the same first edition."""
    if edit.kind != "story":
        return edit.before
    return corpus.stories[0].title.replace(story_mark(0), edit.before)


def _base_mark(edition: int) -> str:
    return f"base {edition:04d}"
