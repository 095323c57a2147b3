"""What the till's letters may see: frozen shapes, nothing behind them. Each template gets one, as ``view``.

Rules of the room: as in `views.till`. URLs are absolute; times are in the shop's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from functions.contact import Contact
    from functions.money import Money
    from functions.pages import Document
    from functions.views.till import SumView


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What every letter has: who writes. ``name`` is whom it greets, "" for nobody by name.

    ``shop_address`` is several lines, with the country in the letter's language and the telephone.
    """

    subject: str
    name: str
    shop: str
    shop_mail: str
    shop_address: str
    site_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceLink:
    """An invoice or a correction on the order's page."""

    number: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderMailView:
    """A letter about an order: the contract with all that Art. 246a EGBGB asks for.

    ``documents`` are the texts of the version that the order records; ``means`` of payment as the shop names them.
    ``until`` is when the units of an unpaid order are let go. ``parcel`` is its carrier and number, ``parcel_url``
    where it is followed, each "" if unknown. ``invoice`` is None before the payment.
    """

    head: Head
    number: str
    state: str
    created_at: datetime
    until: datetime
    contact: Contact
    sum: SumView
    status_url: str
    means: str
    documents: Mapping[str, Document]
    parcel: str
    parcel_url: str
    invoice: InvoiceLink | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundMailView:
    """Money went back: ``amount``, for what (``goods``: how many of what), and why: withdrawal, late, or ""."""

    head: Head
    order: OrderMailView
    amount: Money
    goods: tuple[tuple[int, str], ...]
    reason: str
    correction: InvoiceLink | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawalMailView:
    """A withdrawal as it was declared, word for word, and when it came in.

    ``number`` and ``status_url`` are the order's as far as the shop knows which is meant, else ""; ``label`` is what
    the goods are to be sent back with, "" until somebody has said so.
    """

    head: Head
    received_at: datetime
    name: str
    contract: str
    contact: str
    statement: str
    number: str
    status_url: str
    label: str
    instruction: Document | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderLink:
    """One of several orders."""

    number: str
    created_at: datetime
    total: Money
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LinksMailView:
    """The orders of an address, the latest first."""

    head: Head
    orders: tuple[OrderLink, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInMailView:
    """The way to the packing table, open for so many ``minutes``."""

    head: Head
    url: str
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertMailView:
    """What the shop has to look after."""

    head: Head
    text: str


MailView: TypeAlias = (
    OrderMailView | RefundMailView | WithdrawalMailView | LinksMailView | SignInMailView | AlertMailView
)
