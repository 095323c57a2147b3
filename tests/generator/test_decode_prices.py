from __future__ import annotations

from datetime import datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from functions.catalog import Market
from functions.money import Money
from generator.decode import decode_thing
from generator.diagnostics import Report, as_text
from generator.model import Language, Organization, Price, Product, Site
from generator.source import SourceFile, read_document

BERLIN = ZoneInfo("Europe/Berlin")
SITE = Site(
    base_url="https://wayside.example",
    timezone=BERLIN,
    theme="litfass",
    languages=(Language(code="en", name="English", prefix="", title="Wayside"),),
    markets=(
        Market(id="eu", currency="EUR", countries=("DE",), tax={"DE": {"standard": 1900}}),
        Market(id="ch", currency="CHF", countries=("CH",), tax={"CH": {"standard": 810}}),
    ),
    organization=Organization(name="Wayside", mail="shop@wayside.example"),
)


def read(variant: str) -> tuple[tuple[Price, ...], list[str]]:
    """The prices of a variant, and the errors."""
    maker = "manufacturer: {name: W, address: A, contact: c@w.example}"
    text = f"---\ntitle: Mug\ndescription: A mug.\nvariants: [{{sku: MUG-1, {variant}}}]\ntax: standard\n{maker}\n---\n"
    report = Report()
    document = read_document(SourceFile(path="content/products/mug.md", text=text, digest=""), report)
    decoded = decode_thing([document], SITE, report)
    errors = [as_text(found).split("\n")[0] for found in report.diagnostics if found.code.startswith("E")]
    product = decoded.entities[0] if decoded.entities else None
    return product.variants[0].prices if isinstance(product, Product) else (), errors


def price(market: str, minor: int, list_minor: int = 0, *period: datetime) -> Price:
    currency = {"eu": "EUR", "ch": "CHF"}[market]
    start, end = period or (None, None)
    return Price(
        market=market,
        price=Money(minor=minor, currency=currency),
        list_price=Money(minor=list_minor, currency=currency) if list_minor else None,
        start=start,
        end=end,
    )


def berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN)  # type: ignore[arg-type,misc] # year, month, day and what follows


def test_a_price_alone_holds_for_ever() -> None:
    assert read("price: 12.50, list_price: 14") == ((price("eu", 1250, 1400),), [])


def test_a_day_without_a_time_is_the_whole_day() -> None:
    found, errors = read("price: 12.50, offers: [{price: 9.90, from: 2026-12-01, until: 2026-12-24}]")
    assert errors == []
    assert found[1] == price("eu", 990, 0, berlin(2026, 12, 1), berlin(2026, 12, 25))


def test_the_day_on_which_clocks_change_is_a_whole_day_too() -> None:
    found, _ = read("price: 12.50, offers: [{price: 9.90, from: 2026-10-25, until: 2026-10-25}]")
    assert found[1].start
    assert found[1].end
    assert found[1].end.timestamp() - found[1].start.timestamp() == 25 * 3600


def test_an_offer_may_end_at_a_minute() -> None:
    found, _ = read("price: 12.50, offers: [{price: 9.90, from: 2026-12-01T08:00, until: 2026-12-24 18:00}]")
    assert found[1] == price("eu", 990, 0, berlin(2026, 12, 1, 8), berlin(2026, 12, 24, 18))


def test_an_offer_keeps_the_list_price_unless_it_has_its_own() -> None:
    one, other = (
        "{price: 9.90, from: 2026-12-01, until: 2026-12-02}",
        "{price: 9, list_price: 15, from: 2027-01-01, until: 2027-01-02}",
    )
    found, _ = read(f"price: 12.50, list_price: 14, offers: [{one}, {other}]")
    assert [one.list_price and one.list_price.minor for one in found] == [1400, 1400, 1500]


def test_an_offer_is_for_the_markets_that_it_names() -> None:
    found, errors = read(
        "prices: {eu: 12.50, ch: 14}, offers: [{prices: {eu: 9.90, ch: 11}, from: 2026-12-01, until: 2026-12-02}]"
    )
    period = (berlin(2026, 12, 1), berlin(2026, 12, 3))
    assert errors == []
    assert set(found) == {
        price("eu", 1250),
        price("ch", 1400),
        price("eu", 990, 0, *period),
        price("ch", 1100, 0, *period),
    }


def test_at_once_in_two_markets_is_not_at_once() -> None:
    one, other = (
        "{prices: {eu: 9.90}, from: 2026-12-01, until: 2026-12-09}",
        "{prices: {ch: 9.90}, from: 2026-12-05, until: 2026-12-20}",
    )
    assert read(f"prices: {{eu: 12.50, ch: 14}}, offers: [{one}, {other}]")[1] == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_which_offers_are_written_does_not_matter(order: tuple[int, ...]) -> None:
    written = [f"{{price: {9 + month}, from: 2027-0{month}-01, until: 2027-0{month}-20}}" for month in (1, 2, 3)]
    found, errors = read(f"price: 19, offers: [{', '.join(written[index] for index in order)}]")
    assert errors == []
    assert [one.price.minor for one in found] == [1900, 1000, 1100, 1200]


def test_one_that_begins_as_the_other_ends_is_well() -> None:
    one, other = "{price: 9, from: 2026-12-01, until: 2026-12-05}", "{price: 8, from: 2026-12-06, until: 2026-12-09}"
    assert read(f"price: 19, offers: [{one}, {other}]")[1] == []


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        ("{price: 9, from: 2026-12-05T10:00, until: 2026-12-05T10:00}", "E140"),
        ("{price: 9, from: 2026-12-05, until: 2026-12-06}, {price: 8, from: 2026-12-06, until: 2026-12-07}", "E141"),
        ("{price: 19, from: 2026-12-05, until: 2026-12-06}", "E142"),
        ("{prices: {ch: 9}, from: 2026-12-05, until: 2026-12-06}", "E142"),
        ("{from: 2026-12-05, until: 2026-12-06}", "E124"),
        ("{price: 9, until: 2026-12-06}", "E107"),
        ("{price: 9, from: 2026-12-05}", "E107"),
        ("{price: 9, from: 2026-12-05, untill: 2026-12-06}", "E106"),
        ("{price: 9, from: 5.12.26, until: 2026-12-06}", "E111"),
        ("9", "E108"),
    ],
)
def test_an_offer_that_cannot_be_is_an_error(offer: str, code: str) -> None:
    _, errors = read(f"price: 19, offers: [{offer}]")
    assert [code in error for error in errors] == [True]
