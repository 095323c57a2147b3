from __future__ import annotations

import hashlib
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from generator.build import Options, build
from tests.bench.corpus import make_corpus
from tests.bench.figures import Figure
from tests.bench.litfass import Litfass
from tests.bench.processes import FailedError
from tests.bench.site import Site, StaleError
from tests.bench.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.site import Kind

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def test_the_same_number_of_stories_gives_the_same_bytes_everywhere() -> None:
    digest = hashlib.sha256(repr(make_corpus(20)).encode()).hexdigest()

    assert digest == "bbd30413d6fb382fa34c76beacc73083d166c497d79b0d14ffd7e6657c8d4a6f"


def test_litfass_builds_the_corpus_without_diagnostics_and_every_address_is_there(tmp_path: Path) -> None:
    built(tmp_path).check_complete()


def test_the_product_whose_price_changes_stands_in_two_hundred_stories() -> None:
    assert len(make_corpus(1000).showing) == 200


def test_no_title_is_part_of_another() -> None:
    titles = [f"{story.short_title}," for story in make_corpus(300).stories]

    assert [title for title in titles if sum(title in other for other in titles) > 1] == []


def test_a_page_of_a_list_is_full_before_the_next_begins() -> None:
    lists = make_corpus(30).lists()

    assert [len(lists[url]) for url in ("/stories/", "/stories/page/2/", "/stories/page/3/")] == [12, 12, 6]


@pytest.mark.parametrize("kind", ["story", "price", "base"])
def test_an_output_that_an_edit_did_not_reach_is_stale(tmp_path: Path, kind: Kind) -> None:
    site = built(tmp_path)

    edit = site.edit(kind)

    with pytest.raises(StaleError, match=f"^litfass: .* pages are stale after {kind}: "):
        site.check_fresh(edit)
    build_again(site)
    site.check_fresh(edit)


def test_a_story_that_comes_and_goes_is_looked_for_on_every_page_that_it_moves(tmp_path: Path) -> None:
    site = built(tmp_path)

    added = site.add_story()

    assert added.shows["/stories/page/2/"] == tuple(f"{site.corpus.stories[place].short_title}," for place in (11, 19))
    with pytest.raises(StaleError):
        site.check_fresh(added)
    build_again(site)
    site.check_fresh(added)
    removed = site.remove_story()
    with pytest.raises(StaleError):
        site.check_fresh(removed)
    build_again(site)
    site.check_fresh(removed)


@pytest.mark.parametrize(("error", "value"), [(StaleError("old"), math.inf), (FailedError("dead"), math.nan)])
def test_what_cannot_be_measured_says_so_in_its_rows(tmp_path: Path, error: Exception, value: float) -> None:
    def measure(_: Site) -> Iterator[tuple[str, float]]:
        yield "first", 1.0
        raise error

    rows = dict(Figure(rows=("first", "second"), measure=measure).rows_of(site_in(tmp_path)))

    assert str(rows) == str({"first": 1.0, "second": value})


def test_one_stale_round_is_not_hidden_by_the_others() -> None:
    measured = [("row", "hugo", number, 1.0) for number in range(2)]
    measured += [("row", "litfass", 0, 0.5), ("row", "litfass", 1, math.inf)]

    assert table(measured, ["hugo", "litfass"], "hugo").split("\n")[-1] == "| row | 1 | stale in 1 of 2 rounds |"


def site_in(folder: Path) -> Site:
    return Site(tool=Litfass(cache=folder), corpus=make_corpus(20), root=folder / "site")


def built(folder: Path) -> Site:
    site = site_in(folder)
    site.write()
    build_again(site)
    return site


def build_again(site: Site) -> None:
    assert build(site.root, site.output, NOW, Options(strict=True)).diagnostics == ()
