"""The day on which things arrive, written beside the working days by who knows what day it is."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import DESK, PHONE, Shop, shopping

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route, ViewportSize

TEA = "[data-offer=DAR-50]"
WORKING_DAYS = "Lieferzeit nach Deutschland: 1\u2060–\u20604 Werktage"


def promised(shop: Shop, sku: str) -> dict[str, date]:
    """The days that the till promises."""
    said = shop.availability(sku)["delivery"]
    assert isinstance(said, dict)
    return {name: date.fromisoformat(said[name]) for name in ("earliest", "latest")}


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_an_offer_says_on_which_day_it_would_arrive(browser: Browser, shop: Shop, window: ViewportSize) -> None:
    with shopping(browser, shop, window=window) as shopper:
        shopper.read("/products/darjeeling/")
        place = shopper.page.locator(f"{TEA} [data-arrival]:not(:empty)")
        place.wait_for()
        said = place.inner_text()
    days = promised(shop, "DAR-50")
    assert re.findall(r"(\d+)\. ", said) == [str(days["earliest"].day), str(days["latest"].day)]
    assert said.startswith("Jetzt bestellt: ")


def test_without_javascript_an_offer_says_the_working_days(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read("/products/darjeeling/")
        assert shopper.page.inner_text(f"{TEA} [data-availability]") == WORKING_DAYS
        assert shopper.page.locator(f"{TEA} [data-arrival]").is_hidden()


def test_no_button_moves_when_the_day_is_said(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, window=PHONE) as shopper:
        held: list[Route] = []
        shopper.page.route("**/availability?**", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks what it calls)
        with shopper.page.expect_request("**/availability?**"):
            shopper.read("/products/darjeeling/")
        button = shopper.page.locator("form.buy button[type=submit]").first
        before = button.bounding_box()
        held[0].continue_()
        shopper.page.locator(f"{TEA} [data-arrival]:not(:empty)").wait_for()
        assert button.bounding_box() == before


def test_what_was_sold_since_the_build_is_said_to_be(browser: Browser, shop: Shop) -> None:
    gone = {"availability": "sold_out", "free": 0, "available_from": None, "delivery": None}
    with shopping(browser, shop) as shopper:
        shopper.page.route("**/availability?**", lambda route: route.fulfill(json={"items": {"DAR-50": gone}}))
        shopper.read("/products/darjeeling/")
        shopper.page.wait_for_selector(f"{TEA} [data-availability].sold-out")
        assert shopper.page.inner_text(f"{TEA} [data-availability]") == "Ausverkauft"


def test_the_till_is_asked_once_for_what_comes_into_sight(browser: Browser, shop: Shop) -> None:
    asked: list[str] = []
    with shopping(browser, shop) as shopper:
        shopper.page.on("request", lambda one: asked.append(one.url) if "/availability" in one.url else None)
        shopper.read("/products/darjeeling/")
        shopper.page.locator("[data-arrival]:not(:empty)").first.wait_for()
        shopper.page.mouse.wheel(0, 2000)
        shopper.page.mouse.wheel(0, -2000)
        shopper.page.wait_for_function("scrollY === 0")
    assert [url.partition("/till/")[2] for url in asked] == ["availability?sku=DAR-100&sku=DAR-50"]


def test_while_the_till_is_away_the_page_says_what_it_said(browser: Browser, shop: Shop) -> None:
    refusal = json.dumps({"problems": []})
    with shopping(browser, shop, allowed="503") as shopper:
        shopper.page.route("**/availability?**", lambda route: route.fulfill(status=503, body=refusal))
        with shopper.page.expect_response("**/availability?**"):
            shopper.read("/products/darjeeling/")
        assert shopper.page.inner_text(f"{TEA} [data-arrival]") == ""
        assert WORKING_DAYS in shopper.page.inner_text(f"{TEA} .delivery")
