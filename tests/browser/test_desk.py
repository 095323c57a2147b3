"""The packing table in a real browser: on a phone, by keyboard, without JavaScript, in light and in dark."""

from __future__ import annotations

import re
from email import message_from_string, policy
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import PHONE, Shop, Shopper, shopping

if TYPE_CHECKING:
    from email.message import EmailMessage

    from playwright.sync_api import Browser

#: Whoever is not signed in is answered 403, which browsers write into the console.
REFUSED = "403"
NUMBER = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


def buy(shopper: Shopper, lines: str) -> str:
    """Buy what a permalink names; the number of the paid order."""
    shopper.read(f"/buy/{lines}")
    shopper.press("form[action$='/till/checkout'] button")
    shopper.give_address()
    shopper.order()
    shopper.pay("paid")
    shopper.ask_for_state("paid")
    found = NUMBER.search(shopper.page.inner_text(".facts"))
    assert found
    return found[0]


def sign_in(shopper: Shopper) -> None:
    """Ask for a link and go by it, as it stands in the letter."""
    before = set(letters(shopper.shop))
    shopper.read("/till/desk")
    shopper.page.fill("#mail", "hallo@wegwarte.example")
    shopper.press("button[type=submit]")
    shopper.page.wait_for_selector(".notice-good")
    for _ in range(5):  # a letter about an order may come first
        new = set(letters(shopper.shop)) - before
        if new:
            break
        shopper.shop.wait_for_mails(len(shopper.shop.mails()) + 1)
    shopper.page.goto(new.pop())
    shopper.press("main button")
    shopper.page.wait_for_selector(".desk-nav")


def letters(shop: Shop) -> list[str]:
    """The links of all letters so far."""
    return re.findall(r"http\S+/desk/links/\S+", "\n".join(text_of(mail) for mail in shop.mails()))


def text_of(mail: str) -> str:
    letter: EmailMessage = message_from_string(mail, policy=policy.default)
    plain = letter.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def fits(shopper: Shopper) -> bool:
    """Whether nothing hangs out of the window at the side."""
    return bool(shopper.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_an_order_is_packed_and_shipped_on_a_phone(browser: Browser, shop: Shop, *, javascript: bool) -> None:
    with shopping(browser, shop) as buyer:
        number = buy(buyer, "SOC-39:2")
    with shopping(browser, shop, window=PHONE, javascript=javascript, allowed=REFUSED) as packer:
        page = packer.page
        sign_in(packer)
        assert fits(packer)
        packer.press(f".desk-number:text-is('{number}')")
        page.wait_for_selector(".desk-pack")
        assert fits(packer)
        packer.press(".desk-pack button")  # not before everything is ticked
        assert page.locator(".desk-pack [type=checkbox]").count() == 1
        page.check(".desk-pack [type=checkbox]")
        packer.press(".desk-pack button")
        page.wait_for_selector(".desk-state-packed")
        page.select_option("#carrier", "dhl")
        page.fill("#code", "0034 0434 1610 9401 5902")
        packer.press(".desk-ship button")
        page.wait_for_selector(".desk-state-shipped")
        assert "00340434161094015902" in page.inner_text(".desk-history")
        packer.read("/till/desk")
        assert number in page.inner_text(".desk-list:last-of-type")


def test_slip_and_invoice_are_printed_without_what_is_around_them(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, allowed=REFUSED) as packer:
        number = buy(packer, "SOC-42:1")
        page = packer.page
        sign_in(packer)
        packer.read(f"/till/desk/orders/{number}")
        invoice = page.locator(".desk-papers a").nth(1).get_attribute("href")
        for path in (f"/till/desk/orders/{number}/slip", invoice or ""):
            page.emulate_media(media="screen")
            packer.read(path)
            assert page.is_visible(".site-header")
            page.emulate_media(media="print")
            assert page.is_visible(".paper-title")
            hidden = (".site-header", ".site-footer", ".desk-nav", ".paper-back", ".skip-link")
            assert [name for name in hidden if page.locator(name).count() and page.is_visible(name)] == []
        page.emulate_media(media="screen")


def test_the_table_is_worked_by_keyboard(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, allowed=REFUSED) as packer:
        number = buy(packer, "SOC-36:1")
        sign_in(packer)
        packer.tab_to(f".desk-number[href*='{number}']")
        packer.keys("Enter", until=".desk-pack")
        packer.tab_to(".desk-pack [type=checkbox]")
        packer.page.keyboard.press("Space")
        packer.tab_to(".desk-pack button")
        packer.keys("Enter", until=".desk-state-packed")


def test_who_has_signed_out_is_out(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, allowed=REFUSED) as packer:
        sign_in(packer)
        packer.press(".desk-ways button")
        packer.page.wait_for_selector("#mail")
        packer.read("/till/desk/stock")
        assert packer.page.locator("#mail").count() == 1
