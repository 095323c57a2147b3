"""A real browser, and the demo magazine served with its till by the real command, each on ports of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ConsoleMessage, ViewportSize, WebError

REPOSITORY = Path(__file__).parents[2]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
#: The status page, while it waits for the news of the payment.
WAITS = ":has(.notice-wait a[href*=returned])"


@dataclass(frozen=True, kw_only=True)
class Shop:
    """A served copy of the demo. ``url`` has no trailing slash."""

    url: str
    root: Path

    def availability(self, sku: str) -> dict[str, object]:
        """What the till says of the SKU."""
        with closing(urllib.request.urlopen(f"{self.url}/till/availability?sku={sku}")) as answer:
            found: dict[str, object] = json.load(answer)["items"][sku]
        return found

    def free(self, sku: str) -> int:
        """How many of the SKU are left."""
        found = self.availability(sku)["free"]
        assert isinstance(found, int)
        return found

    def wait_for_page(self, path: str) -> None:
        """Until the preview has read what was written just now, and has that page."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(urllib.error.HTTPError), closing(urllib.request.urlopen(self.url + path)):
                return
            threading.Event().wait(0.1)
        raise TimeoutError(path)

    def mails(self) -> list[str]:
        """The mails that were sent so far, as text, the oldest first."""
        files = sorted((self.root / ".till" / "mails").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text(encoding="utf-8") for path in files]

    def wait_for_mails(self, count: int) -> list[str]:
        """The mails, once there are so many: the outbox is worked off in the background."""
        deadline = time.monotonic() + 20
        while len(self.mails()) < count and time.monotonic() < deadline:
            threading.Event().wait(0.1)
        return self.mails()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: the one that `tests/run` found, else Playwright's own.

    Gone after these tests: while it is there its loop runs in this thread, and no other can.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("LITFASS_CHROMIUM"), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The demo, served for all tests; of RAN-L-CLAY and RAN-XL-CLAY there is one left."""
    root = copy_of_demo(tmp_path_factory.mktemp("magazine"))
    jacket = root / "content" / "products" / "windjacke-rannoch.md"
    two, one = "opening_stock: 2, weight: 680 g", "opening_stock: 1, weight: 680 g"
    assert two in jacket.read_text(encoding="utf-8")
    jacket.write_text(jacket.read_text(encoding="utf-8").replace(two, one), encoding="utf-8")
    with served(root) as url:
        yield Shop(url=url, root=root)


def copy_of_demo(root: Path) -> Path:
    """The demo's files, to be changed at will."""
    for name in ("content", "themes"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "site.yml", root)
    return root


@contextmanager
def served(root: Path, *words: str) -> Iterator[str]:
    """Serve a magazine until the block ends; gives its address without trailing slash."""
    port = str(_free_ports())
    command = [sys.executable, "-m", "generator.cli", "serve", "--site", str(root), "--port", port, *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        try:
            yield next(line for line in process.stdout if line.startswith("http://")).split()[0].rstrip("/")
        finally:
            process.terminate()
            process.stdout.read()


def _free_ports() -> int:
    """A port that is free together with its successor, which the sandbox takes."""
    while True:
        with closing(socket.socket()) as first, closing(socket.socket()) as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@dataclass(frozen=True, kw_only=True)
class Shopper:
    """A person at a browser window of their own; ``faults`` are what the browser complained of."""

    page: Page
    shop: Shop
    faults: list[str] = field(default_factory=list)

    def read(self, path: str) -> None:
        """Open a page of the magazine."""
        self.page.goto(self.shop.url + path)

    def press(self, selector: str) -> None:
        """Press what is found by the selector."""
        self.page.locator(selector).first.click()

    def give_address(self) -> None:
        """Fill in the till's first page and go on to the review."""
        given = {"email": "leserin@example.com", "name": "Eine Leserin", "line1": "Feldweg 1", "postal_code": "10115"}
        for name, value in {**given, "city": "Berlin"}.items():
            self.page.fill(f"#{name}", value)
        self.page.click("form.address button[type=submit]")

    def order(self) -> None:
        """Press the binding button."""
        self.page.click("form.order button")

    def pay(self, act: str) -> None:
        """Press a button of the payment page: paid, pending, declined, cancelled; then settled or failed."""
        self.page.click(f"button[value={act}]")

    def wait_for_state(self, state: str) -> None:
        """Wait until the status page says so; it asks again by itself."""
        self.page.wait_for_selector(f"[data-state={state}]:not({WAITS})")

    def ask_for_state(self, state: str) -> None:
        """Ask the status page again, by its own link, until it says so: the page itself would take three seconds."""
        self.page.wait_for_selector("[data-state]")
        for _ in range(60):
            if self.page.locator(f"[data-state={state}]:not({WAITS})").count():
                return
            again = self.page.locator(".notice-wait a[href*=returned]")
            if again.count():
                again.click()
            else:
                self.page.reload()
        pytest.fail(f"the order never was {state}")

    def keys(self, key: str, *, until: str = "") -> None:
        """Press a key, once or until something is there."""
        self.page.keyboard.press(key)
        for _ in range(20):
            if not until or self.page.locator(until).count():
                return
            self.page.keyboard.press(key)
        pytest.fail(f"pressing {key} never led to {until}")

    def tab_to(self, selector: str, *, key: str = "Tab") -> None:
        """Move the focus by keyboard until it is on the first thing of the selector."""
        wanted = self.page.wait_for_selector(selector)
        for _ in range(150):
            if wanted and wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press(key)
        pytest.fail(f"the keyboard never reaches {selector}")

    def in_cart(self) -> list[dict[str, object]]:
        """The cart's lines as the browser keeps them."""
        lines: list[dict[str, object]] = self.page.evaluate(
            "JSON.parse(localStorage.getItem('litfass.cart') ?? '{\"lines\": []}').lines"
        )
        return lines


@contextmanager
def shopping(
    browser: Browser,
    shop: Shop,
    *,
    window: ViewportSize = DESK,
    javascript: bool = True,
    motion: bool = False,
    allowed: str = "",
) -> Iterator[Shopper]:
    """A shopper in a clean window, who must not have met any fault at the end but those that contain ``allowed``.

    Most wish for reduced motion, since drawers and pages that slide in are waited for.
    """
    wish: Literal["no-preference", "reduce"] = "no-preference" if motion else "reduce"
    # Left by the whole context: a page that is closed while it is loaded again may never be gone (crbug.com/536385539).
    with browser.new_context(java_script_enabled=javascript, reduced_motion=wish, viewport=window) as context:
        context.set_default_timeout(15_000)
        page = context.new_page()
        shopper = Shopper(page=page, shop=shop)
        with _listening(context, shopper.faults):
            yield shopper
    assert [fault for fault in shopper.faults if not allowed or allowed not in fault] == []


@contextmanager
def _listening(context: BrowserContext, faults: list[str]) -> Iterator[None]:
    """Collect what the browser complains of: errors of scripts, refusals of the CSP, missing files."""

    def on_error(error: WebError) -> None:
        faults.append(str(error.error))

    def on_word(said: ConsoleMessage) -> None:
        if said.type == "error":
            faults.append(said.text)

    context.on("weberror", on_error)
    context.on("console", on_word)
    try:
        yield
    finally:
        context.remove_listener("weberror", on_error)
        context.remove_listener("console", on_word)
