"""The magazine on one origin and its till on another, under the headers that the build writes for the host."""

from __future__ import annotations

import mimetypes
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from starlette.responses import FileResponse, Response

from functions.app import create_app
from functions.payments.sandbox import Sandbox
from functions.payments.sandbox_page import create_sandbox_app
from functions.settings import Settings
from functions.site import Site
from functions.store import Store
from tests.browser.conftest import Shop, Shopper, shopping
from tests.functions.shop import Clock, origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from starlette.types import ASGIApp, Receive, Scope, Send

STORY = "/mag/stories/auf-dem-tisch/"


@dataclass(frozen=True, kw_only=True)
class Apart:
    """The shop, and where its till answers."""

    shop: Shop
    till: str


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    """A new magazine below a path of "localhost", its till below another path of "127.0.0.1"."""
    root = tmp_path_factory.mktemp("apart") / "magazine"
    with origin() as here, origin() as there, origin() as bank:
        site_url = f"{here.url.replace('127.0.0.1', 'localhost')}/mag"
        till_url = f"{there.url}/shop/till"
        here.app = built(root, site_url, till_url)
        with a_till(root, site_url, till_url, bank.url) as (there.app, bank.app):
            yield Apart(shop=Shop(url=site_url.removesuffix("/mag"), root=root), till=till_url)


def built(root: Path, site_url: str, till_url: str) -> ASGIApp:
    """What a static host would serve."""
    command = [sys.executable, "-m", "generator.cli"]
    subprocess.run([*command, "new", str(root)], check=True, capture_output=True)
    file = root / "site.yml"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(("base_url:", "payment:"))]
    lines += [f"base_url: {site_url}", f"till_url: {till_url}", "payment: sandbox"]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    subprocess.run([*command, "build", "--site", str(root), "--output", str(root / "public")], check=True)
    return hosted(root / "public")


def hosted(folder: Path) -> ASGIApp:
    """The folder below /mag, with the headers that ``_headers`` says."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in (folder / "_headers").read_text("utf-8").splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[-1][1].append((name, value))
        else:
            rules.append((line, []))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        inside = path.removeprefix("/mag/") + ("index.html" if path.endswith("/") else "")
        file = folder / inside
        answer: Response = Response(status_code=404)
        if path.startswith("/mag/") and file.is_file():
            answer = FileResponse(file, media_type=mimetypes.guess_type(inside)[0])
        for pattern, pairs in rules:
            if path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1])):
                answer.headers.update(dict(pairs))
        await answer(scope, receive, send)

    return app


@contextmanager
def a_till(root: Path, site_url: str, till_url: str, bank_url: str) -> Iterator[tuple[ASGIApp, ASGIApp]]:
    """The till and its bank."""
    settings = Settings(
        payment="sandbox",
        database_url=f"sqlite:///{root / 'till.db'}",
        site_url=site_url,
        till_origin_url=till_url,
        mail_url=(root / "mails").as_uri(),
        site_folder=root / "public",
        sandbox_url=bank_url,
    )
    sandbox = Sandbox(url=bank_url, webhook_url=f"{till_url}/webhooks/sandbox", secret="a secret of the tests")
    site, clock = Site(settings), Clock()
    with Store.open(settings.database_url) as store:
        store.migrate()
        app = create_app(settings, site.catalog, site.pages, provider=lambda: sandbox, store=lambda: store, now=clock)
        yield app, create_sandbox_app(sandbox)
        sandbox.close()


def put_cup_into_cart(shopper: Shopper) -> None:
    shopper.read(STORY)
    shopper.press("form.buy button[type=submit]")


def test_what_is_bought_at_a_till_elsewhere_leaves_the_cart_of_the_magazine(browser: Browser, apart: Apart) -> None:
    with shopping(browser, apart.shop) as shopper:
        put_cup_into_cart(shopper)
        shopper.press("#cart-button")
        shopper.page.wait_for_selector("dialog[open] [data-slot=total]:text('€')")
        shopper.press("dialog[open] [data-cart-form] button")
        assert shopper.page.url == f"{apart.till}/checkout"
        shopper.give_address()
        shopper.order()
        shopper.pay("paid")
        shopper.page.wait_for_url(f"{apart.till}/orders/*?settled")
        shopper.page.wait_for_selector("[data-state=paid]")
        shopper.press("#cart-button")
        assert shopper.page.url == f"{apart.shop.url}/mag/cart/"
        assert shopper.in_cart() == []


def test_a_cart_that_is_another_by_now_is_not_emptied(browser: Browser, apart: Apart) -> None:
    with shopping(browser, apart.shop, allowed="404") as shopper:
        put_cup_into_cart(shopper)
        shopper.read("/mag/cart/#paid=0123456789abcdef&order=none")
        shopper.page.wait_for_url(f"{apart.till}/orders/none?settled")
        shopper.read("/mag/cart/")
        assert len(shopper.in_cart()) == 1


def test_nobody_is_led_from_the_magazine_to_any_other_place_than_the_till(browser: Browser, apart: Apart) -> None:
    with shopping(browser, apart.shop) as shopper:
        for order in ("//evil.example", "https://evil.example/", "..%2F..", "../../buy/"):
            shopper.read(f"/mag/cart/#paid=0123&order={order}")
            shopper.page.reload()
            assert shopper.page.url.startswith(f"{apart.shop.url}/mag/cart/")


def test_the_till_elsewhere_has_the_look_of_the_magazine(browser: Browser, apart: Apart) -> None:
    with shopping(browser, apart.shop) as shopper:
        shopper.page.goto(f"{apart.till.removesuffix('/till')}/buy/BECHER-BLAU")
        shopper.page.evaluate("document.fonts.ready")
        fonts = shopper.page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').length")
        assert fonts > 0
        assert shopper.page.locator("button[data-add]").is_hidden()
        style = shopper.page.locator("link[rel=stylesheet]").first.get_attribute("href") or ""
        assert style.startswith(f"{apart.shop.url}/mag/assets/")
        assert shopper.page.locator(".buy-link").get_attribute("action") == "/shop/till/checkout"


def test_without_javascript_a_till_elsewhere_sells_as_well(browser: Browser, apart: Apart) -> None:
    with shopping(browser, apart.shop, javascript=False) as shopper:
        put_cup_into_cart(shopper)
        assert shopper.page.url == f"{apart.till}/checkout"
        shopper.give_address()
        shopper.order()
        shopper.pay("paid")
        shopper.ask_for_state("paid")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_contract_is_withdrawn_from_at_a_till_elsewhere(browser: Browser, apart: Apart, *, javascript: bool) -> None:
    with shopping(browser, apart.shop, javascript=javascript) as shopper:
        shopper.read(STORY)
        shopper.press(".colophon-withdraw")
        assert shopper.page.url.startswith(f"{apart.till}/withdraw?")
        for name, text in {"name": "Eine Leserin", "contract": "der Becher", "email": "leserin@example.com"}.items():
            shopper.page.fill(f"#{name}", text)
        shopper.press("form.address button")
        shopper.press("form.order button")
        shopper.page.wait_for_selector(".notice-good")
        shopper.press(".colophon-withdraw")
        assert shopper.page.url.startswith(f"{apart.till}/withdraw?")
