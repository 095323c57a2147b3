from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.catalog import Market, price_at
from functions.money import Money
from generator.diagnostics import Report, as_text
from generator.model import Language, Manufacturer, Organization, Price, Product, Recorded, Site, SiteGraph, Variant
from generator.prices import due, line_of, lowest_before, periods_of, read_history, tell_unrecorded

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Moments of the laws: whole hours of seven weeks, so that a reference can try every one of them.
LAST = 24 * 49


MUG = Product(
    id="mug",
    language="en",
    words_language="en",
    slug="mug",
    title="Mug",
    description="",
    images=(),
    options=(),
    variants=(),
    tax_class="standard",
    manufacturer=Manufacturer(name="Wayside", address="Way 1", contact="shop@wayside.example"),
)
SITE = Site(
    base_url="https://wayside.example",
    timezone=ZoneInfo("Europe/Berlin"),
    theme="litfass",
    languages=(Language(code="en", name="English", prefix="", title="Wayside"),),
    markets=(Market(id="eu", currency="EUR", countries=("DE",)),),
    organization=Organization(name="Wayside", mail="shop@wayside.example"),
)


def at(hour: int) -> datetime:
    return BEGIN + hour * HOUR


def euro(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


def usual(minor: int) -> Price:
    return Price(market="eu", price=euro(minor))


def offer(minor: int, start: int, end: int) -> Price:
    return Price(market="eu", price=euro(minor), start=at(start), end=at(end))


def mug(*prices: Price) -> Variant:
    return Variant(sku="MUG-1", selected=(), prices=prices)


def recorded(hour: int, minor: int | None) -> Recorded:
    return Recorded(sku="MUG-1", market="eu", price=None if minor is None else euro(minor), since=at(hour))


def cost(variant: Variant, hour: int) -> int:
    """What a variant costs by its file, found by looking at each of its prices."""
    first, *offers = variant.prices
    holding = [one for one in offers if one.start and one.end and one.start <= at(hour) < one.end]
    return (holding or [first])[0].price.minor


@st.composite
def variants(draw: st.DrawFn) -> Variant:
    """A variant with a few offers that never hold at once, in any order."""
    edges = sorted(draw(st.sets(st.integers(0, LAST), max_size=8)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    offers = [offer(draw(st.integers(1, 999)), start, end) for start, end in pairs]
    return mug(usual(draw(st.integers(1000, 2000))), *draw(st.permutations(offers)))


HISTORIES = st.dictionaries(st.integers(0, LAST), st.none() | st.integers(1, 2000), max_size=6)


@given(variants(), HISTORIES, st.integers(24 * 20, LAST))
def test_the_lowest_price_is_that_of_looking_at_every_hour(
    variant: Variant, known: dict[int, int | None], start: int
) -> None:
    lines = [recorded(hour, known[hour]) for hour in sorted(known)]
    before = [hour for hour in known if hour < start]
    expected = None
    if any(hour <= start - 24 * 30 for hour in before):
        window, last = range(start - 24 * 30, start), max(before)
        edges = [edge for one in variant.prices for edge in (one.start, one.end) if edge and edge > at(last)]
        recently = min(edges, default=at(start))  # until then the last line holds, if the file does not say less
        in_force = [known[max(line for line in before if line <= hour)] for hour in window if at(hour) < recently]
        planned = [cost(variant, hour) for hour in window if hour >= last]
        expected = min([*(one for one in in_force if one is not None), *planned])
    assert lowest_before(offer(1, start, start + 1), variant, lines) == expected


@given(variants(), st.sets(st.integers(0, LAST), min_size=1, max_size=5), st.integers(24 * 31, LAST))
def test_what_was_recorded_now_and_then_tells_the_lowest_price_that_there_really_was(
    variant: Variant, runs: set[int], start: int
) -> None:
    first = min(runs)
    if first > start - 24 * 30:
        return
    lines: list[Recorded] = []
    for hour in sorted(runs):
        lines += due(graph_of(variant, lines), at(hour))
    really = min(cost(variant, hour) for hour in range(start - 24 * 30, start))
    assert lowest_before(offer(1, start, start + 1), variant, lines) == really


@given(variants(), st.integers(-1, LAST + 1))
def test_page_and_till_find_the_price_of_the_file_whatever_the_order_of_offers(variant: Variant, hour: int) -> None:
    period = price_at(periods_of(variant, ())["eu"], at(hour))
    assert period
    assert period.price == cost(variant, hour)


@given(variants(), st.lists(st.integers(0, LAST), min_size=1, max_size=4))
def test_what_is_recorded_is_not_recorded_again(variant: Variant, runs: list[int]) -> None:
    lines: list[Recorded] = []
    for hour in sorted(runs):
        lines += due(graph_of(variant, lines), at(hour))
        assert due(graph_of(variant, lines), at(hour)) == ()
        assert due(graph_of(variant, lines), at(hour) + timedelta(minutes=1)) == ()
    assert len({one.since for one in lines}) == len(lines)


def graph_of(variant: Variant, lines: list[Recorded]) -> SiteGraph:
    return SiteGraph(
        site=SITE,
        now=BEGIN,
        stories={},
        products={("mug", "en"): replace(MUG, variants=(variant,))},
        pages={},
        terms={},
        prose={},
        history={"MUG-1": tuple(lines)} if lines else {},
    )


def test_an_offer_has_the_price_by_which_the_law_measures_it() -> None:
    variant = mug(usual(1250), offer(990, 800, 900))
    periods = periods_of(variant, [recorded(0, 1300), recorded(400, 1190), recorded(500, 1250)])["eu"]
    assert [one.lowest for one in periods] == [None, 1190]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "there is no history"),
        ([recorded(81, 1250)], "it begins 30 days less an hour before the offer"),
        ([recorded(0, 1250), recorded(790, 990)], "it cost as little just before"),
    ],
)
def test_an_offer_that_cannot_be_measured_is_no_reduction(lines: list[Recorded], why: str) -> None:
    periods = periods_of(mug(usual(1250), offer(990, 800, 900)), lines)["eu"]
    assert periods[1].lowest is None, why


def test_thirty_days_are_enough() -> None:
    assert lowest_before(offer(990, 800, 900), mug(usual(1250)), [recorded(80, 1250)]) == 1250


def test_while_it_was_not_for_sale_it_had_no_price() -> None:
    lines = [recorded(0, None), recorded(700, 1400)]
    assert lowest_before(offer(990, 800, 900), mug(usual(1250)), lines) == 1250
    assert lowest_before(offer(990, 690, 900), replace(mug(), prices=()), lines[:1]) is None


def test_a_price_that_was_lowered_and_not_recorded_counts() -> None:
    assert lowest_before(offer(990, 800, 900), mug(usual(1100)), [recorded(0, 1250)]) == 1100


def test_an_offer_that_was_over_before_the_30_days_does_not_count_though_its_end_is_not_recorded() -> None:
    variant = mug(usual(1250), offer(100, 0, 10))
    assert lowest_before(offer(990, 800, 900), variant, [recorded(0, 100)]) == 1250


def test_another_market_is_another_history() -> None:
    lines = [replace(recorded(0, 100), market="us"), recorded(1, 1250)]
    assert lowest_before(offer(990, 800, 900), mug(usual(1250)), lines) == 1250


def test_an_offer_is_recorded_with_its_own_moments() -> None:
    variant = mug(usual(1250), offer(990, 100, 200))
    lines = list(due(graph_of(variant, []), at(50)))
    lines += due(graph_of(variant, lines), at(300))
    assert [(one.since, one.price) for one in lines] == [
        (at(50), euro(1250)),
        (at(100), euro(990)),
        (at(200), euro(1250)),
    ]


def test_any_other_change_is_recorded_as_of_now() -> None:
    (line,) = due(graph_of(mug(usual(1350)), [recorded(0, 1250)]), at(300))
    assert (line.since, line.price) == (at(300), euro(1350))


@pytest.mark.parametrize("changes", [{"discontinued": True}, {"variants": ()}])
def test_what_is_no_longer_sold_is_recorded_without_a_price(changes: dict[str, object]) -> None:
    graph = graph_of(mug(usual(1250)), [recorded(0, 1250)])
    product = replace(graph.products["mug", "en"], **changes)  # type: ignore[arg-type] # any field
    (line,) = due(replace(graph, products={("mug", "en"): product}), at(300))
    assert line_of(line, "EUR") == "MUG-1,eu,,EUR,2026-09-13T12:00+00:00"


def test_a_history_is_read_as_it_was_written(tmp_path: Path) -> None:
    lines = [recorded(3, 1250), recorded(7, None)]
    write(tmp_path, "sku,market,price,currency,from", *(line_of(one, "EUR") for one in reversed(lines)))
    report = Report()
    assert read_history(tmp_path, SITE, report) == {"MUG-1": tuple(lines)}
    assert report.diagnostics == ()


def test_a_site_without_a_history_has_none(tmp_path: Path) -> None:
    assert read_history(tmp_path, SITE, Report()) == {}


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    text = "\ufeffsku,market,price,currency,from\r\nMUG-1,eu,12.50,EUR,2026-09-01T03:00+00:00\r\n"
    (tmp_path / "content/prices.csv").write_bytes(text.encode())
    assert read_history(tmp_path, SITE, Report()) == {"MUG-1": (recorded(3, 1250),)}


def test_a_price_that_is_not_recorded_is_told() -> None:
    graph = replace(graph_of(mug(usual(1350)), [recorded(0, 1250)]), now=at(300))
    report = Report()
    tell_unrecorded(graph, report)
    assert [as_text(found) for found in report.diagnostics] == [
        (
            "note N148: MUG-1 costs 13.50 in the market eu, which the price history does not say. "
            'Run "litfass prices record" and keep what it writes.'
        )
    ]


@pytest.mark.parametrize("lines", [[], [recorded(0, 1250)]])
def test_a_history_that_says_the_price_is_well_and_none_at_all_is_too(lines: list[Recorded]) -> None:
    report = Report()
    tell_unrecorded(replace(graph_of(mug(usual(1250), offer(990, 100, 400)), lines), now=at(300)), report)
    assert report.diagnostics == ()


def write(root: Path, *lines: str) -> None:
    (root / "content").mkdir()
    (root / "content/prices.csv").write_text("".join(f"{line}\n" for line in lines), "utf-8")
