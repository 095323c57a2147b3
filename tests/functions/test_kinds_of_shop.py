"""Shops of other kinds than the usual one, each the whole way: pages, payment and letters."""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import msgspec

from functions.catalog import Catalog, Market, Period, Rate, ShippingService
from functions.chores import outbox
from functions.pricing.cart import CartLine
from functions.pricing.quote import quote
from functions.problems import MESSAGES
from functions.views import facts
from tests.functions.shop import ADDRESS, NOON, World, a_catalog, cart_json, form_of, shop, variant

if TYPE_CHECKING:
    from pathlib import Path

#: What a seller who charges no VAT must not say of it; the note with § 19 UStG is taken out before.
VAT_WORDS = re.compile(r"MwSt|Mehrwertsteuer|Umsatzsteuer|\bUSt\b|\bVAT\b|netto|\bnet\b|Steuer|\btax", re.IGNORECASE)
NOTES = (
    "Als Kleinunternehmen nach § 19 UStG weisen wir keine Umsatzsteuer aus.",
    "As a small business (§ 19 UStG) we charge no VAT.",
)


def letters(world: World) -> dict[str, str]:
    """All letters by kind, subject and texts."""
    outbox.work(world.till)
    found = {}
    for path in world.mails.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        texts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        found[path.name.partition("-")[0]] = "\n".join([str(message["Subject"]), *map(str, texts)])
    return found


def whole_way(world: World, *lines: tuple[str, int], **fields: str) -> list[str]:
    """All pages and letters of an order that is paid."""
    checkout = world.post("/till/checkout", {"cart": cart_json(*lines), **ADDRESS, **fields})
    review = world.review(*lines, **fields)
    placed = world.post("/till/order", form_of(review, "/till/order"))
    assert placed.status_code == 303, placed.text
    payment = world.get(placed.headers["location"])
    status = world.get(world.press(placed.headers["location"], "paid"))
    assert "data-paid-cart" in status.text
    return [checkout.text, review.text, payment.text, status.text, *letters(world).values()]


def with_market(catalog: Catalog, **changes: object) -> Catalog:
    return msgspec.structs.replace(catalog, markets={"de": msgspec.structs.replace(catalog.markets["de"], **changes)})


def test_a_small_business_says_nothing_of_vat_on_any_page_and_in_any_letter(tmp_path: Path) -> None:
    for language in ("de", "en"):
        with shop(tmp_path / language, vat="exempt") as world:
            texts = whole_way(world, ("JACKET-M", 1), ("TEA", 2), language=language)
            texts.append(world.get(f"/buy/TEA?language={language}").text)
        for text in texts:
            for note in NOTES:
                text = text.replace(note, "")  # noqa: PLW2901 (the note alone is allowed)
            assert VAT_WORDS.findall(text) == []


def test_no_problem_speaks_of_vat(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        words = [
            str(world.pages.wording(language).words[f"problem.{code}"])
            for language in ("de", "en")
            for code in MESSAGES
        ]
    assert [text for text in (*words, *MESSAGES.values()) if VAT_WORDS.search(text)] == []


def test_one_price_holds_other_vat_in_another_country(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        here, there = (
            world.review(("JACKET-M", 1), ("TEA", 1)).text,
            world.review(("JACKET-M", 1), ("TEA", 1), country="AT").text,
        )
    assert all(rate in here for rate in ("19\xa0%", "7\xa0%", "197,90"))
    assert all(rate in there for rate in ("20\xa0%", "10\xa0%", "207,80"))
    assert "19\xa0%" not in there


def test_yen_have_no_decimals_anywhere(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        world.catalog = with_market(a_catalog(variant("JACKET-M", 18900)), currency="JPY")
        texts = whole_way(world, ("JACKET-M", 1))
    assert all("19.390\xa0¥" in text for text in texts)
    assert not any(re.search(r",\d\d\s*¥", text) for text in texts)


def test_what_is_delivered_as_data_needs_no_way_of_delivery(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        world.catalog = a_catalog(variant("GUIDE", 1900, fulfilment="digital", stock="unlimited", weight_g=0))
        texts = whole_way(world, ("GUIDE", 1), country="AT", service="")
    assert not any("Versand (" in text or "versand" in text for text in texts)
    assert "darin 20\xa0%" in texts[1]


def test_two_markets_may_name_their_ways_of_delivery_alike() -> None:
    home = a_catalog(variant("TEA", 890, prices={"de": (Period(price=890),), "fr": (Period(price=990),)}))
    service = ShippingService(
        id="standard", name={"de": "Nach Frankreich"}, countries=("FR",), rates=(Rate(price=1290),)
    )
    other = Market(id="fr", currency="EUR", countries=("FR",), tax={"FR": {"standard": 2000}}, shipping=(service,))
    catalog = msgspec.structs.replace(home, markets={**home.markets, "fr": other})
    lines = [CartLine(sku="TEA", quantity=1)]
    quotes = [quote(catalog, lines, country=country, language="de", now=NOON) for country in ("DE", "FR")]
    views = facts.services(quotes, "standard")
    assert [(view.name, view.price.minor, view.countries) for view in views] == [
        ("Standardversand", 490, ("DE",)),
        ("Nach Frankreich", 1290, ("FR",)),
    ]


def test_a_hundred_lines_are_a_cart_and_one_more_is_none(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        variants = [variant(f"SKU-{index}", 100, weight_g=1) for index in range(101)]
        world.catalog = a_catalog(*variants)
        lines = [(entry.sku, 1) for entry in variants]
        full = world.order(*lines[:100])
        page = world.review(*lines)
        order = world.store.orders_since(world.clock() - world.clock.day)[0]
    assert (full.status_code, len(order.lines), order.goods) == (303, 100, 10_000)
    assert (page.status_code, "höchstens 100 Zeilen" in page.text) == (422, True)


def test_a_quantity_is_limited_over_all_lines_of_an_article(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        lines = [{"sku": "TEA", "quantity": 60, "group": group} for group in ("a", "b")]
        page = world.post("/till/review", {**ADDRESS, "cart": msgspec.json.encode({"lines": lines}).decode()})
    assert (page.status_code, "gehen höchstens 99 in eine Bestellung" in page.text) == (409, True)


def test_a_promised_day_is_the_shops_day_over_the_end_of_summer_time(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        world.clock.moment = NOON.replace(month=10, day=23, hour=9, minute=59, second=50)  # Friday, 11:59:50 in Berlin
        in_time = world.review(("TEA", 1)).text
        world.clock.forward(seconds=20)
        late = world.review(("TEA", 1)).text
    assert "26. Oktober 2026 bis 29. Oktober 2026" in in_time
    assert "27. Oktober 2026 bis 30. Oktober 2026" in late
    assert date(2026, 10, 25).weekday() == 6
