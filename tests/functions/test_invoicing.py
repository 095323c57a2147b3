"""Invoices and corrections: what they must say, and the laws of their sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from functions.catalog import Shop
from functions.contact import Contact
from functions.invoices import invoicing
from functions.invoices.invoicing import Facts, Item, Origin, Seller, facts_of
from functions.money import share
from functions.order import State
from functions.pricing.coupons import Redemption
from functions.pricing.tax import TaxPart, parts
from functions.store import Draft, Invoice, Refund
from tests.functions.test_store import line, order

if TYPE_CHECKING:
    from functions.order import Order
    from functions.pricing.lines import LineItem

BERLIN = ZoneInfo("Europe/Berlin")
#: Late in the evening by UTC, and the next day already where the shop is.
PAID = datetime(2026, 11, 20, 23, 30, tzinfo=UTC).astimezone(BERLIN)
LATER = PAID + timedelta(days=9)
SHOP = Shop(
    name={"de": "Wegwarte"},
    mail="hallo@wegwarte.example",
    address="Wegwarte Verlag & Kontor\nAm Wegrain 7\n00700 Musterfelde",
    country="DE",
    vat_id="DE000000000",
)
RATES = (1900, 700, 2000, 550)


def an_order(*lines: LineItem, shipping: int = 0, vat: bool = True, coupon: int = 0) -> Order:
    """An order of these lines, with a coupon over the goods."""
    goods = sum(one.total for one in lines)
    off = share(min(coupon, goods), [one.total for one in lines])
    reduced = tuple(msgspec.structs.replace(one, discount=part) for one, part in zip(lines, off, strict=True))
    rates: dict[int, int] = {}
    for one in reduced:
        if one.rate_basis_points is not None:
            rates[one.rate_basis_points] = rates.get(one.rate_basis_points, 0) + one.due
    total = goods - sum(off) + shipping
    redemption = Redemption(id="c", code="HELLO", title="Willkommen", goods=sum(off), shipping=0)
    return replace(
        order("A"),
        lines=reduced if vat else tuple(msgspec.structs.replace(one, rate_basis_points=None) for one in reduced),
        goods=goods,
        shipping=shipping,
        tax=parts(rates, shipping) if vat else (),
        total=total,
        amount_due=total,
        coupon=redemption if coupon else None,
    )


def refund(minor: int, *lines: tuple[int, int], name: str = "r1") -> Refund:
    return Refund(id=name, order="A", minor=minor, reason="shop", created_at=PAID, lines=lines)


def kept(draft: Draft, number: str) -> Invoice:
    """The draft as the store keeps it."""
    return Invoice(
        number=number,
        kind=draft.kind,
        order="A",
        refund=None,
        issued_at=PAID,
        language=draft.language,
        body=draft.body,
    )


def corrected(of: Order, *refunds: Refund) -> tuple[Facts, list[Facts]]:
    """The invoice, and the corrections of these refunds one after another."""
    papers = [kept(invoicing.invoice(of, SHOP, PAID), "R-000001")]
    for one in refunds:
        draft = invoicing.correction(of, one, SHOP, LATER, papers)
        assert draft is not None
        papers.append(kept(draft, f"K-{len(papers):06d}"))
    first, *others = (facts_of(paper.body) for paper in papers)
    return first, others


def test_an_invoice_says_what_the_law_asks_for() -> None:
    facts = corrected(an_order(line("TEA", 3), shipping=490, coupon=100))[0]
    assert facts.seller == Seller(
        address=("Wegwarte Verlag & Kontor", "Am Wegrain 7", "00700 Musterfelde"),
        country="DE",
        mail="hallo@wegwarte.example",
        vat_id="DE000000000",
    )
    assert facts.buyer == Contact(
        email="", name="Ada", line1="Weg 1", line2="", postal_code="10115", city="Berlin", country="DE"
    )
    assert (facts.order, facts.issued_on, facts.ordered_on) == ("N-A", date(2026, 11, 21), date(2026, 11, 20))
    assert facts.items == (
        Item(
            position=0,
            sku="TEA",
            title="Tee „Morgen“",
            quantity=3,
            unit_price=1000,
            amount=3000,
            options=(("Größe", "100 g"),),
            rate_basis_points=700,
            discount=100,
        ),
    )
    assert (facts.goods, facts.reduction, facts.shipping, facts.total) == (3000, -100, 490, 3390)
    assert facts.tax == (TaxPart(rate_basis_points=700, net=3168, tax=222, gross=3390),)
    assert (facts.coupon, facts.corrects) == ("Willkommen", None)
    assert facts.delivery == an_order(line()).delivery


def test_the_day_of_issue_is_the_shops() -> None:
    assert corrected(an_order(line()))[0].issued_on == date(2026, 11, 21)


def test_an_invoice_is_in_the_orders_language() -> None:
    assert invoicing.invoice(replace(an_order(line()), language="en"), SHOP, PAID).language == "en"


def test_a_correction_refers_to_the_invoice_and_takes_a_line_back() -> None:
    _, (facts,) = corrected(an_order(line("TEA", 3), line("MUG", 1), shipping=490), refund(1000, (0, 1)))
    assert facts.corrects == Origin(number="R-000001", issued_on=date(2026, 11, 21))
    assert facts.issued_on == date(2026, 11, 30)
    assert [(item.sku, item.quantity, item.amount) for item in facts.items] == [("TEA", 1, -1000)]
    assert (facts.goods, facts.shipping, facts.reduction, facts.total) == (-1000, 0, 0, -1000)
    assert facts.tax == (TaxPart(rate_basis_points=700, net=-935, tax=-65, gross=-1000),)


def test_what_is_beyond_the_goods_is_shipping_and_then_a_reduction() -> None:
    _, (facts,) = corrected(an_order(line("TEA", 3), shipping=490), refund(1600, (0, 1)))
    assert (facts.goods, facts.shipping, facts.reduction) == (-1000, -490, -110)


def test_shipping_is_given_back_once() -> None:
    _, (_, second) = corrected(an_order(line("TEA", 3), shipping=490), refund(490), refund(200, name="r2"))
    assert (second.shipping, second.reduction) == (0, -200)


def test_goods_that_came_back_worn_are_corrected_by_what_was_given_for_them() -> None:
    _, (facts,) = corrected(an_order(line("TEA", 3), shipping=490), refund(600, (0, 1)))
    assert (facts.items[0].quantity, facts.items[0].amount, facts.total) == (1, -600, -600)


def test_shipping_is_taken_from_the_rates_that_it_was_charged_with() -> None:
    dear, cheap = msgspec.structs.replace(line("JACKET"), rate_basis_points=1900), line("TEA")
    _, (facts,) = corrected(an_order(dear, cheap, shipping=490), refund(1490, (0, 1)))
    assert [(part.rate_basis_points, part.gross) for part in facts.tax] == [(1900, -1245), (700, -245)]


def test_an_exempt_seller_shows_no_tax() -> None:
    first, (back,) = corrected(an_order(line("TEA", 3), shipping=490, vat=False), refund(1490, (0, 1)))
    assert (first.tax, back.tax, back.total) == ((), (), -1490)


def test_what_was_never_invoiced_is_not_corrected() -> None:
    assert invoicing.correction(an_order(line()), refund(100), SHOP, LATER, ()) is None


def test_the_frozen_facts_outlive_the_orders_state() -> None:
    changed = replace(an_order(line()), state=State.REFUNDED)
    assert invoicing.invoice(changed, SHOP, PAID) == invoicing.invoice(an_order(line()), SHOP, PAID)


LINES = st.builds(
    lambda price, quantity, rate: msgspec.structs.replace(
        line("ANY", quantity), unit_price=price, total=price * quantity, rate_basis_points=rate
    ),
    st.integers(1, 99_999),
    st.integers(1, 7),
    st.sampled_from(RATES),
)
ORDERS = st.builds(
    lambda lines, shipping, vat, coupon: an_order(*lines, shipping=shipping, vat=vat, coupon=coupon),
    st.lists(LINES, min_size=1, max_size=5),
    st.integers(0, 2000),
    st.booleans(),
    st.integers(0, 5000),
)


def test_a_rate_never_gives_back_more_than_it_has() -> None:
    dear, cheap = msgspec.structs.replace(line("JACKET"), rate_basis_points=1900), line("TEA")
    _, (first, second) = corrected(an_order(dear, cheap), refund(1500), refund(500, (0, 1), name="r2"))
    assert [part.gross for part in first.tax] == [-750, -750]
    assert [part.gross for part in second.tax] == [-250, -250]


@given(ORDERS)
def test_net_and_tax_of_an_invoice_are_its_gross_sums_and_these_its_total(of: Order) -> None:
    first, _ = corrected(of)
    assert first.goods + first.reduction + first.shipping == first.total
    assert [part for part in first.tax if part.net + part.tax != part.gross] == []
    assert first.tax == () or sum(part.gross for part in first.tax) == first.total


@st.composite
def _refunds(draw: st.DrawFn, of: Order) -> list[Refund]:
    """Some refunds of an order that give back all of it at the end, by lines, by parts of shipping, and just so."""
    made: list[Refund] = []
    left, units = of.amount_due, {position: one.quantity for position, one in enumerate(of.lines)}
    for index in range(draw(st.integers(0, 5))):
        lines = tuple((position, draw(st.integers(1, most))) for position, most in units.items() if most)
        lines = tuple(one for one in lines if draw(st.booleans()))
        minor = draw(st.integers(0, left))
        if minor:
            made.append(refund(minor, *lines, name=f"r{index}"))
            left -= minor
            for position, quantity in lines:
                units[position] -= quantity
    return [*made, *([refund(left, name="last")] if left else [])]


@given(st.data())
def test_the_corrections_never_exceed_the_invoice_and_all_together_are_all_of_it(data: st.DataObject) -> None:
    of = data.draw(ORDERS)
    refunds = data.draw(_refunds(of))
    first, backs = corrected(of, *refunds)
    assert [back.total for back in backs] == [-one.minor for one in refunds]
    for back in backs:
        assert back.goods + back.reduction + back.shipping == back.total
        assert [part for part in back.tax if part.net + part.tax != part.gross or part.gross > 0] == []
        assert back.tax == () or sum(part.gross for part in back.tax) == back.total
    for count in range(len(backs) + 1):
        left = [
            (part.gross + sum(back.tax[index].gross for back in backs[:count]), part.net, part.tax)
            for index, part in enumerate(first.tax)
        ]
        assert [gross for gross, _, _ in left if gross < 0] == []
    for index, part in enumerate(first.tax):
        assert sum(back.tax[index].net for back in backs) == -part.net
        assert sum(back.tax[index].tax for back in backs) == -part.tax
