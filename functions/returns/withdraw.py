"""`GET` and `POST /till/withdraw`: the withdrawal function (§ 356a BGB), from every page, without signing in.

Rules of the room: the first step asks for what the law names and no more, the second is a page with one button, and
then the receipt stands there, and goes out by mail. Nothing is refused, and no answer says whether an order exists:
what is declared is kept word for word, and matched afterwards. One page declares once, however often it is pressed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import contact
from functions.limits import DECLARE
from functions.problems import Problem, problem
from functions.returns import refunding, withdrawing
from functions.store import Withdrawal
from functions.views.withdrawal import DeclarationView, ReturnLineView, WithdrawView

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.responses import Response

    from functions.order import Order
    from functions.pricing.lines import LineItem
    from functions.returns.refunding import Lines
    from functions.till import Till
    from functions.web import Inquiry

_FIELDS = (("name", 100), ("contract", 500), ("email", 254))
_TOKEN = re.compile(r"[A-Za-z0-9_=-]{16,64}")
_AMOUNT = re.compile(r"[0-9]{1,4}")
#: So much later go the mails of who declares more often than anybody does: the declaration counts all the same.
_PAUSE = timedelta(hours=1)
_DECLARATION = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Claim:
    """What the form says. ``left`` is how many of each line could be chosen, ``lines`` how many are."""

    language: str
    fields: Mapping[str, str]
    problems: tuple[Problem, ...]
    order: Order | None = None
    left: tuple[int, ...] = ()
    lines: Lines = ()


def show(till: Till, inquiry: Inquiry) -> Response:
    """The first step, filled in as far as it was opened from an order's page."""
    order = _order(till, inquiry.asked("order"))
    language = order.language if order else till.language_of(inquiry)
    known = {"name": order.contact.name, "contract": order.number, "email": order.contact.email} if order else {}
    fields = {name: known.get(name, "") for name, _ in _FIELDS}
    left = _left(till, order)
    lines = tuple((position, units) for position, units in enumerate(left) if units)
    return _ask(till, _Claim(language=language, fields=fields, problems=(), order=order, left=left, lines=lines))


def handle(till: Till, inquiry: Inquiry) -> Response:
    """The second step; or, once its button was pressed, the receipt. Who sends nothing is asked anew."""
    if not inquiry.body:
        return show(till, inquiry)
    form = inquiry.form()
    claim = _read(till, form, till.language_of(inquiry))
    if claim.problems or form.get("change"):
        return _ask(till, claim)
    name = form.get("declaration", "")
    if not _DECLARATION.fullmatch(name):
        return till.show("withdraw_confirm.html", claim.language, "till.withdraw.title", _declaration(till, claim))
    wait = till.limiter.wait_seconds(DECLARE, inquiry.client, till.now(), till.store)
    return _declare(till, claim, name, till.now() + _PAUSE if wait else None)


def _declare(till: Till, claim: _Claim, name: str, due: datetime | None) -> Response:
    withdrawal = Withdrawal(
        id=name,
        received_at=till.now(),
        language=claim.language,
        name=claim.fields["name"],
        contract=claim.fields["contract"],
        contact=claim.fields["email"],
        statement=_statement(till, claim),
        order=claim.order.id if claim.order else None,
        lines=claim.lines,
    )
    withdrawing.declare(till, withdrawal, claim.order, due)
    kept = till.store().withdrawals.by_id(name) or withdrawal
    return till.show("withdrawn.html", claim.language, "till.withdrawn.title", _declaration(till, claim, kept))


def _read(till: Till, form: Mapping[str, str], language: str) -> _Claim:
    """What the form says; who has come from an order's page has chosen of its lines."""
    order = _order(till, form.get("order", ""))
    checked = {name: contact.field(name, " ".join(form.get(name, "").split()), most) for name, most in _FIELDS}
    troubles = [trouble for _, trouble in checked.values() if trouble]
    left = _left(till, order)
    order = order if any(left) else None  # of which all was given back meanwhile: what is declared is kept all the same
    chosen = [_chosen(form.get(f"take-{position}", "0"), most) for position, most in enumerate(left)]
    if order is not None and not any(chosen):
        troubles.append(problem("nothing_chosen", "lines"))
    return _Claim(
        language=language,
        fields={name: value for name, (value, _) in checked.items()},
        problems=tuple(troubles),
        order=order,
        left=left,
        lines=tuple((position, units) for position, units in enumerate(chosen) if units),
    )


def _chosen(text: str, most: int) -> int:
    """How many of a line: a number that is none counts as none, one that is too large as all of them."""
    return min(int(text), most) if _AMOUNT.fullmatch(text) else 0


def _order(till: Till, token: str) -> Order | None:
    """The order whose page it was opened from; an address that is none is no reason to refuse."""
    return till.store().order_by_token(token) if _TOKEN.fullmatch(token) else None


def _left(till: Till, order: Order | None) -> tuple[int, ...]:
    """How many of each line have not been given back."""
    return refunding.left(order, till.store().refunds.of_order(order.id)) if order else ()


def _ask(till: Till, claim: _Claim) -> Response:
    """The first step."""
    said = till.say(claim.problems, claim.language)
    view = WithdrawView(
        action=till.path("withdraw"),
        fields=claim.fields,
        errors={entry.path: entry.text for entry in said},
        order=claim.order.token if claim.order else "",
        lines=_lines(claim),
        home_url=till.home_url(claim.language),
        documents=till.pages().documents(claim.language),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if said else HTTPStatus.OK
    return till.show_form("withdraw.html", claim.language, "till.withdraw.title", view, status)


def _lines(claim: _Claim) -> tuple[ReturnLineView, ...]:
    if claim.order is None:
        return ()
    chosen = dict(claim.lines)
    return tuple(
        ReturnLineView(
            name=f"take-{position}",
            title=line.title,
            options=line.options,
            most=most,
            chosen=chosen.get(position, 0),
            withdrawal=line.withdrawal,
        )
        for position, (line, most) in enumerate(zip(claim.order.lines, claim.left, strict=True))
        if most
    )


def _declaration(till: Till, claim: _Claim, kept: Withdrawal | None = None) -> DeclarationView:
    hidden = {**claim.fields, "order": claim.order.token if claim.order else "", "language": claim.language}
    hidden |= {f"take-{position}": str(units) for position, units in claim.lines}
    return DeclarationView(
        action=till.path("withdraw"),
        hidden=tuple(hidden.items()) if kept else (*hidden.items(), ("declaration", till.entropy(12).hex())),
        name=kept.name if kept else claim.fields["name"],
        email=kept.contact if kept else claim.fields["email"],
        statement=kept.statement if kept else _statement(till, claim),
        received_at=kept.received_at.astimezone(till.timezone) if kept else None,
        status_url=till.path(f"orders/{claim.order.token}") if claim.order else "",
        home_url=till.home_url(claim.language),
        documents=till.pages().documents(claim.language),
    )


def _statement(till: Till, claim: _Claim) -> str:
    """The declaration itself, as it is shown, kept and confirmed."""
    words = till.pages().wording(claim.language)
    if claim.order is None:
        return words.t("till.withdraw.statement", contract=claim.fields["contract"])
    goods = "; ".join(f"{units} × {_named(claim.order.lines[position])}" for position, units in claim.lines)
    return words.t("till.withdraw.statement_goods", contract=claim.fields["contract"], goods=goods)


def _named(line: LineItem) -> str:
    return ", ".join((line.title, *(value for _, value in line.options)))
