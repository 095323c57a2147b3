"""``_headers`` and ``_redirects``: what the host says with each page (the form of Netlify and Cloudflare Pages).

Rules of the room: the policy allows what a page of the theme needs and nothing else, inline code and style least of
all. ``form-action`` names the payment provider, since the order's answer leads there. Rules for caching never
overlap: hosts join two values of one header with a comma.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.blocks.video import ORIGINS
from generator.model import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.model import Site
    from generator.routes import Routes
    from generator.views.context import ViewContext

#: Where a provider takes payments; the sandbox's port is known to `serve` alone, which passes it in.
PAYMENT_ORIGINS = {"stripe": ("https://checkout.stripe.com",), "sandbox": ()}

#: Folders whose files have a hash of their content in their names.
HASHED_FOLDERS = ("assets", "images", "media")

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "public, max-age=0, must-revalidate"

_UNUSED = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")


def artifacts(context: ViewContext, payment_origins: Iterable[str] = ()) -> tuple[Artifact, ...]:
    """The two files. ``payment_origins`` are added to those of the site's payment provider."""
    site = context.graph.site
    origins = dict.fromkeys((*PAYMENT_ORIGINS[site.payment], *payment_origins))
    return (
        Artifact(path="_headers", content=_headers(site, context.routes, tuple(origins)).encode()),
        Artifact(path="_redirects", content=_redirects(site, context.routes).encode()),
    )


def cache_control(path: str) -> str:
    """How long a file of the output may be kept without asking, for hosts that say it with each file."""
    return _FOR_EVER if path.partition("/")[0] in HASHED_FOLDERS else _ASK_EACH_TIME


def security_headers(payment_origins: Iterable[str], till_origin: str = "") -> tuple[tuple[str, str], ...]:
    """The headers of every answer, as pairs of name and value; ``till_origin`` is that of a till elsewhere, or ""."""
    return (
        ("Content-Security-Policy", content_security_policy(payment_origins, till_origin)),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _UNUSED)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )


def content_security_policy(payment_origins: Iterable[str], till_origin: str = "") -> str:
    """The policy of every page."""
    till = (till_origin,) if till_origin else ()
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "media-src": "'self'",
        "frame-src": " ".join(ORIGINS),
        "connect-src": " ".join(("'self'", *till)),
        "manifest-src": "'self'",
        "form-action": " ".join(("'self'", *till, *payment_origins)),
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _headers(site: Site, routes: Routes, origins: tuple[str, ...]) -> str:
    base, till = site.base_path, site.till_origin
    rules = [("/*", (*security_headers(origins, till), *((("X-Robots-Tag", "noindex"),) if site.preview else ())))]
    # The till's pages are in the theme's look: from another origin they get its scripts and fonts only if told so.
    shared = (("Access-Control-Allow-Origin", till),) if till else ()
    rules += [(f"{base}/{folder}/*", (("Cache-Control", _FOR_EVER), *shared)) for folder in HASHED_FOLDERS]
    rules += [(pattern, (("Cache-Control", _ASK_EACH_TIME),)) for pattern in _page_patterns(site, routes)]
    if not site.preview:
        rules.append((f"{base}/_till/*", (("X-Robots-Tag", "noindex"),)))
    return (
        "\n".join("\n".join((path, *(f"  {name}: {value}" for name, value in pairs))) for path, pairs in rules) + "\n"
    )


def _page_patterns(site: Site, routes: Routes) -> tuple[str, ...]:
    """The home page, and one pattern for each first folder that pages lie in."""
    paths = (page.url.removeprefix(site.base_path).strip("/").split("/")[0] for page in routes.by_key.values())
    folders = dict.fromkeys(path for path in paths if path and "." not in path)
    return (f"{site.base_path}/", *(f"{site.base_path}/{folder}/*" for folder in folders))


def _redirects(site: Site, routes: Routes) -> str:
    """The till's files are answered as not found, even where they lie (``!``); the aliases; each language's 404."""
    base = site.base_path
    lines = [f"{base}/_till/* {base}/404.html 404!"]
    for redirect in routes.redirects:
        lines.append(f"{redirect.source} {redirect.target} 301")
        if redirect.source.endswith("/"):
            lines.append(f"{redirect.source.rstrip('/')} {redirect.target} 301")
    others = [language.prefix for language in site.languages if language.prefix]
    lines += [f"{base}{prefix}/* {base}{prefix}/404.html 404" for prefix in others]
    return "\n".join(lines) + "\n"
