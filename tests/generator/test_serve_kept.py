"""The law of the preview: after any edits every page is that of a fresh reading, and what nothing touched stays.

For longer, ``LITFASS_LAW_EXAMPLES`` is as in `test_freshness_laws`.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.channels import CHANNELS
from generator.diagnostics import Report
from generator.magazine import Magazine, Moment, read_magazine
from generator.serve.preview import Preview
from generator.serve.scene import Scene
from generator.views.facts import key
from tests.generator.freshness_edits import ANY, ESSENTIAL
from tests.generator.freshness_kinds import Append, Exchange, Put, Write, magazine
from tests.generator.freshness_world import MEMORY, MOMENTS, NOW, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from generator.model import Page
    from tests.generator.freshness_kinds import Edit, Files

EXAMPLES = int(os.environ.get("LITFASS_LAW_EXAMPLES", "0"))
pytestmark = pytest.mark.timeout(0 if EXAMPLES else 300)

MOOR, MUG = "content/stories/moor.md", "content/products/mug.md"
BREAD, POT, TEA = "content/stories/bread.md", "content/products/pot.md", "content/products/tea.md"

#: Edits that leave the shape of the magazine alone, as most do.
ALONE: tuple[Edit, ...] = (
    Put(BREAD, "title", "Loaf"),
    Put(BREAD, "description", "Soft."),
    Put(BREAD, "lastmod", "2026-10-10"),
    Append(BREAD, "And it was good."),
    Exchange(BREAD, "the [tea]", "some [tea]"),
    Put(POT, "facts", "{Lid: without}"),
    Put(POT, "description", "Of cast iron."),
    Exchange(POT, "price: 30", "price: 35"),
    Exchange(TEA, "price: 8", "price: 9"),
    Exchange(TEA, "weight: 100 g", "weight: 100 g, opening_stock: 3"),
    Put("content/tags/rain.md", "description", "Wet."),
    Exchange("content/pages/about.md", "## Ourselves", "## Us"),
    Exchange("content/pages/terms.md", "Buy the", "Have the"),
)


@dataclass(kw_only=True)
class Edited:
    """A site that is edited while it is served; ``good`` is what a fresh reading gave when last nothing was wrong."""

    world: World
    now: datetime = NOW
    preview: Preview = field(init=False)
    good: Magazine = field(init=False)

    def __post_init__(self) -> None:
        self.preview = Preview(self.world.root, Scene(now=NOW))
        self.compare(0, 1)

    def save(self, files: Files) -> None:
        before = self.world.files
        self.world.save(files)
        paths = (path for path in {*before, *files} if before.get(path) != files.get(path))
        self.preview.read(frozenset(paths))

    def let_time_pass(self, now: datetime) -> None:
        self.now = now
        self.preview.play(Scene(now=now))

    def compare(self, part: int, parts: int) -> None:
        """Ask for one of so many parts of all that there is."""
        report = Report()
        fresh = read_magazine(self.world.root, Moment(now=self.now), report)
        assert bool(self.preview.state.errors) == report.failed
        if fresh is None:  # the pages stay as they were; those of a reading that failed cannot be known
            return
        self.good = fresh
        for page in self.good.renderer.context.routes.pages[part::parts]:
            assert self.shown(page) == self.expected(key("page", page.kind, page.subject, page.language, page.number))
        for channel in [*CHANNELS][part::parts]:
            _, files = self.expected(key("channel", channel))
            assert tuple(file.content for file in self.preview.channel(channel)) == files

    def page(self, url: str) -> bytes | None:
        assert self.preview.state.edition is not None
        return self.preview.page(self.preview.state.edition.places.pages[url], Report())

    def shown(self, page: Page) -> tuple[object, tuple[bytes | None, ...]]:
        report = Report()
        html = self.preview.page(page, report)
        return report.diagnostics, (html,)

    def expected(self, target: str) -> tuple[object, tuple[bytes | None, ...]]:
        report = Report()
        files, _ = self.good.renderer.files(target, report)
        return report.diagnostics, tuple(file.content for file in files)


@pytest.fixture
def edited() -> Iterator[Edited]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Edited(world=World(folder=Path(folder), files=magazine()))


def test_after_one_edit_and_after_its_undoing_every_page_is_fresh(edited: Edited) -> None:
    for edit in (*ALONE, *ESSENTIAL):
        edited.save(edit.on(magazine()))
        edited.compare(0, 1)
        edited.save(magazine())
        edited.compare(0, 1)


def test_most_edits_leave_the_shape_of_the_magazine_alone(edited: Edited) -> None:
    assert edited.preview.state.edition is not None
    places = edited.preview.state.edition.places
    for number, edit in enumerate(ALONE, start=2):
        edited.save(edit.on(edited.world.files))
        assert (edited.preview.state.version, edited.preview.state.edition.places) == (number, places)


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(ALONE) | ANY, min_size=1, max_size=2),
            st.none() | st.sampled_from(MOMENTS),
            st.integers(0, 3),
            st.integers(1, 4),
        ),
        min_size=4,
        max_size=12,
    )
)
@settings(max_examples=EXAMPLES or 6, derandomize=not EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_edits_every_page_that_is_asked_for_is_fresh(
    steps: list[tuple[list[Edit], datetime | None, int, int]],
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        one = Edited(world=World(folder=Path(folder), files=magazine()))
        for edits, now, part, parts in steps:
            one.save(reduce(lambda before, edit: edit.on(before), edits, one.world.files))
            if now:
                one.let_time_pass(now)
            one.compare(part, parts)
            if one.preview.state.errors and part == 0:
                one.save(magazine())
                one.compare(part, parts)
        one.save(magazine())
        one.compare(0, 1)


def test_what_nothing_touched_is_not_made_again(edited: Edited) -> None:
    imprint, moor = edited.page("/about/"), edited.page("/stories/moor/")
    edited.save(Append(MOOR, "More.").on(magazine()))
    assert edited.page("/about/") is imprint
    assert edited.page("/stories/moor/") is not moor


def test_a_storys_words_leave_the_catalogue_as_it_is_and_a_price_does_not(edited: Edited) -> None:
    catalog = edited.preview.channel("catalog")
    edited.save(Append(MOOR, "More.").on(magazine()))
    assert edited.preview.channel("catalog") is catalog
    edited.save(Exchange(MUG, "12.50", "13.50").on(edited.world.files))
    assert edited.preview.channel("catalog") is not catalog


def test_a_template_touches_the_pages_that_use_it(edited: Edited) -> None:
    home, moor = edited.page("/"), edited.page("/stories/moor/")
    edited.save(Exchange("themes/plain/templates/story.html", "story.date | date", "story.title").on(magazine()))
    assert edited.page("/") is home
    assert edited.page("/stories/moor/") != moor


def test_of_a_new_story_those_pages_are_made_again_that_show_it(edited: Edited) -> None:
    terms, archive = edited.page("/terms/"), edited.page("/stories/")
    new = "---\ntitle: New\ndescription: New.\nsection: walks\ndate: 2026-10-08\n---\n"
    edited.save(Write("content/stories/new.md", new).on(magazine()))
    assert edited.page("/terms/") is terms
    assert edited.page("/stories/") != archive


def test_a_page_that_is_gone_is_none(edited: Edited) -> None:
    assert edited.preview.state.edition is not None
    page = edited.preview.state.edition.places.pages["/stories/bread/"]
    edited.save(Write("content/stories/bread.md", None).on(magazine()))
    assert edited.preview.page(page, Report()) is None


def test_what_was_made_ahead_is_there_when_it_is_asked_for(edited: Edited) -> None:
    edited.save(Put(MOOR, "title", "Moss").on(magazine()))
    assert edited.preview.state.edition is not None
    page = edited.preview.state.edition.places.pages["/stories/moor/"]
    kept = edited.preview._kept  # noqa: SLF001 (what is kept shows nowhere else)
    kept.page_ahead(page)
    [made] = [one.value[0].content for target, one in kept._targets.items() if "moor\ten" in target]  # noqa: SLF001
    assert edited.page("/stories/moor/") is made


def test_a_magazine_that_was_replaced_is_gone(edited: Edited) -> None:
    edited.page("/stories/moor/")
    assert edited.preview.state.edition is not None
    replaced = weakref.ref(edited.preview.state.edition.magazine.renderer.facets)
    edited.save(Put("site.yml", "page_size", "3").on(magazine()))
    assert replaced() is None
