"""Can site and till be reached from outside, by HTTPS, as one build? Each is asked as a shopper's browser would.

Rules of the room: no redirect is followed, since a provider's webhook follows none. What is asked changes nothing: the
news that is sent to the webhook has no signature, and a till that is well refuses it.
"""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from functions.preflight.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from functions.preflight.finding import Scene

_TIMEOUT_SECONDS = 10
_LONGEST = 32 * 1024 * 1024
#: What a visitor can ask for and what changes with nearly every build.
_COMPARED = ("index.html", "sitemap.xml", "feed.xml")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def check(scene: Scene) -> Iterator[Finding]:
    """HTTPS, the till, the site, what must not be read, and the webhook."""
    site, till = scene.settings.site_url, scene.settings.till_url
    for url in dict.fromkeys((site, till)):
        if not url.startswith("https://") and not scene.settings.preview:
            yield Finding.fault("https", f"{url} is no https address", "serve it by HTTPS, and say so in its setting")
    try:
        yield _of_health(_asked(f"{till}/health"), till, scene.build.catalog.build)
    except (OSError, http.client.HTTPException) as error:
        cure = "start the till, and let the host lead /till/* and /buy/* to it"
        yield Finding.fault("till", f"{till}/health does not answer: {_said(error)}", cure)
    else:
        yield _of_webhook(scene)
    try:
        yield from _of_site(scene)
    except (OSError, http.client.HTTPException) as error:
        yield Finding.fault("pages", f"{site}/ does not answer: {_said(error)}", "litfass deploy; see host and DNS")


def _of_health(answer: _Answer, till: str, build: str) -> Finding:
    if answer.status != HTTPStatus.OK:
        cure = "see the till's log; a 404 means that the host does not lead /till/* to it"
        return Finding.fault("till", f"{till}/health answers {answer.status}", cure)
    try:
        there = json.loads(answer.body)["catalog"]
    except (ValueError, KeyError, TypeError):
        cure = "let the host lead /till/* to the till"
        return Finding.fault("till", f"what answers at {till}/health is no till", cure)
    if there != build:
        cure = "deploy both together, and let the till start anew"
        return Finding.fault("till", f"{till} sells by build {there}, and here lies {build}", cure)
    return Finding.good("till", f"{till} answers and sells by this build")


def _of_site(scene: Scene) -> Iterator[Finding]:
    site, folder = scene.settings.site_url, scene.settings.site_folder
    home = _asked(f"{site}/")
    if home.status != HTTPStatus.OK:
        yield Finding.fault("pages", f"{site}/ answers {home.status}", "litfass deploy; see the host's root folder")
        return
    there = [name for name in _COMPARED if (folder / name).is_file()]
    others = [
        name
        for name in there
        if (home if name == "index.html" else _asked(f"{site}/{name}")).body != (folder / name).read_bytes()
    ]
    if others:
        cure = "deploy the build that the till has; a proxy must not rewrite pages"
        yield Finding.fault("pages", f"{', '.join(others)} at {site} are of another build than the till's", cure)
    else:
        yield Finding.good("pages", f"{site} is of the till's build" if there else f"{site} answers")
    if site.startswith("https:") and "strict-transport-security" not in home.headers:
        cure = "let the host send it: public/_headers has the line"
        yield Finding.warning("https", f"{site} sends no Strict-Transport-Security", cure)
    private = f"{site}/_till/catalog.json"
    if _asked(private).status == HTTPStatus.OK:
        yield Finding.fault("private", f"anybody can read {private}", "let the host answer /_till/* with 404")
    else:
        yield Finding.good("private", "nobody can read the till's own files")


def _of_webhook(scene: Scene) -> Finding:
    """A letter without a signature is refused by the till itself; anything else is somebody before it."""
    settings = scene.settings
    url = f"{settings.till_url}/webhooks/{settings.payment}"
    try:
        answer = _asked(url, b"{}")
    except (OSError, http.client.HTTPException) as error:
        return Finding.fault("reach", f"{url} does not answer: {_said(error)}", "let the host pass on POST")
    if answer.status != HTTPStatus.BAD_REQUEST:
        cure = "no redirect, password, firewall or challenge may stand before it"
        return Finding.fault("reach", f"{url} answers {answer.status} to the provider", cure)
    return Finding.good("reach", f"{url} can be reached")


def _asked(url: str, body: bytes | None = None) -> _Answer:
    """Get it, or post a body. Raises OSError or HTTPException."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        context = ssl.create_default_context()
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=_TIMEOUT_SECONDS, context=context
        )
    else:
        line = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_SECONDS)
    try:
        headers = {"accept-encoding": "identity", "user-agent": "litfass preflight", "content-type": "application/json"}
        line.request("GET" if body is None else "POST", parts.path or "/", body, headers)
        answer = line.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return _Answer(status=answer.status, headers=told, body=answer.read(_LONGEST))
    finally:
        line.close()


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
