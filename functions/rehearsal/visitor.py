"""Who asks the till in a rehearsal: requests by the application's own protocol, forms as a browser would send them.

Rules of the room: nothing is known of the till but its pages and addresses.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the till has answered; names of headers are lower-case."""

    status: int
    headers: Mapping[str, str]
    text: str

    def form(self, action: str) -> dict[str, str]:
        """The fields of the first form whose address ends so, as they stand there; empty if there is none."""
        reader = _Forms()
        reader.feed(self.text)
        return next((fields for target, fields in reader.forms if urlsplit(target).path.endswith(action)), {})


class Visitor:
    """Asks one application after the other, in one thread."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """Ask no more."""
        self._runner.close()

    def get(self, app: ASGIApp, path: str, client: str = "127.0.0.1") -> Answer:
        """Ask for a page."""
        return self._ask(app, "GET", path, b"", {}, client)

    def post(self, app: ASGIApp, path: str, fields: Mapping[str, str], client: str = "127.0.0.1") -> Answer:
        """Send a form."""
        return self.send(app, path, urlencode(fields).encode(), {"content-type": FORM}, client)

    def send(
        self, app: ASGIApp, path: str, body: bytes, headers: Mapping[str, str], client: str = "127.0.0.1"
    ) -> Answer:
        """Send a body as it is."""
        return self._ask(app, "POST", path, body, headers, client)

    def _ask(
        self, app: ASGIApp, method: str, path: str, body: bytes, headers: Mapping[str, str], client: str
    ) -> Answer:
        return self._runner.run(_exchange(app, method, path, body, {"host": self.host, **headers}, client))


async def _exchange(
    app: ASGIApp, method: str, path: str, body: bytes, headers: Mapping[str, str], client: str
) -> Answer:
    parts = urlsplit(path)
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (client, 1),
        "server": (headers["host"], 443),
    }
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in said[1:])
    return Answer(
        status=said[0]["status"],
        headers={name.decode(): value.decode() for name, value in said[0]["headers"]},
        text=content.decode(),
    )


class _Forms(HTMLParser):
    """The forms of a page: where each leads, and its fields as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or note a field."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found.get("action", ""), {}))
        elif tag in {"input", "button"} and self.forms and found.get("name"):
            if found.get("type") in {"radio", "checkbox"} and "checked" not in found:
                return
            if tag == "input":
                self.forms[-1][1].setdefault(found["name"], found.get("value", ""))
