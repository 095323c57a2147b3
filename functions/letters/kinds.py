"""The letters: what each kind of them tells, to whom, and when it is about something that is over.

Rules of the room: a kind is a line in a table and two templates, ``mail_<kind>.txt`` and ``.html``. A letter is made
anew from what the store knows each time it is tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from functions.carriers import parcel_of
from functions.letters.payloads import Links, SignIn
from functions.money import Money
from functions.order import RELEASING, Cause, State
from functions.pages import Document
from functions.views import facts
from functions.views.mail import (
    AlertMailView,
    Head,
    InvoiceLink,
    LinksMailView,
    OrderLink,
    OrderMailView,
    RefundMailView,
    SignInMailView,
    WithdrawalMailView,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from functions.order import Order
    from functions.pricing.lines import LineItem
    from functions.store import Document as Kept
    from functions.store import DueLetter, Invoice, Withdrawal
    from functions.till import Till
    from functions.views.mail import MailView

_Found = TypeVar("_Found")

_PARTING = frozenset({State.WITHDRAWN, State.REFUNDED, State.DISPUTED})

#: States in which a letter would tell what is not so any more. Those that are missing here are always right.
_OVER: Mapping[str, frozenset[State]] = {
    "received": frozenset(State) - {State.PLACED},
    "reminder": frozenset(State) - {State.PLACED},
    "order": RELEASING,  # a confirmation that is late while the payment has failed; another letter says what happened
    "arrived": _PARTING,
    "shop": RELEASING | _PARTING,
    "shop_dispute": frozenset(State) - {State.DISPUTED},
}

#: Letters to an address that nobody has proved; and of how many unpaid orders in an hour they are written.
_AT_THE_CLICK, _MOST_UNPAID = frozenset({"received", "reminder"}), 5

#: Of orders as old as that a link is still sent: returns and the first year of the warranty lie within.
_LINKS_FOR = timedelta(days=400)

#: Why money went back, as far as the shopper is told so.
_REASONS = ("withdrawal", "late")

SECRET = frozenset({"links", "sign_in"})
"""Kinds whose payload is emptied once they were sent: it opens doors, or belongs to no order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A letter before it is one. ``to`` and ``answer`` (where answers go) are mail addresses.

    ``thread`` names what it belongs to, "" for nothing: a reader puts all letters of an order together.
    """

    language: str
    to: str
    answer: str
    thread: str
    view: MailView


def is_needed(till: Till, letter: DueLetter, order: Order | None) -> bool:
    """Whether the letter still has something to tell, and somebody to tell it to."""
    if letter.kind == "links":
        return bool(_lost(till, Links.read(letter.payload)))
    if order is None:
        return True
    too_many = letter.kind in _AT_THE_CLICK and _is_flood(till, order)
    is_forgotten = not order.contact.email and _TELLERS[letter.kind] in {_to_shopper, _repaid}
    return not (too_many or is_forgotten or is_over(letter.kind, order, till.now()))


def is_over(kind: str, order: Order, now: datetime) -> bool:
    """Whether a letter of that kind would tell what is not so any more, such as of a payment after its time."""
    too_late = order.state is State.PLACED and order.expires_at <= now
    return too_late or order.state in _OVER.get(kind, frozenset())


def _is_flood(till: Till, order: Order) -> bool:
    """Whether so many unpaid orders of one address came within an hour that hardly its owner has sent this one."""
    known = till.store().orders_of(order.contact.email, order.created_at - timedelta(hours=1))
    before = ((one.created_at, one.id) < (order.created_at, order.id) for one in known if not one.was_paid)
    return sum(before) >= _MOST_UNPAID


def tell(till: Till, letter: DueLetter, order: Order | None) -> Told:
    """What the letter tells. Raises LookupError if what it is about is not there (any more)."""
    return _TELLERS[letter.kind](till, letter, order)


def _to_shopper(till: Till, letter: DueLetter, order: Order | None) -> Told:
    order = _needed(order, "order")
    view = _order(till, order, order.language, _shopper_head(till, letter.kind, order))
    return _told(till, order.language, order.contact.email, view, order.id)


def _repaid(till: Till, letter: DueLetter, order: Order | None) -> Told:
    order, refund = _needed(order, "order"), _needed(till.store().refunds.by_id(letter.payload), "refund")
    amount = Money(minor=refund.minor, currency=order.currency)
    head = _shopper_head(till, letter.kind, order, amount=till.pages().wording(order.language).money(amount))
    papers = till.store().invoices.of_order(order.id)
    view = RefundMailView(
        head=head,
        order=_order(till, order, order.language, head),
        amount=amount,
        goods=tuple((quantity, _named(order.lines[position])) for position, quantity in refund.lines),
        reason=refund.reason if refund.reason in _REASONS else "",
        correction=next((_paper(till, order, one) for one in papers if one.refund == refund.id), None),
    )
    return _told(till, order.language, order.contact.email, view, order.id)


def _shopper_head(till: Till, kind: str, order: Order, **values: str) -> Head:
    return _head(till, kind, order.language, order.contact.name, number=order.number, **values)


def _to_shop(till: Till, letter: DueLetter, order: Order | None) -> Told:
    order, shop = _needed(order, "order"), till.catalog().shop
    language = till.catalog().languages[0]
    total = till.pages().wording(language).money(Money(minor=order.total, currency=order.currency))
    head = _head(till, letter.kind, language, number=order.number, total=total)
    view = _order(till, facts.in_words_of(order, till.catalog(), language), language, head)
    view = replace(view, status_url=_for_shop(till, order))
    return Told(
        language=language, to=shop.mail, answer=order.contact.email or shop.mail, thread=f"shop-{order.id}", view=view
    )


def _for_shop(till: Till, order: Order) -> str:
    """Where the shop sees the order: at the packing table if it has one."""
    desk = f"{till.settings.till_url}/desk/orders/{order.number}"
    return desk if till.settings.desk_mails else till.order_url(order.token)


def _order(till: Till, order: Order, language: str, head: Head) -> OrderMailView:
    papers = till.store().invoices.of_order(order.id)
    kept = till.store().terms(order.terms_version, order.language)
    parcel = parcel_of(next((step.note for step in reversed(order.history) if step.cause == Cause.SHIPPED), ""))
    return OrderMailView(
        head=head,
        number=order.number,
        state=str(order.state),
        created_at=order.created_at.astimezone(till.timezone),
        until=order.expires_at.astimezone(till.timezone),
        contact=order.contact,
        sum=facts.of_order(order),
        status_url=till.order_url(order.token),
        means=till.catalog().shop.payment_means.get(language, ""),
        documents={text.kind: _document(till, text) for text in kept},
        parcel=" ".join(part for part in (parcel.carrier, parcel.code) if part),
        parcel_url=parcel.url,
        invoice=next((_paper(till, order, one) for one in papers if one.kind == "invoice"), None),
    )


def _withdrawal(till: Till, letter: DueLetter, _: Order | None) -> Told:
    """To the shopper: what was declared, and exactly that, whether or not the order is known; or how it comes back."""
    declared = _needed(till.store().withdrawals.by_id(letter.payload), "withdrawal")
    head = _head(till, letter.kind, declared.language, declared.name)
    return _told(till, declared.language, declared.contact, _withdrawn(till, declared, None, head))


def _shop_withdrawal(till: Till, letter: DueLetter, _: Order | None) -> Told:
    declared = _needed(till.store().withdrawals.by_id(letter.payload), "withdrawal")
    language = till.catalog().languages[0]
    order = till.store().order_by_id(declared.order) if declared.order else None
    unknown = till.pages().wording(language).t("mail.shop_withdrawal.unknown")
    head = _head(till, letter.kind, language, number=order.number if order else unknown)
    thread = f"shop-{order.id}" if order else ""
    view, shop = _withdrawn(till, declared, order, head), till.catalog().shop.mail
    return Told(language=language, to=shop, answer=declared.contact, thread=thread, view=view)


def _withdrawn(till: Till, declared: Withdrawal, order: Order | None, head: Head) -> WithdrawalMailView:
    instruction = till.pages().documents(declared.language).get("withdrawal")
    return WithdrawalMailView(
        head=head,
        received_at=declared.received_at.astimezone(till.timezone),
        name=declared.name,
        contract=declared.contract,
        contact=declared.contact,
        statement=declared.statement,
        number=order.number if order else "",
        status_url=_for_shop(till, order) if order else "",
        label=declared.label,
        instruction=instruction and _document(till, instruction),
    )


def _links(till: Till, letter: DueLetter, _: Order | None) -> Told:
    asked = Links.read(letter.payload)
    links = tuple(
        OrderLink(
            number=order.number,
            created_at=order.created_at.astimezone(till.timezone),
            total=Money(minor=order.total, currency=order.currency),
            url=till.order_url(order.token),
        )
        for order in reversed(_lost(till, asked))
    )
    return _told(
        till, asked.language, asked.to, LinksMailView(head=_head(till, letter.kind, asked.language), orders=links)
    )


def _lost(till: Till, asked: Links) -> tuple[Order, ...]:
    """The orders of an address whose links are sent, the oldest first."""
    return till.store().orders_of(asked.to, till.now() - _LINKS_FOR)


def _sign_in(till: Till, letter: DueLetter, _: Order | None) -> Told:
    asked = SignIn.read(letter.payload)
    head = _head(till, letter.kind, asked.language)
    return _told(till, asked.language, asked.to, SignInMailView(head=head, url=asked.url, minutes=asked.minutes))


def _alert(till: Till, letter: DueLetter, _: Order | None) -> Told:
    language = till.catalog().languages[0]
    view = AlertMailView(head=_head(till, letter.kind, language), text=letter.payload)
    return _told(till, language, till.settings.alert_mail or till.catalog().shop.mail, view)


def _told(till: Till, language: str, to: str, view: MailView, thread: str = "") -> Told:
    """A letter to which the shop is answered."""
    return Told(language=language, to=to, answer=till.catalog().shop.mail, thread=thread, view=view)


_TELLERS: Mapping[str, Callable[[Till, DueLetter, Order | None], Told]] = {
    **dict.fromkeys(("received", "reminder", "order", "arrived", "failed", "shipped"), _to_shopper),
    "refund": _repaid,
    **dict.fromkeys(("shop", "shop_dispute"), _to_shop),
    **dict.fromkeys(("withdrawal", "return"), _withdrawal),
    "shop_withdrawal": _shop_withdrawal,
    "links": _links,
    "sign_in": _sign_in,
    "alert": _alert,
}


def _needed(found: _Found | None, what: str) -> _Found:
    if found is None:
        message = f"the {what} of the letter is not there"
        raise LookupError(message)
    return found


def _head(till: Till, kind: str, language: str, name: str = "", **values: str) -> Head:
    """Who writes, in that language; ``values`` are for the subject."""
    shop, wording = till.catalog().shop, till.pages().wording(language)
    country = wording.territory(shop.country) if shop.country else ""
    own = shop.name.get(language, "")
    return Head(
        subject=wording.t(f"mail.{kind}.subject", shop=own, **values),
        name=name,
        shop=own,
        shop_mail=shop.mail,
        shop_address="\n".join(line for line in (shop.address, country, shop.telephone) if line),
        site_url=till.settings.site_url,
    )


def _paper(till: Till, order: Order, paper: Invoice) -> InvoiceLink:
    return InvoiceLink(number=paper.number, url=f"{till.order_url(order.token)}/invoices/{paper.number}")


def _document(till: Till, kept: Kept | Document) -> Document:
    return Document(title=kept.title, url=f"{till.settings.origin}{kept.url}", text=kept.text)


def _named(line: LineItem) -> str:
    return ", ".join((line.title, *(f"{name}: {value}" for name, value in line.options)))
