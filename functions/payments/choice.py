"""Which provider takes the money, by the settings.

Rules of the room: a provider's own module is imported only when one is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functions.payments import Provider
    from functions.settings import Settings


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
