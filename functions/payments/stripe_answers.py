"""What Stripe's objects mean to the till.

Rules of the room: pure; it asks for nothing, and reads only what was expanded. Amounts come in Stripe's units and
leave in ours.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.payments import Dispute, Payment, PaymentLine, ProviderRefund, Recipient, Session, SessionState
from functions.payments.stripe_params import SHIPPING, factor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    import stripe
    from stripe._stripe_object import UntypedStripeObject

#: All states of a refund that are not listed are on their way: pending, requires_action.
_REFUND_STATES: dict[str, Literal["done", "failed"]] = {"succeeded": "done", "failed": "failed", "canceled": "failed"}
#: An inquiry that was closed, or prevented, has cost nothing. All states that are not listed are open.
_DISPUTES: dict[str, Dispute] = {"won": "won", "warning_closed": "won", "prevented": "won", "lost": "lost"}


def session(found: stripe.checkout.Session, disputes: Iterable[stripe.Dispute] = ()) -> Session:
    """The session; refunds and fee are known where the charge was expanded."""
    unit, complaints = factor(found.currency or ""), tuple(disputes)
    paid = charge(found)
    return Session(
        id=found.id,
        url=found.url or "",
        state=_state(found),
        order=found.client_reference_id or "",
        total_minor=(found.amount_total or 0) // unit,
        refunds=() if paid is None or paid.refunds is None else tuple(refund(r) for r in _oldest_first(paid.refunds)),
        dispute=_dispute(complaints),
        lost_minor=_lost(complaints, found.currency, unit),
        fee_minor=None if paid is None else _fee(paid, unit),
    )


def charge(found: stripe.checkout.Session) -> stripe.Charge | None:
    """The payment that was made, where it was expanded."""
    intent = found.payment_intent
    last = None if intent is None or isinstance(intent, str) else intent.latest_charge
    return None if last is None or isinstance(last, str) else last


def refund(found: stripe.Refund) -> ProviderRefund:
    """Money that went back."""
    return ProviderRefund(
        id=found.id,
        key=_written(found.metadata, "refund"),
        minor=found.amount // factor(found.currency),
        state=_REFUND_STATES.get(found.status or "", "pending"),
    )


def payment(found: stripe.checkout.Session, items: Iterable[stripe.LineItem]) -> Payment:
    """What the session was made for, as far as Stripe keeps it; ``items`` with their products."""
    unit, order = factor(found.currency or ""), found.client_reference_id or ""
    lines = [(_product_facts(item), item) for item in items]
    shipping = [item for facts, item in lines if facts == SHIPPING]
    intent = found.payment_intent
    known = None if intent is None or isinstance(intent, str) else intent
    return Payment(
        key=f"checkout-{order}",
        order=order,
        number=(known.description or "") if known else "",
        email=found.customer_email or "",
        language=_written(found.metadata, "language") or found.locale or "",
        currency=(found.currency or "").upper(),
        lines=tuple(_line(item, facts, unit) for facts, item in lines if facts != SHIPPING),
        shipping_title="".join(item.description or "" for item in shipping),
        shipping_minor=sum(item.amount_total for item in shipping) // unit,
        total_minor=(found.amount_total or 0) // unit,
        recipient=_recipient(known),
        expires_at=datetime.fromtimestamp(found.expires_at, UTC),
        success_url=found.success_url or "",
        cancel_url=found.cancel_url or "",
    )


def _line(item: stripe.LineItem, facts: dict[str, str], unit: int) -> PaymentLine:
    quantity = item.quantity or 1
    return PaymentLine(
        title=item.description or "",
        unit_minor=item.amount_total // quantity // unit,
        quantity=quantity,
        sku=facts.get("sku", ""),
        units=int(facts.get("units", "1")),
    )


def _product_facts(item: stripe.LineItem) -> dict[str, str]:
    """What we have written on the line, by its product."""
    product = None if item.price is None else item.price.product
    known = None if product is None or isinstance(product, str) else getattr(product, "metadata", None)
    return {name: text for name in ("sku", "units", "shipping") if (text := _written(known, name))}


def _written(metadata: UntypedStripeObject[str] | None, name: str) -> str:
    """What we have written on an object; metadata is no dict, and has no `get`."""
    return str(metadata[name]) if metadata is not None and name in metadata else ""


def _recipient(intent: stripe.PaymentIntent | None) -> Recipient:
    shipping = intent.shipping if intent else None
    address = shipping.address if shipping else None
    return Recipient(
        name=(shipping.name if shipping else None) or "",
        line1=(address.line1 if address else None) or "",
        line2=(address.line2 if address else None) or "",
        postal_code=(address.postal_code if address else None) or "",
        city=(address.city if address else None) or "",
        country=(address.country if address else None) or "",
    )


def _oldest_first(refunds: stripe.ListObject[stripe.Refund]) -> list[stripe.Refund]:
    """All of them: a charge shows the last ten, and where to ask for the others."""
    return sorted(refunds.auto_paging_iter(), key=lambda found: (found.created, found.id))


def _fee(paid: stripe.Charge, unit: int) -> int | None:
    """What Stripe kept. It is booked by and by, and unknown to us where the account has another currency."""
    booked = paid.balance_transaction
    if booked is None or isinstance(booked, str) or booked.currency != paid.currency:
        return None
    return booked.fee // unit


def _dispute(disputes: Iterable[stripe.Dispute]) -> Dispute:
    """What became of them: one that is lost, or still open, counts before one that was won."""
    found = {_DISPUTES.get(dispute.status, "open") for dispute in disputes}
    order: tuple[Dispute, ...] = ("open", "lost", "won")
    return next((state for state in order if state in found), "")


def _lost(disputes: Iterable[stripe.Dispute], currency: str | None, unit: int) -> int | None:
    """What those that were lost have cost: a shopper may complain of a part. Unknown to us in another currency."""
    lost = [dispute for dispute in disputes if _DISPUTES.get(dispute.status) == "lost"]
    if not lost or any(dispute.currency != currency for dispute in lost):
        return None
    return sum(dispute.amount for dispute in lost) // unit


def _state(found: stripe.checkout.Session) -> SessionState:
    if found.status == "open":
        return SessionState.OPEN
    if found.status == "expired":
        return SessionState.EXPIRED
    if found.payment_status != "unpaid":
        return SessionState.PAID
    # Complete but unpaid: a delayed method under way, or one that came to nothing.
    intent = found.payment_intent
    status = "processing" if intent is None or isinstance(intent, str) else intent.status
    return SessionState.FAILED if status in {"requires_payment_method", "canceled"} else SessionState.PENDING
