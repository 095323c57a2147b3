"""Pictures seen large, and a recipe for more or fewer, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import DESK, PHONE, Shop, Shopper, shopping

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

PICTURE = ".plates a.plate-picture"
POSITION = "dialog[open] .lightbox-position"


def open_first_picture(shopper: Shopper) -> None:
    """By keyboard, in the story with a pair."""
    shopper.read("/stories/aussaat/")
    shopper.tab_to(PICTURE)
    shopper.page.keyboard.press("Enter")
    shopper.page.wait_for_selector("dialog.lightbox[open]")


def wait_for_position(shopper: Shopper, words: str) -> None:
    shopper.page.locator(POSITION, has_text=words).wait_for()


def amounts(shopper: Shopper) -> list[str]:
    return shopper.page.locator(".recipe-ingredients data").all_inner_texts()


@pytest.mark.parametrize("window", [PHONE, DESK])
def test_pictures_are_seen_large_by_keyboard_and_the_focus_comes_back(
    browser: Browser, shop: Shop, window: ViewportSize
) -> None:
    with shopping(browser, shop, window=window) as shopper:
        open_first_picture(shopper)
        wait_for_position(shopper, "1 von 2")
        shopper.page.keyboard.press("ArrowRight")
        wait_for_position(shopper, "2 von 2")
        shopper.page.locator(".lightbox-plate").nth(1).locator("img").wait_for()
        shopper.page.keyboard.press("ArrowRight")
        shopper.page.keyboard.press("Home")
        wait_for_position(shopper, "1 von 2")
        shopper.page.keyboard.press("Escape")
        shopper.page.wait_for_selector("dialog.lightbox", state="hidden")
        assert shopper.page.locator(PICTURE).first.evaluate("link => link === document.activeElement")


def test_a_swipe_tells_where_one_is(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, window=PHONE) as shopper:
        open_first_picture(shopper)
        shopper.page.locator(".lightbox-strip").evaluate("strip => strip.scrollTo({ left: strip.scrollWidth })")
        wait_for_position(shopper, "2 von 2")
        assert shopper.page.locator("[data-lightbox-move='1']").get_attribute("aria-disabled") == "true"


def test_the_dialog_has_a_name_and_its_buttons_work(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        open_first_picture(shopper)
        dialog = shopper.page.get_by_role("dialog", name="Bilder in groß")
        dialog.get_by_role("button", name="Weiter").click()
        wait_for_position(shopper, "2 von 2")
        dialog.get_by_role("button", name="Zurück").click()
        wait_for_position(shopper, "1 von 2")
        dialog.get_by_role("button", name="Schließen").click()
        dialog.wait_for(state="hidden")


def test_without_javascript_a_picture_leads_to_its_largest_file(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read("/stories/aussaat/")
        target = shopper.page.locator(PICTURE).nth(1).get_attribute("href")
        assert target is not None
        answer = shopper.page.request.get(shop.url + target)
        assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")


def test_amounts_follow_the_servings_and_come_back_as_they_were_written(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, window=PHONE) as shopper:
        shopper.read("/stories/kardamom/")
        written = amounts(shopper)
        servings = shopper.page.get_by_label("Ergibt")
        servings.fill("24")
        assert amounts(shopper) == ["750", "375", "120", "¾", "15", "120", "30", "150", "120", "23", "1\u00a0½", "3"]
        servings.fill("4")
        assert amounts(shopper)[:4] == ["125", "63", "20", "⅛"]
        servings.fill("")
        assert amounts(shopper)[0] == "125"
        servings.fill("16")
        assert amounts(shopper) == written


def test_amounts_are_written_as_the_page_writes_numbers(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/en/stories/cardamom-buns/")
        shopper.page.get_by_label("Makes").fill("3")
        assert amounts(shopper)[4] == "1.9"
        shopper.read("/stories/kardamom/")
        shopper.page.get_by_label("Ergibt").fill("3")
        assert amounts(shopper)[4] == "1,9"


def test_without_javascript_a_recipe_stands_as_it_is_written(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read("/stories/kardamom/")
        assert not shopper.page.locator("[data-recipe-servings]").is_visible()
        assert shopper.page.locator(".recipe-yield").inner_text().split() == ["Ergibt", "16", "Schnecken"]


def test_ingredients_go_into_the_cart_together(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read("/stories/rezept/")
        shopper.page.locator(".recipe [data-outfit] button[type=submit]").first.click()
        lines = shopper.in_cart()
        assert len(lines) > 1
        assert {line["group"] for line in lines} == {"Kardamomkaffee"}


def test_without_javascript_ingredients_go_to_the_till_together(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read("/stories/rezept/")
        shopper.page.locator(".recipe [data-outfit] button[type=submit]").first.click()
        words = shopper.page.locator("main").inner_text()
        assert "Wegwarte-Röstung" in words
        assert "Grüner Kardamom" in words
