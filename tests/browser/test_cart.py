"""The cart in the reader's browser: what it keeps, shows and says, in one tab and in several, whatever is stored."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Shop, Shopper, copy_of_demo, served, shopping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

KEY = "litfass.cart"


def line(sku: str, **changed: object) -> dict[str, object]:
    """A line as a page of the magazine stores it."""
    return {
        "sku": sku,
        "quantity": 1,
        "configuration": [],
        "group": "",
        "seen_price": 18900,
        "source": "rannoch#1",
        "title": "Windjacke Rannoch",
        "label": "M, Moos",
        "url": "/products/windjacke-rannoch/",
        "image": "",
        "currency": "EUR",
        "source_title": "Zwei Tage über das Moor",
        "source_url": "/stories/rannoch/",
        "maximum": 5,
    } | changed


def keep(shopper: Shopper, *lines: object) -> None:
    """On the cart's page, store a cart as another tab would."""
    shopper.read("/cart/")
    store(shopper, json.dumps({"version": 1, "id": "one", "lines": lines}))
    shopper.page.evaluate("key => dispatchEvent(new StorageEvent('storage', {key}))", KEY)


def store(shopper: Shopper, text: str) -> None:
    shopper.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def quantities(shopper: Shopper) -> list[tuple[object, object]]:
    return [(kept["sku"], kept["quantity"]) for kept in shopper.in_cart()]


def focused(shopper: Shopper) -> str:
    """The words of what has the keyboard's focus."""
    words: str = shopper.page.evaluate("document.activeElement.textContent.trim()")
    return words


def said(shopper: Shopper) -> str:
    """What the drawer says to screen readers."""
    return shopper.page.inner_text("dialog [data-announcement]")


def total(shopper: Shopper) -> str:
    return shopper.page.inner_text("[data-slot=total]").replace("\N{NO-BREAK SPACE}", " ")


def test_removing_a_line_is_said_and_the_focus_moves_on_to_the_next(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        keep(shopper, line("RAN-M-MOSS"), line("KOC-250", title="Kochere"), line("LAV-12", title="Lavendel im Topf"))
        shopper.read("/stories/rannoch/")
        shopper.page.focus("#cart-button")
        shopper.keys("Enter")
        shopper.tab_to("dialog .line:nth-child(2) [data-action=remove]")
        shopper.keys("Enter")
        assert [sku for sku, _ in quantities(shopper)] == ["RAN-M-MOSS", "LAV-12"]
        assert (said(shopper), focused(shopper)) == ("Kochere ist nicht mehr im Korb.", "Entfernen Lavendel im Topf")
        shopper.keys("Enter")
        assert focused(shopper) == "Entfernen Windjacke Rannoch"
        shopper.keys("Enter")
        assert (shopper.in_cart(), focused(shopper)) == ([], "Zu den Geschichten")
        shopper.keys("Escape")
        assert shopper.page.evaluate("document.activeElement.id") == "cart-button"


def test_a_quantity_changes_by_button_and_by_number_as_far_as_one_order_goes(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        keep(shopper, line("RAN-M-MOSS"))
        shopper.press("[data-action=more]")
        assert quantities(shopper) == [("RAN-M-MOSS", 2)]
        assert total(shopper) == "378,00 €"
        shopper.page.fill(".line-quantity", "500")
        shopper.keys("Enter")
        assert quantities(shopper) == [("RAN-M-MOSS", 5)]
        assert shopper.page.input_value(".line-quantity") == "5"
        assert "höchstens 5" in shopper.page.inner_text("#cart-announcement")
        shopper.page.fill(".line-quantity", "")
        shopper.keys("Enter")
        assert quantities(shopper) == [("RAN-M-MOSS", 1)]
        assert shopper.page.locator("[data-action=less]").is_disabled()


def test_a_number_that_is_being_typed_survives_the_news_of_the_till(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        keep(shopper, line("RAN-M-MOSS"), line("KOC-250", seen_price=1150))
        shopper.page.fill(".line:nth-child(1) .line-quantity", "4")
        shopper.page.evaluate("dispatchEvent(new StorageEvent('storage', {key: 'litfass.cart'}))")
        shopper.page.wait_for_load_state("networkidle")
        assert shopper.page.input_value(".line:nth-child(1) .line-quantity") == "4"
        shopper.keys("Tab")
        assert quantities(shopper) == [("RAN-M-MOSS", 4), ("KOC-250", 1)]


def test_what_cannot_be_had_is_not_in_the_sum(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        keep(shopper, line("OLD"), line("RAN-S-CLAY"), line("RAN-M-MOSS"))
        shopper.page.wait_for_selector("[data-slot=problem]:text('Ausverkauft')")
        assert shopper.page.locator("[data-slot=line-total]").all_inner_texts()[:2] == ["–", "–"]
        assert total(shopper) == "189,00 €"


NONSENSE = [
    "",
    "{",
    "null",
    "[]",
    '{"version": 2, "lines": {}}',
    '{"version": 1, "id": 7, "lines": [null, 3, {}, {"sku": 4}, {"sku": "RAN-M-MOSS", "currency": "euro"}]}',
    '{"version": 1, "lines": [{"sku": "RAN-M-MOSS", "quantity": -2, "currency": "EUR"}]}',
]


def test_what_is_stored_and_makes_no_sense_is_an_empty_cart(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/cart/")
        for stored in NONSENSE:
            store(shopper, stored)
            shopper.page.reload()
            shopper.page.wait_for_selector(".cart-empty")
        shopper.read("/products/windjacke-rannoch/")
        shopper.press("form.buy button[type=submit]")
        assert quantities(shopper) == [("RAN-S-MOSS", 1)]


def test_a_line_of_which_only_the_least_is_stored_is_shown_by_what_the_till_knows(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        keep(shopper, {"sku": "RAN-M-MOSS", "quantity": "2", "currency": "EUR"}, None)
        shopper.page.wait_for_selector(".line-title a:text('Windjacke Rannoch')")
        assert (total(shopper), shopper.page.locator("[data-slot=problem]:visible").count()) == ("378,00 €", 0)
        shopper.press("[data-cart-form] button")
        assert shopper.page.locator(".problems").count() == 0


def test_where_nothing_can_be_stored_the_cart_lives_as_long_as_the_page(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full') }")
        shopper.read("/products/windjacke-rannoch/")
        shopper.press("form.buy button[type=submit]")
        shopper.press("form.buy button[type=submit]")
        assert shopper.page.inner_text("[data-cart-count]") == "2"
        shopper.press("#cart-button")
        shopper.press("dialog[open] [data-cart-form] button")
        assert "Windjacke Rannoch" in shopper.page.inner_text(".summary")


def test_more_than_one_order_takes_is_said(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/products/windjacke-rannoch/")
        most = int(shopper.page.get_attribute("form.buy input[name=sku]", "data-maximum") or 0)
        shopper.page.fill("input[name=quantity]", str(most))
        shopper.press("form.buy button[type=submit]")
        shopper.press("form.buy button[type=submit]")
        assert quantities(shopper) == [("RAN-S-MOSS", most)]
        assert f"höchstens {most}" in shopper.page.inner_text("#cart-announcement")


def test_two_languages_have_one_cart_and_each_shows_it_in_its_own_words(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/products/windjacke-rannoch/")
        shopper.press("form.buy button[type=submit]")
        shopper.read("/en/cart/")
        shopper.page.wait_for_selector(".line-title a:text('Rannoch wind jacket')")
        assert shopper.page.get_attribute(".line-title a", "href") == "/en/products/rannoch-wind-jacket/"
        assert shopper.page.inner_text(".line-label") == "S, Moss"


def test_the_count_is_part_of_the_name_of_the_carts_button(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        keep(shopper, line("RAN-M-MOSS", quantity=3))
        assert shopper.page.get_by_role("link", name="Korb 3 Stück", exact=True).count() == 1


def test_the_tills_pages_lead_to_the_cart_s_page_and_not_to_a_drawer(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        keep(shopper, line("RAN-M-MOSS"))
        shopper.press("[data-cart-form] button")
        shopper.press("#cart-button")
        shopper.page.wait_for_url("**/cart/")


def test_a_permalink_says_what_went_into_the_cart_and_adds_it_once(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.page.set_extra_http_headers({"accept-language": "de"})
        shopper.read("/buy/RAN-M-MOSS:1,KOC-250:2")
        shopper.page.dblclick("button[data-add]")
        assert quantities(shopper) == [("RAN-M-MOSS", 1), ("KOC-250", 2)]
        assert shopper.page.inner_text("#cart-announcement") == "Im Korb: Windjacke Rannoch, Kochere."


@pytest.fixture(scope="module")
def shop_in_a_folder(tmp_path_factory: pytest.TempPathFactory, shop: Shop) -> Iterator[Shop]:
    """The demo at https://wegwarte.example/mag, with the pictures that the other one has made already."""
    root = copy_of_demo(tmp_path_factory.mktemp("folder"))
    if (shop.root / ".litfass").is_dir():
        shutil.copytree(shop.root / ".litfass", root / ".litfass")
    site = (root / "site.yml").read_text(encoding="utf-8")
    (root / "site.yml").write_text(site.replace("wegwarte.example\n", "wegwarte.example/mag\n", 1), encoding="utf-8")
    with served(root) as url:
        yield Shop(url=url, root=root)


def test_below_a_path_the_whole_way_stays_below_it(browser: Browser, shop_in_a_folder: Shop) -> None:
    with shopping(browser, shop_in_a_folder) as shopper:
        shopper.read("/")
        shopper.press(".cover-title a")
        shopper.press("form.buy[data-product=windjacke-rannoch] button[type=submit]")
        shopper.press("#cart-button")
        shopper.page.wait_for_selector(".line-title a[href='/mag/products/windjacke-rannoch/']")
        shopper.press("dialog[open] [data-cart-form] button")
        shopper.give_address()
        shopper.order()
        shopper.pay("paid")
        shopper.ask_for_state("paid")
        assert urlsplit(shopper.page.url).path.startswith("/mag/till/")
        assert shopper.in_cart() == []
