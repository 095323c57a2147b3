"""Which provider takes the money, by the settings.

Rules of the room: a provider's own module is imported only when one is made; where its forms lead is known without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.settings import origin

if TYPE_CHECKING:
    from functions.payments import Provider
    from functions.settings import Settings

#: Stripe's own page; a redirect to it follows the form that places the order.
_STRIPE_ORIGIN = "https://checkout.stripe.com"


def form_action_origins(settings: Settings) -> tuple[str, ...]:
    """Where a form of the till may lead by our redirect: the Content-Security-Policy names it beside 'self'.

    Chromium sends the form and then blocks the redirect to an origin that is not named.
    """
    if settings.payment == "sandbox":
        return (origin(settings.sandbox_url),)
    return (origin(settings.stripe_api_base) if settings.stripe_api_base else _STRIPE_ORIGIN,)


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
