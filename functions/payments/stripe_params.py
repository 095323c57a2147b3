"""What Stripe is asked for a payment: our own lines, at our own prices.

Rules of the room: pure; the library is not imported. Source: docs.stripe.com/api/checkout/sessions, API version of
stripe 16.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.payments import Payment, PaymentLine

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

#: Languages that Stripe's page speaks and a European shop is likely to have; others follow the browser.
_LOCALES = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "da", "sv", "fi", "nb", "pt", "cs", "hu", "el"})
#: Stripe counts hundredths of these, though they have none (docs.stripe.com/currencies, special cases).
_HUNDREDTHS = frozenset({"ISK", "UGX"})
_LONGEST_NAME = 250
_MOST_LINES = 100

#: What the line of shipping carries in place of a SKU.
SHIPPING = {"shipping": "yes"}


def factor(currency: str) -> int:
    """How many of Stripe's units make one of ours."""
    return 100 if currency.upper() in _HUNDREDTHS else 1


def session_params(payment: Payment) -> SessionCreateParams:
    """What Stripe is asked for: fixed lines of our own prices, shipping as the last of them."""
    recipient = payment.recipient
    return {
        "mode": "payment",
        "line_items": _lines(payment),
        "adaptive_pricing": {"enabled": False},
        "customer_email": payment.email,
        "client_reference_id": payment.order,
        "metadata": {"order": payment.order, "language": payment.language},
        "locale": payment.language if payment.language in _LOCALES else "auto",
        "expires_at": int(payment.expires_at.timestamp()),
        "success_url": payment.success_url,
        "cancel_url": payment.cancel_url,
        "payment_intent_data": {
            "description": payment.number,
            "metadata": {"order": payment.order},
            "shipping": {
                "name": recipient.name,
                "address": {
                    "line1": recipient.line1,
                    "line2": recipient.line2,
                    "postal_code": recipient.postal_code,
                    "city": recipient.city,
                    "country": recipient.country,
                },
            },
        },
    }


def _lines(payment: Payment) -> list[SessionCreateParamsLineItem]:
    """Goods and shipping; what is over Stripe's limit of lines becomes one line, so that the sum stays ours."""
    most = _MOST_LINES - bool(payment.shipping_minor)
    lines = list(payment.lines)
    if len(lines) > most:
        rest = lines[most - 1 :]
        total = sum(line.unit_minor * line.quantity for line in rest)
        lines[most - 1 :] = [PaymentLine(title=f"{rest[0].title} …", unit_minor=total, quantity=1)]
    goods = [_line(line, payment.currency, _names(line)) for line in lines]
    if not payment.shipping_minor:
        return goods
    shipping = PaymentLine(title=payment.shipping_title, unit_minor=payment.shipping_minor, quantity=1)
    return [*goods, _line(shipping, payment.currency, SHIPPING)]


def _names(line: PaymentLine) -> dict[str, str]:
    """What a lost order is rebuilt by."""
    return {"sku": line.sku, "units": str(line.units)} if line.sku else {}


def _line(line: PaymentLine, currency: str, metadata: dict[str, str]) -> SessionCreateParamsLineItem:
    return {
        "quantity": line.quantity,
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": line.unit_minor * factor(currency),
            "tax_behavior": "inclusive",
            "product_data": {"name": line.title[:_LONGEST_NAME], "metadata": metadata},
        },
    }
