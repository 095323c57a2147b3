"""What Stripe says of the shop's account and of who hears its news, before anything is sold.

Rules of the room: it only reads. A restricted key may be kept from either; then it is said which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from functions.payments import ProviderError
from functions.payments.stripe import client

if TYPE_CHECKING:
    from collections.abc import Callable

    import stripe

    from functions.settings import Settings

_Answer = TypeVar("_Answer")

_MOST = 100
_LIVE = ("sk_live_", "rk_live_")


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Whose money it is. ``wanted`` is what Stripe still asks for, ``at`` its time of the answer."""

    id: str
    takes_charges: bool
    wanted: tuple[str, ...]
    live: bool
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """An address that hears Stripe's news; ``events`` may be ``*``."""

    url: str
    enabled: bool
    events: frozenset[str]


def account(settings: Settings) -> Account:
    """The account of the settings' key. Raises ProviderError."""
    found = _asked(settings, lambda client: client.v1.accounts.retrieve_current())
    answer = found.last_response
    date = answer.headers.get("date", "") if answer else ""
    return Account(
        id=found.id,
        takes_charges=bool(found.charges_enabled),
        wanted=tuple((found.requirements and found.requirements.currently_due) or ()),
        live=settings.stripe_secret_key.startswith(_LIVE),
        at=parsedate_to_datetime(date) if date else datetime.now(UTC),
    )


def endpoints(settings: Settings) -> tuple[Endpoint, ...]:
    """Every registered address. Raises ProviderError."""
    found = _asked(settings, lambda client: client.v1.webhook_endpoints.list(params={"limit": _MOST}))
    return tuple(
        Endpoint(url=one.url, enabled=one.status == "enabled", events=frozenset(one.enabled_events))
        for one in found.data
    )


def _asked(settings: Settings, ask: Callable[[stripe.StripeClient], _Answer]) -> _Answer:
    import stripe  # noqa: PLC0415 (it costs as much as the whole till)

    try:
        return ask(client(settings.stripe_secret_key, settings.stripe_api_base))
    except stripe.AuthenticationError as error:
        message = "Stripe does not know the key"
        raise ProviderError(message) from error
    except stripe.PermissionError as error:
        message = "the key is restricted, and may not read this"
        raise ProviderError(message) from error
    except stripe.StripeError as error:
        message = f"Stripe cannot be asked ({type(error).__name__})"
        raise ProviderError(message) from error
