"""The sandbox's payment page: what a shopper would see at a real provider, on an origin of its own.

Rules of the room: plain HTML that needs no script; every answer of a button is a redirect, so that reloading pays
nothing twice. It changes only what `Sandbox` keeps.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from functions.money import Money
from functions.payments import SessionState, UnknownSessionError
from functions.settings import origin
from functions.wording import Wording

if TYPE_CHECKING:
    from starlette.requests import Request

    from functions.payments import Dispute
    from functions.payments.sandbox import Checkout, Sandbox

_WORDS = {
    "de": {
        "title": "Probezahlung",
        "note": "Dies ist eine Probekasse: Hier fließt kein Geld.",
        "order": "Bestellung {number}",
        "paid": "Bezahlen",
        "pending": "Später bezahlen (wie bei Lastschrift)",
        "declined": "Karte ablehnen lassen",
        "cancelled": "Abbrechen",
        "settled": "Die Zahlung geht ein",
        "failed": "Die Zahlung platzt",
        "refunded": "Alles zurückgeben (wie im Konto des Geschäfts)",
        "disputed": "Zahlung bei der Bank reklamieren",
        "won": "Die Bank gibt dem Geschäft recht",
        "lost": "Die Bank gibt dem Käufer recht",
        "refused": "Die Karte wurde abgelehnt. Nichts wurde abgebucht.",
        "waiting": "Die Zahlung ist angewiesen, aber noch nicht eingegangen.",
        "over": "Diese Zahlung ist abgeschlossen.",
        "back": "Zurück zum Geschäft",
        "unknown": "Diese Zahlung gibt es nicht.",
    },
    "en": {
        "title": "Trial payment",
        "note": "This is a trial till: no money moves here.",
        "order": "Order {number}",
        "paid": "Pay",
        "pending": "Pay later (as by direct debit)",
        "declined": "Have the card declined",
        "cancelled": "Cancel",
        "settled": "The payment arrives",
        "failed": "The payment bounces",
        "refunded": "Give all back (as from the shop's account)",
        "disputed": "Dispute the payment at the bank",
        "won": "The bank sides with the shop",
        "lost": "The bank sides with the shopper",
        "refused": "The card was declined. Nothing was charged.",
        "waiting": "The payment is ordered but has not arrived yet.",
        "over": "This payment is finished.",
        "back": "Back to the shop",
        "unknown": "There is no such payment.",
    },
}

_STYLE = """
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { max-width: 26rem; margin: 3rem auto; padding: 0 1rem; }
button { display: block; width: 100%; margin: .75rem 0; padding: .75rem 1rem; font: inherit; text-align: left; }
a { color: inherit; }
.sum { font-size: 2rem; }
"""

_BUTTONS = {
    SessionState.OPEN: ("paid", "pending", "declined", "cancelled"),
    SessionState.PENDING: ("settled", "failed"),
}

_DISPUTES: dict[str, Dispute] = {"disputed": "open", "won": "won", "lost": "lost"}

_MOVES = {
    "paid": SessionState.PAID,
    "pending": SessionState.PENDING,
    "settled": SessionState.PAID,
    "failed": SessionState.FAILED,
}


def create_sandbox_app(sandbox: Sandbox) -> Starlette:
    """The application that answers on the sandbox's origin."""

    async def show(request: Request) -> Response:
        return await run_in_threadpool(_show, sandbox, request.path_params["id"], request.query_params.get("note", ""))

    async def press(request: Request) -> Response:
        form = await request.form(max_fields=5)
        return await run_in_threadpool(_press, sandbox, request.path_params["id"], str(form.get("act", "")))

    async def style(_request: Request) -> Response:
        return PlainTextResponse(_STYLE, media_type="text/css")

    return Starlette(
        routes=[
            Route("/pay/{id}", show, methods=["GET"]),
            Route("/pay/{id}", press, methods=["POST"]),
            Route("/style.css", style, methods=["GET"]),
        ]
    )


def _show(sandbox: Sandbox, session_id: str, note: str) -> Response:
    try:
        page = sandbox.page(session_id)
    except UnknownSessionError:
        return _answer("en", f"<p>{_WORDS['en']['unknown']}</p>", "'self'", 404)
    words = _words(page)
    payment = page.payment
    said = {"refused": words["refused"], "waiting": words["waiting"]}.get(note, "")
    buttons = _buttons(page)
    if page.state not in _BUTTONS:
        said = words["over"]
    total = Wording(language=payment.language, words={}).money(
        Money(minor=payment.total_minor, currency=payment.currency)
    )
    offered = "".join(f'<button name="act" value="{act}">{escape(words[act])}</button>' for act in buttons)
    parts = (
        f"<p>{escape(words['order'].format(number=payment.number))}</p>",
        f'<p class="sum">{escape(total)}</p>',
        f'<p role="status">{escape(said)}</p>' if said else "",
        f'<form method="post" action="/pay/{page.id}">{offered}</form>' if offered else "",
        ""
        if page.state is SessionState.OPEN
        else f'<p><a href="{escape(payment.success_url)}">{words["back"]}</a></p>',
    )
    return _answer(payment.language, "".join(parts), f"'self' {origin(payment.success_url)}")


def _press(sandbox: Sandbox, session_id: str, act: str) -> Response:
    try:
        page = sandbox.page(session_id)
    except UnknownSessionError:
        return _show(sandbox, session_id, "")
    if act == "cancelled" and page.state is SessionState.OPEN:
        # As at Stripe, going back leaves the page open; it is the till that closes it.
        return RedirectResponse(page.payment.cancel_url, status_code=303)
    if act in _MOVES and sandbox.move(session_id, _MOVES[act]) and act != "pending":
        if page.state is SessionState.PENDING:
            sandbox.flush()  # at a real provider days lie between: nobody comes back before the news are there
        return RedirectResponse(page.payment.success_url, status_code=303)
    if act in _DISPUTES:
        sandbox.complain(session_id, _DISPUTES[act])
    if act == "refunded":
        sandbox.give_back(session_id)
    note = {"declined": "?note=refused", "pending": "?note=waiting"}.get(act, "")
    return RedirectResponse(f"/pay/{session_id}{note}", status_code=303)


def _buttons(page: Checkout) -> tuple[str, ...]:
    """What can be done from here: by the shopper, later by the shop and the bank."""
    if page.state is not SessionState.PAID:
        return _BUTTONS.get(page.state, ())
    if page.dispute:
        return ("won", "lost") if page.dispute == "open" else ()
    return ("refunded", "disputed") if page.left_minor else ("disputed",)


def _words(page: Checkout) -> dict[str, str]:
    return _WORDS.get(page.payment.language, _WORDS["en"])


def _answer(language: str, body: str, form_action: str, status: int = 200) -> Response:
    language = language if language in _WORDS else "en"
    words = _WORDS[language]
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{words["title"]}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main><h1>{words['title']}</h1><p>{words['note']}</p>{body}</main></body></html>"
    )
    policy = (
        f"default-src 'none'; style-src 'self'; img-src data:; form-action {form_action}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return HTMLResponse(page, status_code=status, headers=headers)
