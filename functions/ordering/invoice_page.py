"""`GET /till/orders/<token>/invoices/<number>`: an invoice or a correction, to be read, printed and kept.

Rules of the room: it shows the frozen facts and nothing else, so that the paper stays the same whatever becomes of the
order, the catalogue and the shop's address.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.invoices.invoicing import facts_of
from functions.money import Money
from functions.ordering import paying
from functions.problems import problem
from functions.views.facts import tax_view
from functions.views.invoice import InvoiceLineView, InvoiceView
from functions.web import RefusedError

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.invoices.invoicing import Facts, Item
    from functions.store import Invoice
    from functions.till import Till
    from functions.web import Inquiry


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Show the paper in the language in which it was issued."""
    order = paying.order_of(till, inquiry)
    kept = till.store().invoices.of_order(order.id)
    paper = next((paper for paper in kept if paper.number == inquiry.path["number"]), None)
    if paper is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("not_found", ""))
    view = _view(till, paper, facts_of(paper.body), order.token)
    return till.show("invoice.html", paper.language, f"till.{paper.kind}.title", view)


def _view(till: Till, paper: Invoice, facts: Facts, token: str) -> InvoiceView:
    def money(minor: int) -> Money:
        return Money(minor=minor, currency=facts.currency)

    here = till.path(f"orders/{token}")
    return InvoiceView(
        number=paper.number,
        kind=paper.kind,
        order=facts.order,
        issued_on=facts.issued_on,
        ordered_on=facts.ordered_on,
        corrects=facts.corrects.number if facts.corrects else "",
        corrects_on=facts.corrects.issued_on if facts.corrects else None,
        corrects_url=f"{here}/invoices/{facts.corrects.number}" if facts.corrects else "",
        seller=facts.seller.address,
        seller_country=facts.seller.country,
        seller_mail=facts.seller.mail,
        seller_telephone=facts.seller.telephone,
        tax_number=facts.seller.tax_number,
        vat_id=facts.seller.vat_id,
        buyer=facts.buyer,
        lines=tuple(_line(item, facts.currency) for item in facts.items),
        goods=money(facts.goods),
        reduction=money(facts.reduction),
        coupon=facts.coupon,
        shipping=money(facts.shipping),
        service=facts.service,
        tax=tuple(tax_view(part, facts.currency) for part in facts.tax if part.gross),
        total=money(facts.total),
        vat=bool(facts.tax),
        delivery=facts.delivery,
        order_url=here,
    )


def _line(item: Item, currency: str) -> InvoiceLineView:
    return InvoiceLineView(
        sku=item.sku,
        title=item.title,
        options=item.options,
        quantity=item.quantity,
        unit_price=Money(minor=item.unit_price, currency=currency),
        rate_basis_points=item.rate_basis_points,
        amount=Money(minor=item.amount, currency=currency),
    )
