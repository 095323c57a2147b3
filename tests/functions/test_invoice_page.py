"""Invoices over HTTP: to be read and printed from the frozen facts, by who has the order's address."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.invoices import invoicing
from functions.store import Happening, Refund
from tests.functions.shop import shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.order import Order
    from tests.functions.shop import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop(tmp_path) as running:
        yield running


def paid(world: World, *lines: tuple[str, int], **fields: str) -> Order:
    """An order that is paid."""
    page = world.order(*lines, **fields).headers["location"]
    world.press(page, "paid")
    return world.store.orders_since(world.clock() - timedelta(days=1))[-1]


def given_back(world: World, order: Order, minor: int, *lines: tuple[int, int]) -> None:
    """A refund that the provider has made."""
    refund = Refund(id="r1", order=order.id, minor=minor, reason="shop", created_at=world.clock(), lines=lines)
    assert world.store.refunds.request(order, refund)
    kept = world.store.invoices.of_order(order.id)
    draft = invoicing.correction(order, refund, world.catalog.shop, world.clock(), kept)
    happening = Happening(cause="refunded", at=world.clock(), draft=draft)
    assert world.store.refunds.done(order, refund, "re_1", happening)


def words(page: str) -> str:
    """What a page says, its tags and spaces made one space each."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).replace("\u202f", " ").replace("\xa0", " ")


def test_who_has_paid_has_an_invoice_with_all_that_the_law_asks_for(world: World) -> None:
    world.catalog = msgspec.structs.replace(
        world.catalog, shop=msgspec.structs.replace(world.catalog.shop, vat_id="DE000000000", country="DE")
    )
    order = paid(world, ("JACKET-M", 1), ("TEA", 2))
    answer = world.get(f"/till/orders/{order.token}/invoices/R-000001")
    assert answer.status_code == 200
    said = words(answer.text)
    for fact in (
        "Wegwarte Am Wegrain 7 00700 Musterfelde Deutschland",
        "USt-IdNr. DE000000000",
        "Ida Muster Am Wegrain 7 10115 Berlin",
        "Rechnungsnummer R-000001",
        "Rechnungsdatum 23. November 2026",
        f"Bestellnummer {order.number}",
        "Ware JACKET-M Größe: M JACKET-M 1 × 189,00 € 19 % 189,00 €",
        "Ware TEA TEA 2 × 8,90 € 7 % 17,80 €",
        "Rechnungsbetrag 206,80 €",
        "19 % 158,82 € 30,18 € 189,00 €",
        "7 % 16,64 € 1,16 € 17,80 €",
    ):
        assert fact in said, fact


def test_a_correction_is_a_paper_of_its_own_and_leads_to_the_invoice(world: World) -> None:
    order = paid(world, ("TEA", 2), language="en")
    given_back(world, order, 890, (0, 1))
    answer = world.get(f"/till/orders/{order.token}/invoices/K-000001")
    said = words(answer.text)
    assert "Credit note K-000001" in said
    assert "This corrects the invoice of 23 November 2026: R-000001" in said
    assert "Article TEA TEA 1 7% -€8.90" in said
    assert f'href="/till/orders/{order.token}/invoices/R-000001"' in answer.text


def test_a_small_business_says_why_there_is_no_tax(tmp_path: Path) -> None:
    with shop(tmp_path, vat="exempt") as world:
        order = paid(world, ("TEA", 1))
        said = words(world.get(f"/till/orders/{order.token}/invoices/R-000001").text)
    assert "§ 19 UStG" in said
    assert "Netto" not in said


def test_the_invoice_stays_what_it_was_when_the_shop_has_moved(world: World) -> None:
    order = paid(world, ("TEA", 1))
    address = f"/till/orders/{order.token}/invoices/R-000001"
    before = world.get(address).text
    moved = msgspec.structs.replace(world.catalog.shop, address="Elsewhere 1\n00800 Neuland")
    world.catalog = msgspec.structs.replace(world.catalog, shop=moved)
    assert world.get(address).text == before


def test_an_invoice_is_shown_to_nobody_else(world: World) -> None:
    first, second = paid(world, ("TEA", 1)), paid(world, ("BREAD", 1), cart="other")
    assert world.get(f"/till/orders/{second.token}/invoices/R-000002").status_code == 200
    assert world.get(f"/till/orders/{first.token}/invoices/R-000002").status_code == 404
    assert world.get(f"/till/orders/{first.token}/invoices/%00").status_code == 404
    assert world.get("/till/orders/nobody/invoices/R-000001").status_code == 404


def test_the_address_of_the_mail_is_no_part_of_an_invoice(world: World) -> None:
    order = paid(world, ("TEA", 1))
    paper = world.store.invoices.of_order(order.id)[0]
    assert order.contact.email not in paper.body
    assert invoicing.facts_of(paper.body).buyer == replace(order.contact, email="")
