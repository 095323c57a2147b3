"""Sets, pictures with marks and comparisons in a real browser: by keyboard, on a phone, and without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.conftest import DESK, PHONE, Shop, Shopper, shopping

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

STORY = "/stories/rannoch/"
TAKEN = [("RAN-M-CLAY", 1), ("SOC-42", 2)]


def words(place: Locator) -> str:
    """The words on the page, their spaces made plain."""
    return re.sub(r"\s+", " ", place.inner_text()).strip()


def choose_by_keyboard(shopper: Shopper, field: str, *, down: int) -> None:
    """Take the nth next entry of a select that can be had."""
    shopper.tab_to(field)
    for _ in range(down):
        shopper.keys("ArrowDown")


def goods(shopper: Shopper) -> list[tuple[object, object]]:
    return [(line["sku"], line["quantity"]) for line in shopper.in_cart()]


def test_a_set_is_bought_by_keyboard_alone_on_a_phone(browser: Browser, shop: Shop) -> None:
    before = shop.free("SOC-42")
    with shopping(browser, shop, window=PHONE) as shopper:
        shopper.read(STORY)
        choose_by_keyboard(
            shopper, ".outfit-item:nth-child(1) select", down=4
        )  # S, Ton is sold out, and is passed over
        choose_by_keyboard(shopper, ".outfit-item:nth-child(2) select", down=2)
        shopper.tab_to(".outfit-item:nth-child(3) .outfit-take")
        shopper.keys("Space")
        assert words(shopper.page.locator(".outfit-sum")) == "Zusammen: 202,80 € 30,00 € unter UVP"
        shopper.tab_to(".outfit-button")
        assert words(shopper.page.locator(".outfit-button")) == "3 Stück in den Korb"
        shopper.keys("Enter")
        assert goods(shopper) == TAKEN
        shopper.tab_to("#cart-button", key="Shift+Tab")
        shopper.keys("Enter")
        shopper.tab_to("dialog[open] [data-cart-form] button")
        shopper.keys("Enter")
        shopper.give_address()
        assert words(shopper.page.locator(".summary-group")) == "Für zwei Tage Moor"
        shopper.order()
        shopper.pay("paid")
        shopper.ask_for_state("paid")
    assert shop.free("SOC-42") == before - 2


def test_a_set_is_bought_without_javascript(browser: Browser, shop: Shop) -> None:
    before = shop.free("THE-075")
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read(STORY)
        assert words(shopper.page.locator(".outfit-sum")) == "Wie vorgeschlagen: 271,80 €"
        shopper.page.select_option(".outfit-item:nth-child(1) select", "RAN-M-MOSS")
        shopper.page.uncheck(".outfit-item:nth-child(2) .outfit-take")
        shopper.press(".outfit-button")
        shopper.give_address()
        rows = shopper.page.locator(".summary tbody tr").all_inner_texts()
        assert [row.split("\n")[0] for row in rows] == ["Für zwei Tage Moor", "Windjacke Rannoch", "Thermosflasche"]
        shopper.order()
        shopper.pay("paid")
        shopper.ask_for_state("paid")
    assert shop.free("THE-075") == before - 1


def test_a_set_stays_together_in_the_cart_and_can_be_taken_apart(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read(STORY)
        shopper.press(".product-note form[data-product=wandersocken] button")
        shopper.press(".outfit-button")
        shopper.press("#cart-button")
        lines = shopper.page.locator("dialog .line")
        assert [
            words(line.locator("[data-slot=group]")) for line in lines.all() if line.locator(".line-group").is_visible()
        ] == ["Für zwei Tage Moor"]
        shopper.press("dialog .line.is-grouped [data-action=remove]")
        assert goods(shopper) == [("SOC-36", 1), ("SOC-36", 2), ("THE-075", 1)]
        assert words(shopper.page.locator("dialog .line.is-grouped").first.locator("[data-slot=group]")) == (
            "Für zwei Tage Moor"
        )


def test_a_size_that_is_gone_says_so_before_the_click(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read(STORY)
        shopper.page.locator(".outfit").scroll_into_view_if_needed()
        gone = shopper.page.locator(".outfit option[value=RAN-S-CLAY]")
        assert (words_of(gone), gone.is_disabled()) == ("S, Ton · Ausverkauft", True)


def words_of(option: Locator) -> str:
    return (option.text_content() or "").strip()


def test_what_was_sold_since_the_build_cannot_be_chosen_any_more(browser: Browser, shop: Shop) -> None:
    answer = '{"items": {"SOC-36": {"free": 1}, "THE-050": {"free": 0}, "THE-075": {"free": 0}}}'
    with shopping(browser, shop) as shopper:
        shopper.page.route(
            "**/availability?**", lambda route: route.fulfill(body=answer, content_type="application/json")
        )
        shopper.read(STORY)
        shopper.page.locator(".outfit").scroll_into_view_if_needed()
        shopper.page.wait_for_selector(".outfit-item.is-gone")
        assert shopper.page.input_value(".outfit-item:nth-child(2) select") == "SOC-39"
        assert shopper.page.is_disabled(".outfit-item:nth-child(3) .outfit-take")
        assert words(shopper.page.locator(".outfit-button")) == "3 Stück in den Korb"


def test_a_set_of_nothing_is_not_put_into_the_cart(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read(STORY)
        for take in shopper.page.locator(".outfit-take").all():
            take.uncheck()
        shopper.page.focus(".outfit-button")
        shopper.keys("Enter")
        assert (words(shopper.page.locator(".outfit-button")), goods(shopper)) == ("Nichts ausgewählt", [])


def test_a_mark_opens_its_product_and_escape_leads_back_to_it(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read(STORY)
        shopper.tab_to(".look-mark:nth-of-type(2)")
        shopper.keys("Enter")
        assert words(shopper.page.locator("dialog.look-open .product-title")) == "Wandersocken"
        shopper.tab_to("dialog.look-open input[type=radio]:checked")
        shopper.keys("ArrowRight")
        shopper.tab_to("dialog.look-open .button")
        shopper.keys("Escape")
        shopper.page.locator("dialog.look-open").wait_for(state="detached")
        shopper.page.wait_for_selector(".look-mark[aria-label='2: Wandersocken']:focus")


def test_what_a_mark_opens_is_bought_there(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, window=PHONE) as shopper:
        shopper.read(STORY)
        shopper.press(".look-mark:nth-of-type(3)")
        shopper.press("dialog.look-open .button")
        assert goods(shopper) == [("THE-075", 1)]
        assert shopper.page.inner_text("#cart-announcement") == "Im Korb: Thermosflasche."


def test_what_a_mark_opens_stands_within_the_window(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, window=DESK) as shopper:
        shopper.read(STORY)
        shopper.page.locator(".look-mark").nth(2).scroll_into_view_if_needed()
        before = shopper.page.evaluate("scrollY")
        shopper.press(".look-mark:nth-of-type(3)")
        box = shopper.page.locator("dialog.look-open").bounding_box()
        assert box is not None
        assert (box["x"] >= 0, box["x"] + box["width"] <= DESK["width"]) == (True, True)
        assert (box["y"] >= 0, box["y"] + box["height"] <= DESK["height"]) == (True, True)
        assert shopper.page.evaluate("scrollY") == before


def test_a_mark_leads_to_its_product_in_the_list_without_javascript(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read(STORY)
        shopper.press(".look-mark:nth-of-type(2)")
        assert words(shopper.page.locator(".look-item:target .product-title")) == "Wandersocken"


def test_the_card_at_a_products_name_can_be_closed_and_pointed_at(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/stories/zichorie/")
        card = shopper.page.locator(".mention-card").first
        shopper.page.hover(".mention-link")
        assert card.is_visible()
        card.hover()
        assert card.is_visible()
        shopper.keys("Escape")
        assert not card.is_visible()
        shopper.page.mouse.move(0, 0)
        shopper.page.focus(".mention-link")
        assert card.is_visible()
        shopper.keys("Escape")
        assert not card.is_visible()


def test_a_comparison_is_read_on_a_phone_without_moving_the_page(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, window=PHONE) as shopper:
        shopper.read("/stories/zichorie/")
        table = shopper.page.get_by_role("table", name="Im Vergleich: Wegwarte-Röstung, Zichorie pur")
        assert table.get_by_role("columnheader").all_inner_texts() == ["Wegwarte-Röstung", "Zichorie pur"]
        assert table.get_by_role("rowheader").all_inner_texts()[1:3] == ["Koffein", "Zutaten"]
        assert shopper.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        shopper.press(".compare form[data-product=zichorie-pur] button")
        assert goods(shopper) == [("ZIP-200", 1)]


def test_a_maker_is_reached_from_a_card_and_from_the_review(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read(STORY)
        shopper.press(".product-note .maker a")
        assert words(shopper.page.locator(":target")) == "Was es ist"
        shopper.page.go_back()
        shopper.press(".product-note .button")
        shopper.give_address()
        shopper.press(".summary a[href$='#facts']")
        assert "Nordrand Textil" in words(shopper.page.locator(".item-facts"))


def test_a_row_is_turned_by_buttons_and_scrolled_by_keyboard(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, window=PHONE) as shopper:
        shopper.read("/stories/ware/")
        strip = shopper.page.locator(".row-strip")
        on, back = (shopper.page.locator(f"[data-turn='{turn}']") for turn in ("1", "-1"))
        assert (on.get_attribute("aria-disabled"), back.get_attribute("aria-disabled")) == ("false", "true")
        on.click()
        shopper.page.wait_for_selector("[data-turn='-1'][aria-disabled=false]")
        turned = strip.evaluate("element => element.scrollLeft")
        assert turned > 0
        shopper.tab_to(".row-strip")
        shopper.keys("ArrowRight")
        shopper.page.wait_for_function("least => document.querySelector('.row-strip').scrollLeft > least", arg=turned)
        assert shopper.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_row_has_no_buttons_without_javascript(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read("/stories/ware/")
        assert not shopper.page.locator(".row-turn").is_visible()
        assert shopper.page.locator(".row-strip").get_attribute("tabindex") == "0"
