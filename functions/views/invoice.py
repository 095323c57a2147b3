"""What the template of an invoice may see, and of a correction; as in `views.till`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from functions.contact import Contact
    from functions.money import Money
    from functions.pricing.delivery import Window
    from functions.views.till import TaxView


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceLineView:
    """A line of an invoice, or of a correction: then ``amount`` is what is given back, below zero.

    ``rate_basis_points`` is None where no VAT is charged.
    """

    sku: str
    title: str
    options: tuple[tuple[str, str], ...]
    quantity: int
    unit_price: Money
    rate_basis_points: int | None
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceView:
    """An invoice, or a correction with its amounts below zero; ``kind`` is invoice or correction.

    ``corrects`` is the number of the invoice that is corrected, with its day and address; "" and None for an invoice.
    ``seller`` is name and address line by line. ``reduction`` is what ``coupon`` (its title) takes off, or what a
    correction gives back beyond goods and shipping. ``vat`` is False for an exempt seller (§ 19 UStG). ``delivery`` is
    None where goods came as data at once.
    """

    number: str
    kind: str
    order: str
    issued_on: date
    ordered_on: date
    corrects: str
    corrects_on: date | None
    corrects_url: str
    seller: tuple[str, ...]
    seller_country: str
    seller_mail: str
    seller_telephone: str
    tax_number: str
    vat_id: str
    buyer: Contact
    lines: tuple[InvoiceLineView, ...]
    goods: Money
    reduction: Money
    coupon: str
    shipping: Money
    service: str
    tax: tuple[TaxView, ...]
    total: Money
    vat: bool
    delivery: Window | None
    order_url: str
