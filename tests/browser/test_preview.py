"""The preview as an editor has it beside the text: what is saved is seen, and nothing that was done is lost."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from generator.serve.addresses import network_address
from tests.browser.conftest import PHONE, Shop, Shopper, copy_of_demo, served, shopping
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

STORY, PRODUCT = "content/stories/rannoch.md", "content/products/windjacke-rannoch.md"
JACKET = "form.buy[data-product=windjacke-rannoch]"


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A copy of the demo that is edited while it is served; ``network`` is where a phone finds it."""

    shop: Shop
    network: str

    @contextmanager
    def saved(self, path: str, old: str, new: str) -> Iterator[None]:
        """Save a file with other words in it; after the block it is as it was."""
        file = self.shop.root / path
        before = file.read_text(encoding="utf-8")
        assert old in before
        file.write_text(before.replace(old, new, 1), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(before, encoding="utf-8")


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edited]:
    root = copy_of_demo(tmp_path_factory.mktemp("edited"))
    with served(root, "--host", "0.0.0.0") as url:
        port = urlsplit(url).port
        yield Edited(shop=Shop(url=url, root=root), network=f"http://{network_address() or '127.0.0.1'}:{port}")


@contextmanager
def reading(browser: Browser, edited: Edited, path: str, *, allowed: str = "") -> Iterator[Shopper]:
    """Somebody at a page that listens for changes; ``marked`` tells whether it was ever loaded again."""
    with shopping(browser, edited.shop, window=PHONE, allowed=allowed) as shopper:
        shopper.read(path)
        shopper.page.wait_for_selector(".fold")
        shopper.page.evaluate("window.marked = true")
        yield shopper
        back_to_now(shopper)


def back_to_now(shopper: Shopper) -> None:
    """The scene is everybody's."""
    shopper.page.evaluate("fetch('/_litfass/scene', {method: 'POST', body: new URLSearchParams()})")


def marked(shopper: Shopper) -> bool:
    return bool(shopper.page.evaluate("window.marked === true"))


def scroll(shopper: Shopper) -> object:
    return shopper.page.evaluate("scrollY")


def test_other_words_are_exchanged_in_place(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/") as shopper:
        shopper.press(f"{JACKET} label:has-text('L, ')")
        shopper.page.evaluate("scrollTo(0, 900)")
        chosen = shopper.page.evaluate(f'document.querySelector("{JACKET} input:checked").value')
        with edited.saved(STORY, "der Zug hinkommt", "der Zug hinkommt. Manchmal"):
            shopper.page.wait_for_selector("text=Manchmal")
            assert (marked(shopper), scroll(shopper)) == (True, 900)
            assert shopper.page.evaluate(f'document.querySelector("{JACKET} input:checked").value') == chosen


def test_a_new_paragraph_comes_in_place_and_goes_again(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/") as shopper:
        count = shopper.page.locator("main p").count()
        with edited.saved(STORY, "\n## ", "\nEin neuer Absatz.\n\n## "):
            shopper.page.wait_for_selector("text=Ein neuer Absatz.")
        shopper.page.wait_for_selector("text=Ein neuer Absatz.", state="detached")
        assert (marked(shopper), shopper.page.locator("main p").count()) == (True, count)


def test_another_style_is_swapped_without_loading_the_page(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/") as shopper:
        sheets = shopper.page.locator("link[rel=stylesheet]").count()
        with edited.saved("themes/litfass/assets/css/tokens.css", "}", "}\nh1 { rotate: 1deg }\n"):
            expect(shopper.page.locator("h1")).to_have_css("rotate", "1deg")
        expect(shopper.page.locator("h1")).to_have_css("rotate", "none")
        assert (marked(shopper), shopper.page.locator("link[rel=stylesheet]").count()) == (True, sheets)


def test_what_scripts_must_see_anew_loads_the_page_as_it_was_left(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/") as shopper:
        shopper.press(f"{JACKET} label:has-text('L, ')")
        chosen = shopper.page.evaluate(f'document.querySelector("{JACKET} input:checked").value')
        button = f"{JACKET} button[type=submit]"
        shopper.press(button)
        shopper.page.locator(button).first.focus()
        before = scroll(shopper)
        with edited.saved(PRODUCT, "price: ", "price: 1"):
            wait_until_loaded_again(shopper)
            assert scroll(shopper) == before
            assert shopper.page.evaluate(f'document.querySelector("{JACKET} input:checked").value') == chosen
            assert shopper.page.evaluate("document.activeElement.matches('form.buy button')")
            assert len(shopper.in_cart()) == 1


def wait_until_loaded_again(shopper: Shopper) -> None:
    shopper.page.wait_for_function("() => window.marked !== true")  # which outlives a page that goes
    shopper.page.wait_for_selector(".fold")


def test_what_is_wrong_lies_over_the_page_until_it_is_mended(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/") as shopper:
        shopper.page.evaluate("scrollTo(0, 900)")
        with edited.saved(STORY, "section:", "sektion:"):
            place = shopper.page.locator(".overlay .findings a.place").first
            place.wait_for()
            assert place.inner_text() == f"{STORY}:6:1"
            assert place.get_attribute("href") == f"vscode://file{edited.shop.root.as_posix()}/{STORY}:6:1"
            assert shopper.page.locator(".overlay pre").first.inner_text() == "sektion: unterwegs\n^^^^^^^"
            assert shopper.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shopper.page.wait_for_selector(".overlay", state="detached")
        assert (marked(shopper), scroll(shopper)) == (True, 900)


def test_what_is_wrong_can_be_put_aside_by_keyboard(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/") as shopper, edited.saved(STORY, "section:", "sektion:"):
        shopper.page.wait_for_selector(".overlay")
        shopper.page.keyboard.press("Tab")
        shopper.page.keyboard.press("Escape")
        shopper.page.wait_for_selector(".overlay", state="detached")
        with edited.saved(STORY, "title:", "titel:"):
            shopper.page.wait_for_selector(".overlay")


def test_a_template_that_fails_leaves_the_page_too(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/", allowed="500") as shopper:
        with edited.saved("themes/litfass/templates/story.html", "{{ story.title }}", "{{ story.titel }}"):
            shopper.page.wait_for_selector(".overlay :text('titel')")
        shopper.page.wait_for_selector(".overlay", state="detached")
        assert marked(shopper)


def test_content_that_is_broken_from_the_start_comes_by_itself_when_it_is_mended(
    browser: Browser, tmp_path: Path
) -> None:
    write_site(tmp_path)
    hill = "---\ntitle: Hill\ndescription: Up.\nsection: wlaks\ndate: 2026-10-01\n---\n"
    write_files(tmp_path, {"content/stories/hill.md": hill})
    with served(tmp_path) as url, shopping(browser, Shop(url=url, root=tmp_path), allowed="500") as shopper:
        shopper.read("/stories/moor/")
        shopper.page.wait_for_selector("text=content/stories/hill.md:4:10")
        write_files(tmp_path, {"content/stories/hill.md": hill.replace("wlaks", "walks")})
        shopper.page.wait_for_selector("main:has-text('It rained')")


def test_what_one_chooses_in_the_bar_is_shown_to_all(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/products/windjacke-rannoch/") as one, shopping(browser, edited.shop) as other:
        other.read("/products/windjacke-rannoch/")
        assert edited.shop.free("RAN-M-MOSS") > 0
        one.press(".fold")
        one.page.locator("select[name=kind]").select_option("sold_out")
        other.page.wait_for_selector("main form.buy button:disabled, main :text('ausverkauft')")
        assert edited.shop.free("RAN-M-MOSS") == 0
        one.page.locator("select[name=kind]").select_option("")
        other.page.wait_for_selector("main form.buy button:not(:disabled)")


def test_the_bar_goes_to_the_next_change_and_back(browser: Browser, edited: Edited) -> None:
    # A picture of what is still to come is not there any more, once time goes back.
    with reading(browser, edited, "/", allowed="404") as shopper:
        shopper.press(".fold")
        shopper.press("button[name=next]")
        shopper.page.wait_for_selector(".fold.played")
        shopper.press("button[name=present]")
        shopper.page.wait_for_selector(".fold:not(.played)")


def test_an_article_that_is_not_there_is_said_in_the_bar(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/", allowed="422") as shopper:
        shopper.press(".fold")
        shopper.page.locator("select[name=kind]").select_option("some")
        shopper.page.fill("input[name=sku]", "RAN-M-MOS")
        shopper.page.keyboard.press("Enter")
        shopper.page.wait_for_selector(":text('Did you mean')")


def test_the_bar_moves_nothing_and_is_folded_as_it_was(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/") as shopper:
        before = shopper.page.evaluate("document.documentElement.scrollHeight")
        shopper.press(".fold")
        assert shopper.page.evaluate("document.documentElement.scrollHeight") == before
        assert shopper.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shopper.page.reload()
        shopper.page.wait_for_selector(".bar form")
        shopper.page.keyboard.press("Escape")
        shopper.press(".fold")
        shopper.page.wait_for_selector(".bar form", state="hidden")


def test_the_bar_leads_to_the_same_page_in_another_language(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/products/windjacke-rannoch/") as shopper:
        shopper.press(".fold")
        shopper.press(".languages a[lang=en]")
        shopper.page.wait_for_url("**/en/products/**")


def test_the_till_takes_orders_at_the_moment_of_the_scene(browser: Browser, edited: Edited) -> None:
    with reading(browser, edited, "/stories/rannoch/") as shopper:
        shopper.press(".fold")
        shopper.page.fill(".bar input[name=now]", "2026-12-20T09:00")
        shopper.page.keyboard.press("Enter")
        shopper.page.wait_for_selector(".fold.played")
        shopper.press(".fold")
        buy(shopper, javascript=True)
        assert "20. Dezember 2026" in shopper.page.inner_text("main")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_phone_in_the_network_buys_to_the_end(browser: Browser, edited: Edited, *, javascript: bool) -> None:
    there = replace(edited.shop, url=edited.network)
    allowed = "Cross-Origin-Opener-Policy"  # which counts only where the connection is safe
    with shopping(browser, there, window=PHONE, javascript=javascript, allowed=allowed) as shopper:
        shopper.read("/stories/rannoch/")
        buy(shopper, javascript=javascript)
        assert shopper.page.url.startswith(f"{edited.network}/till/orders/")


def buy(shopper: Shopper, *, javascript: bool) -> None:
    """From the story to the paid order, all of it on one machine."""
    choice = shopper.page.locator(f"{JACKET} input[value=RAN-M-MOSS]").first.get_attribute("id")
    shopper.press(f"label[for='{choice}']")
    shopper.press(f"{JACKET} button[type=submit]")
    if javascript:
        shopper.press("#cart-button")
        shopper.press("dialog[open] [data-cart-form] button")
    shopper.give_address()
    shopper.order()
    shopper.page.wait_for_selector("button[value=paid]")
    assert urlsplit(shopper.page.url).hostname == urlsplit(shopper.shop.url).hostname
    shopper.pay("paid")
    shopper.ask_for_state("paid")
