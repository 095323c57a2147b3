"""What every handler works with: the settings, the catalogue, the pages, the provider, the store and the clock.

Rules of the room: catalogue and pages are asked for anew at each request, since `serve` changes them; provider and
store are made at the first need. No handler reads a clock or makes a random number but through here.
"""

from __future__ import annotations

import base64
import re
import secrets
from datetime import UTC, datetime
from http import HTTPStatus
from time import time
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import HTMLResponse, Response

from functions.journal import REQUEST
from functions.limits import COUPON, Limiter
from functions.money import Money
from functions.pages import on_site
from functions.pricing.coupons import find
from functions.pricing.lines import name
from functions.problems import problem
from functions.web import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

    from functions.catalog import Catalog
    from functions.limits import Limit
    from functions.pages import Pages
    from functions.payments import Provider
    from functions.problems import Problem
    from functions.settings import Settings
    from functions.store import Store
    from functions.views.till import ProblemView
    from functions.web import Inquiry
    from functions.wording import Wording


_WEIGHT = re.compile(r"\s*q=(0(?:\.[0-9]{1,3})?|1(?:\.0{1,3})?)\s*")


def utc_now() -> datetime:
    """The time in whole seconds, as the store keeps it."""
    return datetime.fromtimestamp(int(time()), UTC)


def preferred(accepted: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, the best first; a weight that is none counts as 0 (RFC 9110)."""
    weights = {}
    for part in accepted.split(","):
        word, _, weight = part.partition(";")
        weights[word.strip()] = float(found[1]) if (found := _WEIGHT.fullmatch(weight)) else 0.0 if weight else 1.0
    return tuple(
        sorted((word for word, weight in weights.items() if weight > 0), key=weights.__getitem__, reverse=True)
    )


class Till(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's till. Each of the callables is cheap when asked again."""

    settings: Settings
    catalog: Callable[[], Catalog]
    pages: Callable[[], Pages]
    provider: Callable[[], Provider]
    store: Callable[[], Store]
    now: Callable[[], datetime] = utc_now
    entropy: Callable[[int], bytes] = secrets.token_bytes
    limiter: Limiter = msgspec.field(default_factory=Limiter)

    def refuse_while_closed(self) -> None:
        """Raises RefusedError while `litfass till close` holds."""
        from functions.store.marks import CLOSED  # noqa: PLC0415 (a quote opens no store)

        if CLOSED in self.store().marks.all():
            raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, problem("sales_closed", ""))

    def token(self) -> str:
        """A new word that nobody guesses, of letters, digits, - and _."""
        return base64.urlsafe_b64encode(self.entropy(18)).decode()

    def language(self, asked: str, accepted: str = "") -> str:
        """The language asked for if there is one, else the best of an Accept-Language header, else the site's own."""
        known = self.pages().languages
        for word in (asked, *preferred(accepted)) if accepted else (asked,):
            for language in known:
                if word.lower() == language.lower() or word.lower().startswith(f"{language.lower()}-"):
                    return language
        return known[0]

    def language_of(self, inquiry: Inquiry) -> str:
        """The language that an address or a form asks for, else the browser's best, else the site's own."""
        asked = inquiry.asked("language") or inquiry.field("language")
        return self.language(asked, inquiry.headers.get("accept-language", ""))

    def cart_url(self, language: str) -> str:
        """The cart's page in that language, a path."""
        prefix = f"/{language}" if language in self.catalog().languages[1:] else ""
        return f"{self.settings.base_path}{prefix}/cart/"

    @property
    def timezone(self) -> ZoneInfo:
        """The shop's timezone, in which its days begin."""
        return self.catalog().zone

    def home_url(self, language: str) -> str:
        """The home page in that language, a path."""
        return self.cart_url(language).removesuffix("cart/")

    def path(self, rest: str) -> str:
        """An address of the till as a path: ``path("review")`` is ``/till/review``, below the till's base path."""
        return f"{self.settings.till_base_path}/till/{rest}"

    def order_url(self, token: str) -> str:
        """An order's status page, absolute."""
        return f"{self.settings.till_url}/orders/{token}"

    def show(self, template: str, language: str, title: str, view: object, status: int = HTTPStatus.OK) -> HTMLResponse:
        """A page in the theme's look; ``title`` is a key of the theme's words."""
        pages = self.pages()
        page = pages.page(template, language, pages.wording(language).t(title), view)
        if self.settings.is_apart:
            page = on_site(page, self.settings.origin, own=self.path(""))
        return HTMLResponse(page, status)

    def show_form(self, template: str, language: str, title: str, view: object, status: int) -> HTMLResponse:
        """A page that answers a form and to which the shopper may go back.

        Under ``no-store`` Chromium shows an error page (ERR_CACHE_MISS) to who comes back from the payment page.
        """
        answer = self.show(template, language, title, view, status)
        answer.headers["cache-control"] = "private, no-cache"
        return answer

    def refuse(self, inquiry: Inquiry, refusal: RefusedError) -> Response:
        """A refusal for people: a page that says what is wrong."""
        return self.explain(refusal.problems, self.language_of(inquiry), refusal.status)

    def explain(self, problems: Iterable[Problem], language: str, status: int, retry_url: str = "") -> Response:
        """A page that says what is wrong and where to go on; ``retry_url`` is an order's status page or ""."""
        from functions.views.till import ProblemPageView  # noqa: PLC0415 (a quote shows no page)

        view = ProblemPageView(
            problems=self.say(problems, language),
            retry_url=retry_url,
            request=REQUEST.get(),
            cart_url=self.cart_url(language),
            home_url=self.home_url(language),
        )
        return self.show("problem.html", language, "till.problem.title", view, status)

    def allow(self, limit: Limit, inquiry: Inquiry, code: str = "too_many_requests") -> None:
        """Count this request of its client. Raises RefusedError (429) if there were too many."""
        wait = self.limiter.wait_seconds(limit, inquiry.client, self.now(), self.store)
        if wait:
            trouble = problem(code, "", count=-(-wait // 60))
            raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, trouble, headers={"retry-after": str(wait)})

    def guesses(self, code: str, client: str) -> bool:
        """Whether that client has tried so many codes that are none that it is told nothing of any for a while."""
        if not code:
            return False
        if find(self.catalog(), code, self.now()):
            return self.limiter.is_over(COUPON, client, self.now(), self.store)
        return self.limiter.wait_seconds(COUPON, client, self.now(), self.store) > 0

    def say(self, problems: Iterable[Problem], language: str) -> tuple[ProblemView, ...]:
        """Problems in the shopper's words."""
        from functions.views.till import ProblemView  # noqa: PLC0415 (as above)

        wording = self.pages().wording(language)
        return tuple(
            ProblemView(
                code=found.code, path=found.path, text=self._words(found, wording), severity=str(found.severity)
            )
            for found in problems
        )

    def _words(self, found: Problem, wording: Wording) -> str:
        """A problem's text; an article is named by its title, for nobody knows article numbers."""
        values = {key: wording.money(value) if isinstance(value, Money) else value for key, value in found.values}
        if isinstance(country := values.get("country"), str):
            values["country"] = wording.territory(country)
        if isinstance(sku := values.get("sku"), str) and (variant := self.catalog().variant(sku)) is not None:
            values["sku"] = name(variant, wording.language)
        return wording.t(f"problem.{found.code}", **values)
