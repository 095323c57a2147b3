"""What every answer says beside its content: the policies, the request's name, and whose scripts may read it.

Rules of the room: what an answer says itself is left alone. A page has a policy of its own; all else may load nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions import journal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from functions.settings import Settings

_HTML = b"text/html"
_Pairs = tuple[tuple[bytes, bytes], ...]


def of_answers(settings: Settings) -> dict[str, str]:
    """The security headers of every answer, also of refusals and failures."""
    headers = {
        # For what is no page; a page has a policy of its own.
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        # Not "no-referrer": with it browsers send "Origin: null" with our own forms. With this, too, the token of a
        # status page never leaves the site.
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
    }
    if settings.till_url.startswith("https:"):
        headers["strict-transport-security"] = "max-age=31536000"
    return headers


def of_pages(settings: Settings) -> dict[str, str]:
    """The security headers of a page."""
    # Style, script and pictures are the site's; where the till lies there too, 'self' says it all.
    own = f"'self' {settings.origin}" if settings.is_apart else "'self'"
    policy = (
        "default-src 'none'",
        f"script-src {own}",
        f"style-src {own}",
        f"img-src {own} data:",
        f"font-src {own}",
        "connect-src 'self'",
        f"manifest-src {own}",
        f"form-action 'self' {' '.join(settings.form_action_origins)}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    return {
        **of_answers(settings),
        "content-security-policy": "; ".join(policy),
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "x-robots-tag": "noindex",
    }


class Headers:
    """Middleware for every request: it gets its name, and its answer the headers that it does not set itself."""

    def __init__(self, app: ASGIApp, settings: Settings, shared: Mapping[str, str]) -> None:
        self._app = app
        self._headers, self._page_headers = _pairs(of_answers(settings)), _pairs(of_pages(settings))
        self._shared = {path: _sharing(settings.origin, method) for path, method in shared.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and say the rest."""
        name = journal.begin().encode()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"]
                known = dict(own)
                usual = self._page_headers if _HTML in known.get(b"content-type", b"") else self._headers
                further = (*usual, *self._shared.get(scope["path"], ()), (b"x-request-id", name))
                message["headers"] = [*own, *(pair for pair in further if pair[0] not in known)]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _pairs(headers: Mapping[str, str]) -> _Pairs:
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


def _sharing(origin: str, method: str) -> _Pairs:
    """What lets scripts of exactly one other origin ask, without cookies, and lets the browser know it for a day."""
    return (
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-methods", method.encode()),
        (b"access-control-allow-headers", b"content-type"),
        (b"access-control-max-age", b"86400"),
        (b"vary", b"origin"),
    )
