"""The withdrawal function in a real browser: from any page, by keyboard, on a phone, without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import DESK, PHONE, Shop, Shopper, shopping

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

LINK = ".colophon-withdraw"


def buy(shopper: Shopper) -> str:
    """Order two cups, pay, and come to the status page; the order's number."""
    shopper.read("/buy/EMB-BLUE:2?language=de")
    shopper.page.click("form[action*=checkout] button")
    shopper.give_address()
    shopper.order()
    shopper.pay("paid")
    shopper.wait_for_state("paid")
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", shopper.page.inner_text(".facts"))
    assert number is not None
    return number[0]


def fits(shopper: Shopper) -> bool:
    """Whether nothing is wider than the window."""
    return bool(shopper.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("page", ["/", "/en/products/", "/till/find", "/impressum/"])
def test_the_function_is_reachable_from_every_page(browser: Browser, shop: Shop, page: str) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read(page)
        shopper.press(LINK)
        assert shopper.page.inner_text("h1") in {"Vertrag widerrufen", "Withdraw from a contract"}


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_a_contract_is_withdrawn_from_by_keyboard_alone(browser: Browser, shop: Shop, window: ViewportSize) -> None:
    mails = len(shop.mails())
    with shopping(browser, shop, window=window) as shopper:
        shopper.read("/")
        shopper.tab_to(LINK)
        shopper.page.keyboard.press("Enter")
        for name, text in {"name": "Eine Leserin", "contract": "die Tasse", "email": "leserin@example.com"}.items():
            shopper.tab_to(f"#{name}")
            shopper.page.keyboard.type(text)
        shopper.page.keyboard.press("Enter")
        shopper.page.wait_for_selector("form.order")
        assert fits(shopper)
        shopper.tab_to("form.order button")
        assert shopper.page.inner_text("form.order button") == "Widerruf bestätigen"
        shopper.page.keyboard.press("Enter")
        shopper.page.wait_for_selector(".notice-good")
        assert fits(shopper)
    received = [mail for mail in shop.wait_for_mails(mails + 2)[mails:] if "\nTo: leserin@example.com" in mail]
    assert len(received) == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_part_of_an_order_is_given_back_from_its_own_page(browser: Browser, shop: Shop, *, javascript: bool) -> None:
    with shopping(browser, shop, window=PHONE, javascript=javascript) as shopper:
        number = buy(shopper)
        shopper.press("a[href*='withdraw?order']")
        assert shopper.page.input_value("#contract") == number
        shopper.page.fill("#take-0", "1")
        shopper.press("form.address button")
        shopper.press("form.order button")
        shopper.page.wait_for_selector(".notice-good")
        assert "1 ×" in shopper.page.inner_text(".declaration")
        shopper.press("a.button[href*='/till/orders/']")
        assert "Teilweise widerrufen" in shopper.page.inner_text(".history")


def test_all_of_an_order_that_never_left_is_paid_back_by_itself(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        buy(shopper)
        shopper.press("a[href*='withdraw?order']")
        shopper.press("form.address button")
        shopper.press("form.order button")
        shopper.press("a.button[href*='/till/orders/']")
        shopper.ask_for_state("refunded")
        assert "Geld erstattet" in shopper.page.inner_text(".history")
