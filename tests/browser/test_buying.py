"""The whole way, from a story to a paid order, in a real browser under the production CSP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import DESK, PHONE, Shop, Shopper, shopping

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

JACKET = "form.buy[data-product=windjacke-rannoch]"


def put_jacket_into_cart(shopper: Shopper, sku: str) -> None:
    """From the card in the story's margin."""
    shopper.read("/stories/rannoch/")
    choice = shopper.page.locator(f"{JACKET} input[value='{sku}']").first.get_attribute("id")
    shopper.press(f"label[for='{choice}']")
    shopper.press(f"{JACKET} button[type=submit]")


def go_to_review(shopper: Shopper, sku: str) -> None:
    """From the story as far as the binding button."""
    put_jacket_into_cart(shopper, sku)
    shopper.press("#cart-button")
    shopper.press("dialog[open] [data-cart-form] button")
    shopper.give_address()
    shopper.page.wait_for_selector("form.order")


def go_to_payment(shopper: Shopper, sku: str) -> None:
    """From the story to the payment page on the other origin."""
    go_to_review(shopper, sku)
    shopper.order()
    shopper.page.wait_for_selector("button[value=paid]")


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_a_jacket_is_bought_from_inside_a_story(browser: Browser, shop: Shop, window: ViewportSize) -> None:
    before, mails = shop.free("RAN-M-MOSS"), len(shop.mails())
    with shopping(browser, shop, window=window, motion=True) as shopper:
        go_to_payment(shopper, "RAN-M-MOSS")
        assert urlsplit(shopper.page.url).netloc != urlsplit(shop.url).netloc
        shopper.pay("paid")
        shopper.wait_for_state("paid")
        assert shopper.in_cart() == []
    assert shop.free("RAN-M-MOSS") == before - 1
    recipients = [re.search(r"^To: (.*)$", mail, re.MULTILINE) for mail in shop.wait_for_mails(mails + 2)[mails:]]
    assert {found[1] for found in recipients if found} == {"leserin@example.com", "Wegwarte <hallo@wegwarte.example>"}


def test_a_cart_line_remembers_the_story_and_the_block(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        put_jacket_into_cart(shopper, "RAN-M-MOSS")
        assert [(line["sku"], line["source"], line["source_url"]) for line in shopper.in_cart()] == [
            ("RAN-M-MOSS", "rannoch#1", "/stories/rannoch/")
        ]


def test_the_cart_stays_until_the_order_is_paid(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        go_to_payment(shopper, "RAN-M-MOSS")
        shopper.read("/")
        assert len(shopper.in_cart()) == 1


def test_adding_is_announced_and_keeps_the_reader_in_the_story(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        put_jacket_into_cart(shopper, "RAN-M-MOSS")
        assert shopper.page.inner_text("#cart-announcement") == "Im Korb: Windjacke Rannoch."
        assert urlsplit(shopper.page.url).path == "/stories/rannoch/"


def test_a_declined_card_can_be_tried_again(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        go_to_payment(shopper, "RAN-M-MOSS")
        shopper.pay("declined")
        shopper.pay("paid")
        shopper.ask_for_state("paid")


def test_a_cancelled_payment_gives_the_unit_back_and_can_be_resumed(browser: Browser, shop: Shop) -> None:
    before = shop.free("RAN-XL-MOSS")
    with shopping(browser, shop) as shopper:
        go_to_payment(shopper, "RAN-XL-MOSS")
        assert shop.free("RAN-XL-MOSS") == before - 1
        shopper.pay("cancelled")
        shopper.ask_for_state("cancelled")
        assert shop.free("RAN-XL-MOSS") == before
        assert len(shopper.in_cart()) == 1
        shopper.press(".till form button")
        shopper.order()
        shopper.pay("paid")
        shopper.ask_for_state("paid")
    assert shop.free("RAN-XL-MOSS") == before - 1


def test_a_delayed_payment_is_pending_until_the_money_arrives(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        go_to_payment(shopper, "RAN-S-MOSS")
        shopper.pay("pending")
        shopper.page.wait_for_selector("button[value=settled]")
        payment_page = shopper.page.url
        shopper.press("a")
        shopper.ask_for_state("pending")
        shopper.page.goto(payment_page)
        shopper.pay("settled")
        shopper.ask_for_state("paid")


def test_a_delayed_payment_that_bounces_gives_the_unit_back(browser: Browser, shop: Shop) -> None:
    before = shop.free("RAN-S-MOSS")
    with shopping(browser, shop) as shopper:
        go_to_payment(shopper, "RAN-S-MOSS")
        shopper.pay("pending")
        shopper.pay("failed")
        shopper.ask_for_state("failed")
    assert shop.free("RAN-S-MOSS") == before


def test_going_back_to_correct_the_address_keeps_the_last_unit(browser: Browser, shop: Shop) -> None:
    assert shop.free("RAN-L-CLAY") == 1
    with shopping(browser, shop) as shopper:
        go_to_payment(shopper, "RAN-L-CLAY")
        assert shop.free("RAN-L-CLAY") == 0
        shopper.page.go_back()
        shopper.press("form:has(input[name=cart]) button")
        shopper.page.fill("#city", "Potsdam")
        shopper.press("form.address button[type=submit]")
        shopper.order()
        shopper.pay("paid")
        shopper.ask_for_state("paid")
        assert "Potsdam" in shopper.page.inner_text("main")
    assert shop.free("RAN-L-CLAY") == 0


def test_a_double_click_places_one_order(browser: Browser, shop: Shop) -> None:
    before = shop.free("RAN-L-MOSS")
    with shopping(browser, shop) as shopper:
        go_to_review(shopper, "RAN-L-MOSS")
        shopper.page.locator("form.order button").dblclick(no_wait_after=True)
        shopper.pay("paid")
        shopper.ask_for_state("paid")
    assert shop.free("RAN-L-MOSS") == before - 1


def test_the_last_one_is_sold_to_exactly_one_of_two(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, allowed="409") as first, shopping(browser, shop, allowed="409") as second:
        for shopper in (first, second):
            go_to_review(shopper, "RAN-XL-CLAY")
        for shopper in (first, second):
            shopper.page.evaluate("document.querySelector('form.order').submit()")
        for shopper in (first, second):
            shopper.page.wait_for_selector("button[value=paid], .problems")
        assert sorted(shopper.page.locator(".problems").count() for shopper in (first, second)) == [0, 1]
        assert shop.free("RAN-XL-CLAY") == 0


def test_the_whole_way_by_keyboard_alone(browser: Browser, shop: Shop) -> None:
    before = shop.free("RAN-M-CLAY")
    with shopping(browser, shop) as shopper:
        shopper.read("/stories/rannoch/")
        shopper.tab_to(f"{JACKET} input[name=sku]:checked")
        shopper.keys("ArrowRight", until=f"{JACKET} input[value=RAN-M-CLAY]:checked")
        shopper.tab_to(f"{JACKET} button[type=submit]")
        shopper.keys("Enter")
        shopper.tab_to("#cart-button", key="Shift+Tab")
        shopper.keys("Enter")
        shopper.tab_to("dialog [data-cart-form] button")
        shopper.keys("Enter")
        for name, value in {"email": "a@example.com", "name": "Ein Leser", "line1": "Am Wehr 2"}.items():
            shopper.tab_to(f"#{name}")
            shopper.page.keyboard.type(value)
        for name, value in {"postal_code": "14482", "city": "Potsdam"}.items():
            shopper.tab_to(f"#{name}")
            shopper.page.keyboard.type(value)
        shopper.keys("Enter")
        shopper.tab_to("form.order button")
        shopper.keys("Enter")
        shopper.tab_to("button[value=paid]")
        shopper.keys("Enter")
        shopper.ask_for_state("paid")
    assert shop.free("RAN-M-CLAY") == before - 1


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_the_whole_way_without_javascript(browser: Browser, shop: Shop, window: ViewportSize) -> None:
    before = shop.free("RAN-M-MOSS")
    with shopping(browser, shop, window=window, javascript=False) as shopper:
        shopper.read("/stories/rannoch/")
        choice = shopper.page.locator(f"{JACKET} input[value=RAN-M-MOSS]").first.get_attribute("id")
        shopper.press(f"label[for='{choice}']")
        shopper.press(f"{JACKET} button[type=submit]")
        shopper.give_address()
        shopper.order()
        shopper.pay("paid")
        shopper.ask_for_state("paid")
    assert shop.free("RAN-M-MOSS") == before - 1


def test_a_permalink_shows_its_lines_and_adds_them_only_when_asked(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/buy/RAN-M-MOSS:1")
        shopper.page.reload()
        assert shopper.in_cart() == []
        shopper.press("button[data-add]")
        assert [(line["sku"], line["quantity"]) for line in shopper.in_cart()] == [("RAN-M-MOSS", 1)]


def test_two_tabs_have_one_cart(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/")
        other = shopper.page.context.new_page()
        other.goto(f"{shop.url}/stories/rannoch/")
        other.locator(f"{JACKET} button[type=submit]").first.click()
        shopper.page.wait_for_selector("[data-cart-count]:text-is('1')")


def test_a_line_whose_article_is_gone_is_shown_as_such(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        put_jacket_into_cart(shopper, "RAN-M-MOSS")
        shopper.page.evaluate(
            "localStorage.setItem('litfass.cart', localStorage.getItem('litfass.cart').replaceAll('RAN-M-MOSS', 'OLD'))"
        )
        shopper.read("/cart/")
        shopper.page.wait_for_selector("[data-slot=problem]:text('gibt es nicht mehr')")
        assert [line["sku"] for line in shopper.in_cart()] == ["OLD"]


def test_a_price_that_moved_is_shown_in_the_cart_and_confirmed_in_the_till(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, allowed="409") as shopper:
        put_jacket_into_cart(shopper, "RAN-M-MOSS")
        shopper.page.evaluate(
            "localStorage.setItem('litfass.cart', localStorage.getItem('litfass.cart').replace('18900', '17900'))"
        )
        shopper.read("/cart/")
        shopper.page.wait_for_selector("[data-slot=problem]:text('179,00')")
        shopper.press("[data-cart-form] button")
        assert "179,00" in shopper.page.inner_text(".problems")


def test_an_english_reader_buys_in_english(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/en/stories/rannoch-moor/")
        shopper.press(f"{JACKET} button[type=submit]")
        shopper.press("#cart-button")
        shopper.press("dialog[open] [data-cart-form] button")
        shopper.give_address()
        assert shopper.page.inner_text("form.order") == "Order with obligation to pay"
