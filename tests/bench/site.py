"""A corpus on disk for one tool: written, edited, and looked at whether every page that an edit touches is fresh.

Rules of the room: an edit is numbered, its mark is new; a page is fresh if the new mark is on it, and stale if the one
before still is. All text files of the output are looked at, not only those that should have changed; and after a story
came or went, every page of the lists that it moves.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.bench.corpus import added_mark, price_mark, story_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.bench.corpus import Corpus, Story
    from tests.bench.tool import Tool

Kind = Literal["story", "price", "base", "added"]

_PAGE, _TEXT = (".html",), (".html", ".xml")
_SOME = 3


class StaleError(Exception):
    """Pages that an edit should have changed, and did not; or pages that are missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """An edit that was made: if all is fresh, ``urls`` show the ``mark``, and no page shows ``before``.

    ``shows`` has further texts by address, ``absent`` the addresses that are no more; ``everywhere`` is whether every
    page shows the mark.
    """

    what: str
    mark: str
    before: str
    urls: tuple[str, ...] = ()
    shows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    everywhere: bool = False


@dataclass(kw_only=True, slots=True)
class Site:
    """The site of a tool; ``editions`` counts the edits of each kind, and with them the site changes."""

    tool: Tool
    corpus: Corpus
    root: Path
    editions: dict[Kind, int] = field(default_factory=lambda: {"story": 0, "price": 0, "base": 0, "added": 0})

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
            before, after = (self.corpus.stories[0].edited(number) for number in (edition - 1, edition))
            self.tool.write_story(after, self.root)
            # Of the former title all of it, since others have the same first edition.
            urls = self.corpus.urls_of_title()
            return Edit(what=kind, mark=story_mark(edition), before=before.title, urls=urls)
        if kind == "price":
            first, *others = self.corpus.products
            self.tool.write_price((first.priced(edition), *others), self.root)
            urls = self.corpus.urls_of_price()
            return Edit(what=kind, mark=price_mark(edition), before=price_mark(edition - 1), urls=urls)
        self.tool.write_base(_base_mark(edition), self.root)
        return Edit(what=kind, mark=_base_mark(edition), before=_base_mark(edition - 1), everywhere=True)

    def add_story(self) -> Edit:
        """Write a story that is newer than all others; everything behind it moves on by one place in its lists."""
        self.editions["added"] += 1
        more, mark = self._with_story(), added_mark(self.editions["added"])
        self.tool.write_story(more.stories[0], self.root)
        shows = {"/sitemap.xml": (more.stories[0].url,), **_ends(more, more.stories[0])}
        return Edit(what="an added story", mark=mark, before="", urls=more.urls_of_title(), shows=shows)

    def remove_story(self) -> Edit:
        """Remove the story that was added last."""
        more, mark = self._with_story(), added_mark(self.editions["added"])
        added = more.stories[0]
        (self.root / self.tool.stories / f"{added.id}.md").unlink()
        left = set(self.corpus.lists())
        absent = (added.url, *(url for url in more.lists() if url not in left))
        shows = _ends(self.corpus, added)
        return Edit(what="a removed story", mark="", before=mark, shows=shows, absent=absent)

    def _with_story(self) -> Corpus:
        return self.corpus.with_story(self.editions["added"])

    def check_complete(self) -> int:
        """The number of files of the output. Raises StaleError if one of the corpus's addresses is not among them."""
        missing = [url for url in self.corpus.urls() if not self._file(url).is_file()]
        if missing:
            message = f"{self.tool.name}: {len(missing)} pages are missing: {', '.join(missing[:_SOME])}"
            raise StaleError(message)
        return sum(len(names) for _, _, names in os.walk(self.output))

    def check_fresh(self, edit: Edit) -> None:
        """Look at the whole output. Raises StaleError."""
        wanted: dict[str, tuple[str, ...]] = dict.fromkeys(edit.urls, (edit.mark,))
        for url, texts in edit.shows.items():
            wanted[url] = (*wanted.get(url, ()), *texts)
        stale = [url for url, texts in wanted.items() if not self._shows(url, texts)]
        stale += [url for url in edit.absent if self._file(url).exists()]
        stale += list(self._still(edit))
        if stale:
            message = f"{self.tool.name}: {len(stale)} pages are stale after {edit.what}: {', '.join(stale[:_SOME])}"
            raise StaleError(message)

    def _shows(self, url: str, texts: tuple[str, ...]) -> bool:
        file = self._file(url)
        page = file.read_bytes() if file.is_file() else b""
        return all(text.encode() in page for text in texts)

    def _still(self, edit: Edit) -> Iterator[str]:
        """Files that show what was before the edit, or lack what every page should show."""
        mark, before = edit.mark.encode(), edit.before.encode()
        for folder, _, names in os.walk(self.output):
            for name in names:
                if not name.endswith(_PAGE if edit.everywhere else _TEXT):
                    continue
                file = Path(folder) / name
                text = file.read_bytes()
                if (before and before in text) or (edit.everywhere and mark not in text):
                    yield file.relative_to(self.output).as_posix()

    def _file(self, url: str) -> Path:
        return self.output / url.lstrip("/") / ("index.html" if url.endswith("/") else "")


def _ends(corpus: Corpus, story: Story) -> dict[str, tuple[str, ...]]:
    """The titles of the first and the last story on each page of each list that ``story`` is or was in."""
    return {
        url: (f"{stories[0].short_title},", f"{stories[-1].short_title},")
        for url, stories in corpus.lists().items()
        if url.partition("page/")[0] in story.archives
    }


def _base_mark(edition: int) -> str:
    return f"base {edition:04d}"
