"""Films and sounds in a real browser: a time leads there, a product shows at its second, nothing comes unasked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import PHONE, Shop, shopping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Route

STORY = "/stories/film-und-ton/"
FILM = """\
---
title: Ein Film von woanders
description: Zur Probe.
date: 2026-01-01
section: werkstatt
---
:::{video} https://vimeo.com/76979871
:title: Ein Film
![Das Moor](images/see-im-moor.jpg)

- 0:05 [Die Jacke](product:windjacke-rannoch)
- 0:30 Das Ende
:::
"""
#: A player that tells the time as Vimeo's does.
PLAYER = """\
<!doctype html><title>Player</title><script>
addEventListener("message", ({ data }) => {
  if (JSON.parse(data).method === "addEventListener") {
    parent.postMessage(JSON.stringify({ event: "timeupdate", data: { seconds: 6 } }), "*");
  }
});
</script>
"""


@pytest.fixture
def film(shop: Shop) -> Iterator[str]:
    """A story with a film of another site, for as long as the test runs."""
    file = shop.root / "content" / "stories" / "werkstatt-probe.md"
    file.write_text(FILM, encoding="utf-8")
    shop.wait_for_page("/stories/werkstatt-probe/")
    yield "/stories/werkstatt-probe/"
    file.unlink()


def test_a_time_leads_there_and_the_product_of_the_second_shows(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, window=PHONE) as shopper:
        shopper.read(STORY)
        cue = shopper.page.locator(".sound .timeline-cue")
        assert not cue.is_visible()
        shopper.press(".sound [data-second='20']")
        shopper.page.wait_for_function("() => document.querySelector('.sound audio').currentTime >= 20")
        cue.wait_for(state="visible")
        assert cue.inner_text() == "Darjeeling, erste Pflückung"
        cue.click()
        assert re.search(r"#sound-\d+-1$", shopper.page.url)


def test_a_product_of_a_film_is_bought_below_it(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop) as shopper:
        shopper.read(STORY)
        shopper.press(".film .timeline-product button[type=submit]")
        assert [line["source"] for line in shopper.in_cart()] == ["werkstatt-film-und-ton#4"]


def test_nothing_of_another_site_is_loaded_before_a_click(browser: Browser, shop: Shop, film: str) -> None:
    asked: list[str] = []

    def play(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PLAYER, content_type="text/html")

    with shopping(browser, shop) as shopper:
        shopper.page.route("https://*.vimeo.com/**", play)
        shopper.page.goto(shop.url + film)
        shopper.page.locator(".timeline-products").scroll_into_view_if_needed()
        assert asked == []
        shopper.press(".film-poster")
        shopper.page.locator(".timeline-cue").wait_for(state="visible")
        assert asked == ["https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"]
        shopper.page.unroute_all(behavior="wait")  # a page that closes under a question of its player never ends


def test_without_javascript_a_time_opens_the_file_there(browser: Browser, shop: Shop) -> None:
    with shopping(browser, shop, javascript=False) as shopper:
        shopper.read(STORY)
        time = shopper.page.locator(".sound [data-second='20']")
        assert re.fullmatch(r"/media/regen-auf-dem-zelt\.[0-9a-f]{10}\.mp3#t=20", time.get_attribute("href") or "")
        assert shopper.page.locator(".sound audio").is_visible()
        assert not shopper.page.locator(".sound .timeline-cue").is_visible()
