"""Which provider takes the money, by the settings.

Rules of the room: a provider's own module is imported only when one is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functions.payments import Provider
    from functions.settings import Settings

#: The least that Stripe charges, in minor units, where it is not 50 (docs.stripe.com/currencies, minimum amounts).
_LEAST = {"CZK": 1500, "DKK": 250, "GBP": 30, "HUF": 17_500, "NOK": 300, "PLN": 200, "RON": 200, "SEK": 300}


def least_minor(settings: Settings, currency: str) -> int:
    """The smallest sum that can be paid, in minor units; nothing due needs no payment."""
    return _LEAST.get(currency, 50) if settings.payment == "stripe" else 0


def make_provider(settings: Settings) -> Provider:
    """The provider of the settings."""
    if settings.payment == "sandbox":
        from functions.payments.sandbox import Sandbox  # noqa: PLC0415 (see the head of this module)

        return Sandbox(
            url=settings.sandbox_url,
            webhook_url=f"{settings.till_url}/webhooks/{Sandbox.name}",
            secret=settings.sandbox_secret,
        )
    from functions.payments.stripe import Stripe  # noqa: PLC0415 (as above)

    return Stripe(
        secret_key=settings.stripe_secret_key,
        webhook_secrets=settings.stripe_webhook_secrets,
        api_base=settings.stripe_api_base,
    )
