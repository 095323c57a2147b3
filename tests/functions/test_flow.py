"""The whole way over real HTTP: from the cart to the paid order, and every way it can go instead."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
import pytest

from functions.catalog import Rate
from functions.chores import janitor
from functions.letters.kinds import is_needed
from functions.order import Order, State
from tests.functions.shop import World, a_catalog, cart_json, form_of, shop, some_pages, variant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

ADDRESS = {
    "email": "ida@example.org",
    "name": "Ida Muster",
    "line1": "Am Wegrain 7",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop(tmp_path) as opened:
        yield opened


def orders(world: World) -> list[Order]:
    return list(world.store.orders_since(world.clock() - world.clock.day))


def only_order(world: World) -> Order:
    (order,) = orders(world)
    return order


def token_of(url: str) -> str:
    return url.partition("/orders/")[2].partition("?")[0].partition("/")[0]


def letters(world: World) -> list[str]:
    """What would be sent now; what is about something that is over lies there, too."""
    due = ((letter, world.store.order_by_id(letter.order or "")) for letter in world.store.due_letters(world.clock()))
    return sorted(letter.kind for letter, order in due if is_needed(world.till, letter, order))


def pay_from_status(world: World, order: Order) -> httpx.Response:
    return world.post(f"/till/orders/{order.token}/pay", {"language": "de"})


def test_a_card_without_javascript_becomes_a_paid_order(world: World) -> None:
    checkout = world.post(
        "/till/checkout", {"sku": "JACKET-M", "quantity": "1", "source": "rannoch#2", "language": "de"}
    )
    fields = form_of(checkout, "/till/review") | ADDRESS
    review = world.post("/till/review", fields)
    placed = world.post("/till/order", form_of(review, "/till/order"))
    status = world.get(world.press(placed.headers["location"], "paid"))
    order = only_order(world)
    assert [checkout.status_code, review.status_code, placed.status_code, status.status_code] == [200, 200, 303, 200]
    assert (order.state, order.total, order.lines[0].source) == (State.PAID, 18900 + 490, "rannoch#2")
    assert f'data-paid-cart="{order.cart_id}"' in status.text
    assert world.free("JACKET-M") == 4
    assert letters(world) == ["order", "shop"]


def test_a_set_without_javascript_becomes_one_order_under_its_title(world: World) -> None:
    items = {"take-1": "1", "sku-1": "JACKET-M", "quantity-1": "1", "take-2": "1", "sku-2": "BREAD", "quantity-2": "2"}
    posted = items | {"group": "Für <zwei> Tage", "source": "rannoch#4", "language": "de"}
    fields = form_of(world.post("/till/checkout", posted), "/till/review") | ADDRESS
    review = world.post("/till/review", fields)
    placed = world.post("/till/order", form_of(review, "/till/order"))
    world.get(world.press(placed.headers["location"], "paid"))
    order = only_order(world)
    assert [(line.sku, line.quantity, line.group) for line in order.lines] == [
        ("JACKET-M", 1, "Für <zwei> Tage"),
        ("BREAD", 2, "Für <zwei> Tage"),
    ]
    assert review.text.count("Für &lt;zwei&gt; Tage</th>") == 1


def test_the_review_leads_to_each_maker_and_the_warnings(world: World) -> None:
    page = world.review(("JACKET-M", 1), ("BREAD", 2)).text
    assert re.findall(r'href="([^"]*#facts)"', page) == ["/products/jacket-m/#facts", "/products/bread/#facts"]


def test_the_review_shows_the_facts_directly_above_the_button(world: World) -> None:
    page = world.review(("JACKET-M", 1), ("BREAD", 2), cart="cart-1").text
    end = page.index("zahlungspflichtig bestellen".capitalize())
    facts = [
        page.index(text)
        for text in ("Aus Wolle.", "Backware", "500\xa0g · 13,00\xa0€ je kg", "202,00", "Lieferung</dt>", "19\xa0%")
    ]
    assert all(place < end for place in facts)
    assert page[end:].count("<button") == 0
    assert page.count("<h1") == 1


def test_a_changed_price_is_shown_and_then_confirmed_by_the_button(world: World) -> None:
    cart = '{"id": "cart-1", "lines": [{"sku": "JACKET-M", "quantity": 1, "seen_price": 15900}]}'
    page = world.review(("JACKET-M", 1), cart="cart-1")
    page = world.post("/till/review", form_of(page, "/till/order") | {"cart": cart})
    assert page.status_code == 200
    assert "vorher 159,00\xa0€, jetzt 189,00\xa0€" in page.text
    assert world.post("/till/order", form_of(page, "/till/order")).status_code == 303
    assert only_order(world).lines[0].unit_price == 18900


def test_a_price_that_changes_after_the_review_is_not_charged(world: World) -> None:
    page = world.review(("JACKET-M", 1))
    world.catalog = a_catalog(variant("JACKET-M", 21900))
    answer = world.post("/till/order", form_of(page, "/till/order"))
    assert (answer.status_code, orders(world)) == (409, [])
    assert "vorher 189,00\xa0€, jetzt 219,00\xa0€" in answer.text
    assert world.post("/till/order", form_of(answer, "/till/order")).status_code == 303


def dearer_to_send(world: World) -> None:
    market = world.catalog.markets["de"]
    service = msgspec.structs.replace(market.shipping[0], rates=(Rate(price=590),))
    changed = msgspec.structs.replace(market, shipping=(service, *market.shipping[1:]))
    world.catalog = msgspec.structs.replace(world.catalog, markets={"de": changed})


def other_terms(world: World) -> None:
    world.pages = some_pages("terms-2")


def after_the_cut_off(world: World) -> None:
    world.clock.forward(hours=3)


def described_anew(world: World) -> None:
    world.catalog = a_catalog(variant("JACKET-M", 18900, description={"de": "Aus Baumwolle."}))


@pytest.mark.parametrize("change", [dearer_to_send, other_terms, after_the_cut_off, described_anew])
def test_what_the_review_did_not_show_is_shown_again_and_not_ordered(
    world: World, change: Callable[[World], None]
) -> None:
    page = world.review(("JACKET-M", 1))
    change(world)
    answer = world.post("/till/order", form_of(page, "/till/order"))
    assert (answer.status_code, orders(world)) == (409, [])
    assert "Seit Sie geprüft haben, hat sich etwas geändert" in answer.text
    assert world.post("/till/order", form_of(answer, "/till/order")).status_code == 303


@pytest.mark.parametrize("agreed", ["", "0", "\0", "x" * 5000])
def test_a_button_of_no_page_of_ours_orders_nothing(world: World, agreed: str) -> None:
    answer = world.post("/till/order", form_of(world.review(("JACKET-M", 1)), "/till/order") | {"agreed": agreed})
    assert (answer.status_code, orders(world)) == (409, [])


def test_a_double_click_places_one_order_with_one_payment_page(world: World) -> None:
    form = form_of(world.review(("JACKET-M", 1)), "/till/order")
    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(lambda _: world.post("/till/order", form), range(8)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert (len(orders(world)), world.free("JACKET-M")) == (1, 4)


def test_the_last_unit_goes_to_exactly_one_of_many_buyers(world: World) -> None:
    forms = [form_of(world.review(("LAST-ONE", 1), cart=f"cart-{buyer}"), "/till/order") for buyer in range(6)]
    with ThreadPoolExecutor(6) as buyers:
        answers = list(buyers.map(lambda form: world.post("/till/order", form), forms))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409, 409, 409]
    assert all("ausverkauft" in answer.text for answer in answers if answer.status_code == 409)
    assert world.free("LAST-ONE") == 0


def test_the_way_is_the_same_on_postgres(tmp_path: Path, postgres_schema_url: str) -> None:
    with shop(tmp_path, database=postgres_schema_url) as world:
        placed = world.order(("LAST-ONE", 1), cart="cart-1")
        again = world.order(("LAST-ONE", 1), cart="cart-1", line1="Anderer Weg 8")
        other = world.review(("LAST-ONE", 1), cart="cart-2")
        status = world.get(world.press(again.headers["location"], "paid"))
        assert [placed.status_code, again.status_code, other.status_code] == [303, 303, 409]
        assert "data-paid-cart" in status.text
        assert [order.state for order in orders(world)] == [State.CANCELLED, State.PAID]
        assert letters(world) == ["order", "shop"]
        assert world.get("/till/orders/%00").status_code == 404


def test_sold_out_is_said_before_the_order_and_the_rest_can_be_had(world: World) -> None:
    page = world.review(("SOLD-OUT", 1), ("JACKET-M", 9))
    assert page.status_code == 409
    assert "„Ware SOLD-OUT“ ist ausverkauft" in page.text
    assert "Von „Ware JACKET-M, M“ sind nur noch 5 da" in page.text
    assert "Zahlungspflichtig" not in page.text
    rest = world.post("/till/review", form_of(page, "/till/review"))
    assert rest.status_code == 200
    assert "5 × 189,00" in rest.text


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Von „Ware LAST-ONE“ ist nur noch 1 da."), ("en", "There is only 1 left of “Article LAST-ONE”.")],
)
def test_the_last_one_is_spoken_of_as_one(world: World, language: str, text: str) -> None:
    assert text in world.review(("LAST-ONE", 2), language=language).text


def test_going_back_to_correct_the_address_works_with_the_last_unit(world: World) -> None:
    first = world.order(("LAST-ONE", 1), cart="cart-1")
    again = world.order(("LAST-ONE", 1), cart="cart-1", line1="Anderer Weg 8")
    assert (first.status_code, again.status_code) == (303, 303)
    old, new = orders(world)
    assert (old.state, new.state, new.contact.line1) == (State.CANCELLED, State.PLACED, "Anderer Weg 8")
    assert world.free("LAST-ONE") == 0
    closed = world.get(first.headers["location"])
    assert "abgeschlossen" in closed.text
    world.press(again.headers["location"], "paid")
    assert [order.state for order in orders(world)] == [State.CANCELLED, State.PAID]


def test_an_order_that_was_paid_meanwhile_is_not_replaced(world: World) -> None:
    first = world.order(("JACKET-M", 1), cart="cart-1")
    page = world.review(("JACKET-M", 2), cart="cart-1")
    world.press(first.headers["location"], "paid")
    answer = world.post("/till/order", form_of(page, "/till/order"))
    order = only_order(world)
    assert (answer.status_code, token_of(answer.headers["location"])) == (303, order.token)
    assert order.state is State.PAID


def test_a_cart_that_was_paid_and_is_still_there_says_so_and_can_be_ordered_again(world: World) -> None:
    world.press(world.order(("JACKET-M", 1), cart="cart-1").headers["location"], "paid")
    number = only_order(world).number
    page = world.review(("JACKET-M", 2), cart="cart-1")
    assert (page.status_code, f"schon die Bestellung {number} geworden" in page.text) == (200, True)
    placed = world.post("/till/order", form_of(page, "/till/order"))
    world.press(placed.headers["location"], "paid")
    assert [(order.state, order.lines[0].quantity) for order in orders(world)] == [(State.PAID, 1), (State.PAID, 2)]
    assert world.free("JACKET-M") == 2


def test_leaving_the_payment_page_frees_the_units_and_paying_can_go_on(world: World) -> None:
    placed = world.order(("LAST-ONE", 1), cart="cart-1")
    status_url = world.get(world.press(placed.headers["location"], "cancelled")).headers["location"]
    assert (only_order(world).state, world.free("LAST-ONE")) == (State.CANCELLED, 1)
    status = world.get(status_url)
    assert "nicht bezahlt" in status.text
    page = world.post(f"/till/orders/{token_of(status_url)}/pay", form_of(status, "/pay"))
    assert (page.status_code, "Zahlungspflichtig bestellen" in page.text) == (200, True)
    going_on = world.post("/till/order", form_of(page, "/till/order"))
    assert going_on.status_code == 303
    world.press(going_on.headers["location"], "paid")
    assert [order.state for order in orders(world)] == [State.CANCELLED, State.PAID]
    assert world.free("LAST-ONE") == 0


def test_the_button_pressed_again_after_cancelling_makes_one_order(world: World) -> None:
    form = form_of(world.review(("JACKET-M", 1), cart="cart-1"), "/till/order")
    for _ in range(3):
        world.get(world.press(world.post("/till/order", form).headers["location"], "cancelled"))
    answers = [world.post("/till/order", form) for _ in range(2)]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert [order.state for order in orders(world)] == [State.CANCELLED] * 3 + [State.PLACED]
    assert world.free("JACKET-M") == 4


def test_going_on_after_the_price_has_changed_says_so(world: World) -> None:
    world.get(world.press(world.order(("JACKET-M", 1)).headers["location"], "cancelled"))
    world.catalog = a_catalog(variant("JACKET-M", 21900))
    answer = pay_from_status(world, only_order(world))
    assert answer.status_code == 200
    assert "vorher 189,00\xa0€, jetzt 219,00\xa0€" in answer.text


def test_a_declined_card_leaves_the_order_waiting(world: World) -> None:
    placed = world.order(("JACKET-M", 1))
    back = world.press(placed.headers["location"], "declined")
    assert back.endswith("?note=refused")
    order = only_order(world)
    assert (order.state, world.free("JACKET-M")) == (State.PLACED, 4)
    assert pay_from_status(world, order).headers["location"] == placed.headers["location"]


def test_a_delayed_payment_holds_the_units_and_confirms_once(world: World) -> None:
    placed = world.order(("LAST-ONE", 1))
    world.press(placed.headers["location"], "pending")
    order = only_order(world)
    assert (order.state, world.free("LAST-ONE"), letters(world)) == (State.PENDING, 0, ["order"])
    assert "unterwegs" in world.get(f"/till/orders/{order.token}").text
    world.press(placed.headers["location"], "settled")
    world.clock.forward(hours=1)
    assert (only_order(world).state, letters(world)) == (State.PAID, ["arrived", "order", "shop"])


def test_a_delayed_payment_that_fails_gives_the_units_back_and_tells_the_shopper(world: World) -> None:
    placed = world.order(("LAST-ONE", 1))
    world.press(placed.headers["location"], "pending")
    letters(world)
    world.press(placed.headers["location"], "failed")
    assert (only_order(world).state, world.free("LAST-ONE"), letters(world)) == (State.FAILED, 1, ["failed"])


def test_the_redirect_alone_pays_nothing_and_the_page_asks_again(world: World) -> None:
    world.order(("JACKET-M", 1))
    order = only_order(world)
    page = world.get(f"/till/orders/{order.token}?returned=1")
    assert only_order(world).state is State.PLACED
    assert page.headers["refresh"] == "3"
    assert "data-paid-cart" not in page.text


def forget(world: World) -> None:
    """The provider starts anew and knows none of its pages any more, as the sandbox does."""
    assert world.sandbox is not None
    world.sandbox._pages.clear()  # noqa: SLF001 (a restart is played)


def test_a_page_that_the_provider_forgot_is_opened_anew_by_the_same_button(world: World) -> None:
    form = form_of(world.review(("LAST-ONE", 1)), "/till/order")
    world.post("/till/order", form)
    forget(world)
    again = world.post("/till/order", form)
    world.press(again.headers["location"], "paid")
    assert [order.state for order in orders(world)] == [State.CANCELLED, State.PAID]
    assert world.free("LAST-ONE") == 0


def test_an_order_whose_page_the_provider_forgot_is_cleared_and_called_off(world: World) -> None:
    for _ in range(2):
        world.order(("JACKET-M", 1))
    forget(world)
    answer = world.get(f"/till/orders/{orders(world)[0].token}/cancelled")
    world.clock.forward(minutes=40)
    assert (answer.status_code, janitor.clear_expired(world.till)) == (303, 1)
    assert [order.state for order in orders(world)] == [State.CANCELLED] * 2
    assert world.free("JACKET-M") == 5


def test_an_unpaid_order_is_cleared_when_its_time_is_over(world: World) -> None:
    world.order(("LAST-ONE", 1))
    world.clock.forward(minutes=34)
    assert janitor.clear_expired(world.till) == 0
    world.clock.forward(minutes=2)
    assert janitor.clear_expired(world.till) == 1
    assert (only_order(world).state, world.free("LAST-ONE")) == (State.CANCELLED, 1)


def test_an_order_paid_in_the_last_second_is_settled_and_not_cleared(world: World) -> None:
    placed = world.order(("JACKET-M", 1))
    assert world.sandbox is not None
    world.sandbox.webhook_url = "http://127.0.0.1:1/"  # the news get lost
    world.press(placed.headers["location"], "paid")
    assert only_order(world).state is State.PLACED
    world.clock.forward(minutes=40)
    assert janitor.clear_expired(world.till) == 1
    assert only_order(world).state is State.PAID


def test_the_way_is_the_same_in_english_and_below_a_path(tmp_path: Path) -> None:
    with shop(tmp_path, path="/mag") as world:
        review = world.review(("JACKET-M", 1), language="en")
        placed = world.post("/till/order", form_of(review, "/till/order"))
        status = world.get(world.press(placed.headers["location"], "paid"))
    assert 'action="/mag/till/order"' in review.text
    assert "Order with obligation to pay" in review.text
    assert "/mag/till/orders/" in str(status.url)
    assert "Thank you, your order is paid" in status.text


def test_a_small_business_shows_no_vat_anywhere(tmp_path: Path) -> None:
    with shop(tmp_path, vat="exempt") as world:
        page = world.review(("JACKET-M", 1))
    assert "MwSt" not in page.text
    assert "§ 19 UStG" in page.text


def test_an_order_from_another_sites_page_is_refused(world: World) -> None:
    form = form_of(world.review(("JACKET-M", 1)), "/till/order")
    answer = world.post("/till/order", form, origin="https://evil.example")
    assert (answer.status_code, orders(world)) == (403, [])
    assert "fremden Seite" in answer.text
    assert world.post("/till/order", form, origin=world.url).status_code == 303


@pytest.mark.parametrize("origin", ["null", "", "http://[", "//{host}", "http://{host}.evil.example"])
def test_an_origin_that_is_no_address_is_a_foreign_one(world: World, origin: str) -> None:
    form = form_of(world.review(("JACKET-M", 1)), "/till/order")
    answer = world.post("/till/order", form, origin=origin.format(host=urlsplit(world.url).netloc))
    assert (answer.status_code, orders(world)) == (403, [])


def test_a_cart_that_another_sites_page_has_named_keeps_no_such_name(world: World) -> None:
    form = {"cart": cart_json(("TEA", 1), cart="known-to-others"), "language": "de"}
    foreign = world.post("/till/checkout", form, origin="https://evil.example")
    own = world.post("/till/checkout", form, origin=world.url)
    assert (foreign.status_code, "known-to-others" in foreign.text) == (200, False)
    assert "known-to-others" in own.text


def test_a_service_of_another_country_gives_way_to_one_that_leads_there(world: World) -> None:
    page = world.review(("JACKET-M", 1), country="AT", service="standard")
    assert page.status_code == 200
    assert "Alpenversand" in page.text
    assert "9,90" in page.text


def test_a_country_without_delivery_is_said_at_its_field(world: World) -> None:
    page = world.review(("JACKET-M", 1), country="US")
    assert page.status_code == 409
    assert 'id="country-problem"' in page.text
    assert "Lieferland Vereinigte Staaten: Dorthin liefern wir nicht." in page.text


def test_a_cart_too_heavy_to_send_is_said(world: World) -> None:
    page = world.review(("HEAVY", 1))
    assert page.status_code == 409
    assert "vielleicht ist er zu schwer" in page.text


def test_a_field_that_is_missing_is_named_and_the_others_are_kept(world: World) -> None:
    page = world.review(("JACKET-M", 1), email="", city="Bad <b>Ort</b>")
    assert page.status_code == 422
    assert 'aria-describedby="email-problem"' in page.text
    assert "Bad &lt;b&gt;Ort&lt;/b&gt;" in page.text


def test_a_corrected_address_comes_back_filled_in(world: World) -> None:
    review = world.review(("JACKET-M", 1))
    page = world.post("/till/checkout", form_of(review, "/till/checkout"))
    fields = form_of(page, "/till/review")
    assert (fields["name"], fields["email"], fields["service"]) == ("Ida Muster", "ida@example.org", "standard")


def test_an_attempt_is_not_taken_from_elsewhere(world: World) -> None:
    form = form_of(world.review(("JACKET-M", 1)), "/till/order")
    answer = world.post("/till/order", form | {"attempt": "short"})
    assert (answer.status_code, orders(world)) == (422, [])


def test_the_terms_are_kept_as_they_were(world: World) -> None:
    world.order(("JACKET-M", 1))
    order = only_order(world)
    kept = {document.kind: document.title for document in world.store.terms(order.terms_version, "de")}
    assert kept["terms"] == "AGB de"
    assert order.catalog_build == "build-1"


def test_an_unknown_order_is_not_found(world: World) -> None:
    for answer in (
        world.get("/till/orders/nothing"),
        world.get("/till/orders/nothing/cancelled"),
        world.post("/till/orders/nothing/pay", {}),
    ):
        assert answer.status_code == 404
        assert "gibt es nicht" in answer.text


def test_a_permalink_shows_the_lines_and_orders_nothing(world: World) -> None:
    page = world.get("/buy/JACKET-M:2,TEA?language=de")
    assert page.status_code == 200
    assert "2 × 189,00" in page.text
    assert "&#34;sku&#34;: &#34;TEA&#34;" in page.text
    assert world.post("/till/checkout", form_of(page, "/till/checkout")).status_code == 200
    assert orders(world) == []


@pytest.mark.parametrize(
    ("lines", "status"), [("NOTHING", 404), ("JACKET-M:0", 422), ("JACKET-M:x", 422), (":", 422), ("a b", 422)]
)
def test_a_permalink_that_leads_nowhere_says_so(world: World, lines: str, status: int) -> None:
    page = world.get(f"/buy/{lines}")
    assert page.status_code == status
    assert 'role="alert"' in page.text


def test_a_cart_of_which_nothing_is_for_sale_is_refused(world: World) -> None:
    page = world.post("/till/checkout", {"cart": cart_json(("GONE", 1)), "language": "en"})
    assert page.status_code == 409
    assert "We have no “GONE”" in page.text


def test_a_gone_article_is_shown_and_never_dropped_in_silence(world: World) -> None:
    page = world.post("/till/checkout", {"cart": cart_json(("GONE", 1), ("TEA", 1)), "language": "de"})
    assert page.status_code == 200
    assert "„GONE“ gibt es bei uns nicht" in page.text
