"""Will the provider take this shop's money, and tell of it? Its account, its mode, its webhook and its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.payments import ProviderError
from functions.preflight.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from functions.payments.stripe_account import Account, Endpoint
    from functions.preflight.finding import Scene
    from functions.settings import Settings

#: A signature is believed for five minutes, so a clock must not be nearly as far off.
_NOTICEABLE_SECONDS, _MOST_SECONDS = 10, 120
_DASHBOARD = "https://dashboard.stripe.com"


def check(scene: Scene) -> Iterator[Finding]:
    """All that Stripe says of itself; the sandbox says nothing."""
    if scene.settings.payment == "sandbox":
        return
    from functions.payments.stripe_account import account, endpoints  # noqa: PLC0415 (the library is dear)

    try:
        found = account(scene.settings)
    except ProviderError as error:
        yield Finding.fault("provider", str(error), "see STRIPE_SECRET_KEY, and whether this machine may go out")
        return
    yield _of_account(found)
    yield _of_mode(found, scene.settings)
    yield _of_clock(found, scene.now())
    try:
        listed = endpoints(scene.settings)
    except ProviderError as error:
        cure = f"let the key read webhook endpoints, or look yourself: {_DASHBOARD}/webhooks"
        yield Finding.warning("webhook", f"what is registered cannot be read: {error}", cure)
        return
    yield _of_endpoint(listed, f"{scene.settings.till_url}/webhooks/stripe")


def _of_account(found: Account) -> Finding:
    if found.takes_charges:
        return Finding.good("provider", f"account {found.id} takes charges")
    due = f"; it still wants {', '.join(found.wanted)}" if found.wanted else ""
    return Finding.fault("provider", f"account {found.id} takes no charges{due}", f"complete it: {_DASHBOARD}/account")


def _of_mode(found: Account, settings: Settings) -> Finding:
    public = settings.site_url.startswith("https://")
    if found.live == public:
        return Finding.good("mode", "real money" if found.live else "Stripe's test mode")
    if public:
        return Finding.fault("mode", f"{settings.site_url} takes test cards, and nobody pays", "use the sk_live_ key")
    return Finding.fault("mode", f"{settings.site_url} would take real money", "use the sk_test_ key on this address")


def _of_clock(found: Account, now: datetime) -> Finding:
    off = abs((found.at - now).total_seconds())
    if off < _NOTICEABLE_SECONDS:
        return Finding.good("clock", f"{off:.0f} s from the provider's")
    make = Finding.fault if off > _MOST_SECONDS else Finding.warning
    return make("clock", f"{off:.0f} s from the provider's; its news are believed for 300 s", "let NTP set the clock")


def _of_endpoint(listed: tuple[Endpoint, ...], url: str) -> Finding:
    from functions.payments.stripe import EVENTS  # noqa: PLC0415 (as above)

    cure = f"register it, and its secret as STRIPE_WEBHOOK_SECRET: {_DASHBOARD}/webhooks"
    ours = next((one for one in listed if one.url == url), None)
    if ours is None:
        return Finding.fault("webhook", f"nothing is registered for {url}", cure)
    if not ours.enabled:
        return Finding.fault("webhook", f"{url} is switched off", f"switch it on: {_DASHBOARD}/webhooks")
    if lacking := sorted(EVENTS - ours.events) if "*" not in ours.events else []:
        return Finding.fault("webhook", f"{url} does not hear of {', '.join(lacking)}", "add these events to it")
    return Finding.good("webhook", f"{url} hears of all {len(EVENTS)} events")
