from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.channels import headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.model import SiteGraph
    from generator.views import ViewContext

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; frame-src https://www.youtube-nocookie.com https://player.vimeo.com; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self' https://checkout.stripe.com; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def files(context: ViewContext, *origins: str) -> dict[str, str]:
    return {artifact.path: artifact.content.decode() for artifact in headers.artifacts(context, origins)}


def answered(text: str, path: str) -> dict[str, list[str]]:
    """The headers that a host sends with a path, all rules joined."""
    found: dict[str, list[str]] = {}
    applies = False
    for line in text.splitlines():
        if not line.startswith(" "):
            applies = re.fullmatch(re.escape(line).replace(r"\*", ".*"), path) is not None
        elif applies:
            name, _, value = line.strip().partition(": ")
            found.setdefault(name, []).append(value)
    return found


def test_the_policy_allows_nothing_inline_and_names_the_payment_provider(context: ViewContext) -> None:
    assert answered(files(context)["_headers"], "/stories/rannoch/")["Content-Security-Policy"] == [POLICY]


def test_the_sandboxs_origin_is_added(context: ViewContext) -> None:
    policy = answered(files(context, "http://localhost:8001")["_headers"], "/")["Content-Security-Policy"][0]
    assert "form-action 'self' https://checkout.stripe.com http://localhost:8001;" in policy


def test_every_page_asks_each_time_and_has_one_rule_for_it(context: ViewContext) -> None:
    text = files(context)["_headers"]
    expected = ["public, max-age=0, must-revalidate"]
    pages = [page for page in context.routes.pages if page.url != "/404.html"]
    assert [page.url for page in pages if answered(text, page.url).get("Cache-Control") != expected] == []


def test_what_has_a_fingerprint_is_kept_for_ever(context: ViewContext) -> None:
    text = files(context)["_headers"]
    kept = [answered(text, path)["Cache-Control"] for path in ("/assets/css/site.1a2b.css", "/images/moor.1a2b.avif")]
    assert kept == [["public, max-age=31536000, immutable"]] * 2


def test_the_tills_files_are_not_found_even_where_they_lie(context: ViewContext) -> None:
    assert files(context)["_redirects"].splitlines()[0] == "/_till/* /404.html 404!"


def test_an_alias_is_redirected_with_and_without_its_slash(context: ViewContext) -> None:
    assert files(context)["_redirects"].splitlines()[1:] == [
        "/alt/kaffee/ /products/kaffee/ 301",
        "/alt/kaffee /products/kaffee/ 301",
        "/en/* /en/404.html 404",
    ]


def test_a_till_elsewhere_may_be_asked_and_may_load_what_its_pages_look_like(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    site = replace(magazine.site, till_url="https://till.example/shop/till")
    found = files(context_of(replace(magazine, site=site)))["_headers"]
    assert "connect-src 'self' https://till.example;" in found
    assert "form-action 'self' https://till.example https://checkout.stripe.com;" in found
    assert found.count("  Access-Control-Allow-Origin: https://till.example\n") == len(headers.HASHED_FOLDERS)


def test_a_till_on_the_same_origin_needs_no_permission(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    site = replace(magazine.site, till_url=f"{magazine.site.base_url}/shop/till")
    found = files(context_of(replace(magazine, site=site)))["_headers"]
    assert "Access-Control" not in found
    assert "connect-src 'self';" in found


def test_a_base_path_stands_before_every_rule(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    context = context_of(replace(magazine, site=replace(magazine.site, base_url="https://brand.example/mag")))
    found = files(context)
    assert found["_redirects"].startswith(
        "/mag/_till/* /mag/404.html 404!\n/mag/alt/kaffee/ /mag/products/kaffee/ 301\n"
    )
    rules = [line for line in found["_headers"].splitlines() if not line.startswith(" ")]
    assert [rule for rule in rules if not rule.startswith("/mag/")] == ["/*"]
