"""The books in rows: they sum to the papers exactly, and no cell computes anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.invoices import invoicing, ledger
from functions.invoices.invoicing import facts_of
from tests.functions.test_invoicing import LATER, PAID, RATES, SHOP, an_order, kept, refund
from tests.functions.test_store import line

if TYPE_CHECKING:
    from functions.order import Order
    from functions.pricing.lines import LineItem
    from functions.store import Invoice


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """An order of some lines at some rates, or without VAT, with and without a coupon."""
    lines: list[LineItem] = [
        msgspec.structs.replace(
            line(sku, quantity=draw(st.integers(1, 5))),
            rate_basis_points=draw(st.sampled_from(RATES)),
            source="scotland#2",
        )
        for sku in draw(st.lists(st.sampled_from(["TEA", "CUP", "POT"]), min_size=1, max_size=4))
    ]
    return an_order(
        *lines,
        shipping=draw(st.integers(0, 2000)),
        vat=draw(st.booleans()),
        coupon=draw(st.integers(0, 4000)),
    )


def papers(order: Order, back: int) -> list[Invoice]:
    """The invoice and, if anything goes back, a correction."""
    found = [kept(invoicing.invoice(order, SHOP, PAID), "R-000001")]
    if 0 < back <= order.amount_due:
        draft = invoicing.correction(order, refund(back, (0, 1)), SHOP, LATER, found)
        assert draft is not None
        found.append(kept(draft, "K-000001"))
    return found


@given(order=orders(), back=st.integers(0, 30_000))
def test_the_rows_of_a_paper_sum_to_it(order: Order, back: int) -> None:
    for paper in papers(order, back):
        facts, rows = facts_of(paper.body), ledger.entries(paper, order)
        assert sum(row.gross for row in rows) == facts.total
        assert all(row.net + row.tax == row.gross for row in rows)
        for part in facts.tax:
            of_rate = [row for row in rows if row.vat == part.rate_basis_points]
            assert (sum(row.net for row in of_rate), sum(row.tax for row in of_rate)) == (part.net, part.tax)


@given(order=orders())
def test_what_was_bought_has_its_story_and_the_fee_is_told_once(order: Order) -> None:
    known = replace(order, fee=57, payout="po_1")
    (paper,) = papers(known, 0)
    rows = ledger.entries(paper, known)
    assert sum(row.fee for row in rows) == 57
    assert {(row.story, row.block, row.payout) for row in rows if row.sku} == {("scotland", "2", "po_1")}


def test_a_paper_can_be_told_when_nothing_else_is_left_of_the_order() -> None:
    (paper,) = papers(an_order(line("TEA", 2), shipping=490), 0)
    assert [(row.sku, row.title, row.gross) for row in ledger.entries(paper, None)] == [
        ("TEA", "Tee „Morgen“ · 100 g", 2000),
        ("", "shipping", 490),
    ]


@pytest.mark.parametrize("name", ["=1+1", "+49 30", "-1", "@cmd", "\uff1d1+1"])
def test_no_cell_is_computed_by_a_spreadsheet(name: str) -> None:
    order = an_order(line("TEA"))
    (row,) = ledger.consignments([replace(order, contact=replace(order.contact, name=name))])
    assert f"'{name}" in ledger.as_cells(row)


def test_amounts_are_major_units_for_people_and_minor_ones_for_programs() -> None:
    (paper,) = papers(an_order(line("TEA", 2)), 0)
    (row,) = ledger.entries(paper, None)
    cells = dict(zip(ledger.columns(ledger.Entry), ledger.as_cells(row), strict=True))
    assert (cells["gross"], cells["vat"]) == ("20.00", "7")
    assert (ledger.as_object(row)["gross"], ledger.as_object(row)["vat"]) == (2000, 700)
