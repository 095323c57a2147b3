"""What the till's templates may see: frozen shapes, nothing behind them. Each template gets one, as ``view``.

Rules of the room: values stay values; the filters ``money``, ``date``, ``number``, ``percent``, ``content`` and
``territory`` write them in the page's language. Texts are the shopper's or the catalogue's own; the template escapes.
What an `invoice` shows, and the `withdrawal` function, lies beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from functions.carriers import Parcel
    from functions.catalog import Measure
    from functions.contact import Contact
    from functions.money import Money
    from functions.pages import Document
    from functions.pricing.delivery import Window


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemView:
    """A problem in words. ``path`` is a form field's name, or ``lines[0].…``; ``severity`` is error or warning."""

    code: str
    path: str
    text: str
    severity: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """A line of the cart or order. ``withdrawal`` says why it cannot be given back, "" if it can (§ 312g (2) BGB).

    ``description`` names the essential characteristics (§ 312j (2) BGB); ``content`` is the net amount of one, with
    the price per ``base_unit`` where one is due (§ 4 PAngV); ``source`` is the story and block or "";
    ``group`` is the title of the set that the line was bought with, or ""; ``available_from`` is the day of a pre-order
    before which it is not sent, None where it is not one.
    """

    sku: str
    title: str
    options: tuple[tuple[str, str], ...]
    description: str
    content: Measure | None
    base_price: Money | None
    base_unit: str
    url: str
    image: str
    quantity: int
    unit_price: Money
    total: Money
    withdrawal: str
    source: str
    group: str
    available_from: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxView:
    """VAT of one rate within the total; 1900 basis points are 19 %."""

    rate_basis_points: int
    net: Money
    tax: Money
    gross: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class SumView:
    """What it costs. ``shipping`` is None while the way of delivery is open.

    Goods and shipping cost that much without a coupon; ``coupon`` is its title, and ``discount`` what it takes off both
    ("" and None where there is none).

    ``vat`` is False for a small business (§ 19 UStG): then ``tax`` is empty, and the page says why. ``delivery`` is
    None where nothing is shipped.
    """

    lines: tuple[LineView, ...]
    goods: Money
    shipping: Money | None
    service: str
    tax: tuple[TaxView, ...]
    total: Money
    vat: bool
    delivery: Window | None
    coupon: str = ""
    discount: Money | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceView:
    """A way to deliver, to the countries named by their codes; ``chosen`` in the form."""

    id: str
    name: str
    price: Money
    delivery: Window
    countries: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckoutView:
    """The first page of the order: who, where to, how.

    ``fields`` has every field's value, ``errors`` what is wrong by field; ``problems`` are those of the cart.
    ``cart`` is the hidden field's JSON. ``countries`` are all that are delivered to; ``means`` the means of payment;
    ``takes_coupons`` is whether the shop has any.
    """

    action: str
    cart: str
    fields: Mapping[str, str]
    errors: Mapping[str, str]
    problems: tuple[ProblemView, ...]
    countries: tuple[str, ...]
    services: tuple[ServiceView, ...]
    means: str
    takes_coupons: bool
    sum: SumView
    cart_url: str
    documents: Mapping[str, Document]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewView:
    """The page with the binding button.

    ``hidden`` are the form's fields, name and value; ``can_be_ordered`` whether the button may stand there; else
    ``reduced`` is the cart (JSON) without what cannot be had, "" if nothing is left of it.
    """

    order_action: str
    review_action: str
    checkout_action: str
    hidden: tuple[tuple[str, str], ...]
    reduced: str
    problems: tuple[ProblemView, ...]
    can_be_ordered: bool
    contact: Contact
    means: str
    sum: SumView
    cart_url: str
    documents: Mapping[str, Document]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepView:
    """An entry of an order's history: its words are ``till.history.<name>``; ``detail`` is shown as it is, or ""."""

    at: datetime
    name: str
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundView:
    """Money that goes back: ``done_at`` is None while it is on its way."""

    amount: Money
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawalView:
    """A withdrawal from the order; ``label`` is what the goods are sent back with, "" while unknown."""

    received_at: datetime
    statement: str
    label: str
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperView:
    """An invoice or a correction (``kind``) and where it is read."""

    kind: str
    number: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusView:
    """The status page. ``state`` is one of `order.State`.

    ``paid_cart`` is the cart's id once it may be emptied, else "". ``waits`` is whether the shopper comes from paying
    and the provider has not told us yet. ``pay_action`` is where the button to pay leads, "" where nothing is to pay.
    ``parcels`` are those on their way; ``withdraw_url`` is "" where nothing is left to withdraw from.
    """

    number: str
    state: str
    created_at: datetime
    contact: Contact
    sum: SumView
    paid_cart: str
    waits: bool
    pay_action: str
    parcels: tuple[Parcel, ...]
    papers: tuple[PaperView, ...]
    refunds: tuple[RefundView, ...]
    withdrawals: tuple[WithdrawalView, ...]
    withdraw_url: str
    steps: tuple[StepView, ...]
    here: str
    cart_url: str
    home_url: str
    documents: Mapping[str, Document]


@dataclass(frozen=True, kw_only=True, slots=True)
class FindView:
    """Where one asks for the links of one's orders. ``asked`` is whether that was done; the page says no more."""

    action: str
    email: str
    error: str
    asked: bool
    home_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BuyView:
    """The page of a permalink. ``cart`` is the form's field, ``add`` the lines as the page's own cart keeps them."""

    action: str
    cart: str
    add: str
    problems: tuple[ProblemView, ...]
    sum: SumView
    cart_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemPageView:
    """A page that says what is wrong. ``retry_url`` is an order's page, or ""; ``request`` names it in our log."""

    problems: tuple[ProblemView, ...]
    retry_url: str
    request: str
    cart_url: str
    home_url: str
