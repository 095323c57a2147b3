"""Coupons at the till, over real HTTP: from the field on the first page to the payment, the letters and back."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from functions import catalog as catalogs
from functions.catalog import Coupon, coupon_id
from functions.chores import outbox
from functions.chores.janitor import clear_expired
from functions.cli import main
from functions.limits import COUPON
from functions.order import Order, State
from functions.ordering.paying import payment_of
from functions.payments.choice import least_minor
from tests.functions.shop import ADDRESS, NOON, VARIANTS, cart_json, form_of, shop, variant
from tests.functions.stripe_server import StripeServer
from tests.functions.test_stripe import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from functions.payments import Provider
    from tests.functions.shop import World

SOON = int(NOON.timestamp()) + 86_400
COUPONS = {
    "FIVE": Coupon(title={"de": "Fünf Euro", "en": "Five euros"}, amount={"de": 500}),
    "ALL-OF-IT": Coupon(title={"de": "Geschenk"}, basis_points=10_000, free_shipping=True),
    "POST": Coupon(title={"de": "Versand geschenkt"}, free_shipping=True),
    "LAST": Coupon(title={"de": "Der letzte"}, amount={"de": 500}, limit=1),
    "ONCE": Coupon(title={"de": "Willkommen"}, amount={"de": 500}, once_per_customer=True),
    "SOON": Coupon(title={"de": "Bald"}, amount={"de": 500}, start=SOON),
    "LATE": Coupon(title={"de": "Vorbei"}, amount={"de": 500}, end=SOON - 86_400),
    "TEA-TIME": Coupon(title={"de": "Der Tee"}, basis_points=10_000, products=("tea",)),
    "BIG": Coupon(title={"de": "Groß"}, amount={"de": 500}, minimum={"de": 10_000}),
}


@contextmanager
def a_shop(tmp_path: Path, store_url: str, provider: Provider | None = None) -> Iterator[World]:
    pin = variant("PIN", 333, opening_stock=50)
    with shop(tmp_path, *VARIANTS, pin, database=store_url, provider=provider) as world:
        coupons = {coupon_id(code): coupon for code, coupon in COUPONS.items()}
        world.catalog = msgspec.structs.replace(world.catalog, coupons=coupons)
        yield world


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with a_shop(tmp_path, store_url) as opened:
        yield opened


def text_of(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text).replace("\xa0", " "))


def order_in(world: World) -> Order:
    return world.store.orders_since(NOON)[-1]


def test_the_first_page_asks_for_a_code_only_where_there_are_coupons(world: World) -> None:
    cart = {"cart": cart_json(("JACKET-M", 1))}
    assert 'name="coupon"' in world.post("/till/checkout", cart).text
    world.catalog = msgspec.structs.replace(world.catalog, coupons={})
    assert 'name="coupon"' not in world.post("/till/checkout", cart).text


def test_review_and_status_page_and_letters_show_what_the_coupon_takes_off(world: World) -> None:
    page = world.review(("TEA", 2), coupon=" five ")
    assert "Gutschein „Fünf Euro“ −5,00 €" in text_of(page)
    assert "Gesamtpreis 17,70 €" in text_of(page)
    answer = world.post("/till/order", form_of(page, "/till/order"))
    back = world.press(answer.headers["location"], "paid")
    assert "Gutschein „Fünf Euro“ −5,00 €" in text_of(world.get(back))
    outbox.work(world.till)
    letters = [one.read_bytes() for one in world.mails.iterdir()]
    assert len(letters) == 2
    assert order_in(world).total == 1770


def test_who_corrects_the_address_finds_the_code_and_its_discount_again(world: World) -> None:
    page = world.review(("TEA", 2), coupon="five")
    form = world.post("/till/checkout", form_of(page, "/till/checkout"))
    assert 'name="coupon" type="text" value="five"' in form.text
    assert "Gutschein „Fünf Euro“ −5,00 €" in text_of(form)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("NOPE", "Diesen Gutschein gibt es nicht."),
        ("SOON", "Diesen Gutschein gibt es nicht."),
        ("LATE", "Dieser Gutschein gilt nicht mehr."),
        ("BIG", "Dieser Gutschein gilt ab einem Warenwert von 100,00 €"),
    ],
)
def test_a_code_that_cannot_be_used_is_told_at_its_field(world: World, code: str, words: str) -> None:
    page = world.review(("TEA", 2), coupon=code)
    assert page.status_code == 409
    assert words in text_of(page)
    assert 'aria-describedby="coupon-problem"' in page.text


def test_a_code_that_cannot_be_used_is_left_out_by_leaving_the_field_empty(world: World) -> None:
    form = form_of(world.review(("TEA", 2), coupon="NOPE"), "/till/review")
    page = world.post("/till/review", {**ADDRESS, **form, "coupon": ""})
    assert "Gesamtpreis 22,70 €" in text_of(page)
    assert world.post("/till/order", form_of(page, "/till/order")).status_code == 303


def test_a_code_cannot_be_slipped_in_behind_the_review(world: World) -> None:
    fields = form_of(world.review(("TEA", 2)), "/till/order")
    assert world.post("/till/order", {**fields, "coupon": "FIVE"}).status_code == 409
    assert world.store.orders_since(NOON) == ()


def test_the_provider_is_asked_for_lines_that_sum_to_what_is_due(world: World) -> None:
    world.order(("PIN", 3), ("TEA", 2), ("JACKET-M", 1), coupon="FIVE")
    order = order_in(world)
    payment = payment_of(world.till, order)
    assert sum(line.unit_minor * line.quantity for line in payment.lines) + payment.shipping_minor == order.amount_due
    assert [(line.title, line.unit_minor, line.quantity) for line in payment.lines] == [
        ("3 × Ware PIN", 976, 1),
        ("2 × Ware TEA", 1739, 1),
        ("Ware JACKET-M · M", 18_464, 1),
    ]


def test_where_nothing_is_due_no_provider_is_asked_and_all_else_is_the_same(world: World) -> None:
    answer = world.order(("JACKET-M", 1), coupon="ALL-OF-IT")
    order = order_in(world)
    assert (answer.headers["location"], order.state, order.amount_due) == (
        f"{world.url}/till/orders/{order.token}",
        State.PAID,
        0,
    )
    assert (order.payment, world.free("JACKET-M"), order.history[-1].cause) == (None, 4, "nothing to pay")
    assert outbox.work(world.till).sent == 2
    assert "Gesamtpreis 0,00 €" in text_of(world.get(answer.headers["location"]))


def test_free_shipping_is_shown_as_what_it_takes_off(world: World) -> None:
    page = text_of(world.review(("TEA", 1), coupon="POST"))
    assert "Versand (Standardversand) 4,90 € Gutschein „Versand geschenkt“ −4,90 € Gesamtpreis 8,90 €" in page


def test_the_last_use_is_had_by_one(world: World) -> None:
    first, second = (form_of(world.review(("TEA", 1), coupon="LAST"), "/till/order") for _ in range(2))
    assert world.post("/till/order", first).status_code == 303
    late = world.post("/till/order", second)
    assert late.status_code == 409
    assert "Dieser Gutschein ist schon eingelöst." in text_of(late)
    assert len(world.store.orders_since(NOON)) == 1


def test_ten_buyers_at_once_for_the_last_use_get_one(world: World) -> None:
    forms = [form_of(world.review(("TEA", 1), coupon="LAST"), "/till/order") for _ in range(10)]
    with ThreadPoolExecutor(len(forms)) as hands:
        statuses = [one.status_code for one in hands.map(lambda form: world.post("/till/order", form), forms)]
    assert sorted(statuses) == [303] + [409] * 9


def test_a_cancelled_order_gives_its_use_back(world: World) -> None:
    world.order(("TEA", 1), coupon="LAST")
    assert world.review(("TEA", 1), coupon="LAST").status_code == 409
    world.get(f"/till/orders/{order_in(world).token}/cancelled")
    assert world.review(("TEA", 1), coupon="LAST").status_code == 200


def test_an_edited_cart_keeps_its_use(world: World) -> None:
    world.order(("TEA", 1), cart="a-cart", coupon="LAST")
    answer = world.order(("TEA", 2), cart="a-cart", coupon="LAST")
    assert answer.status_code == 303
    assert [one.state for one in world.store.orders_since(NOON)] == [State.CANCELLED, State.PLACED]


def test_a_customer_has_it_once_however_the_address_is_written(world: World) -> None:
    world.order(("TEA", 1), coupon="ONCE")
    assert world.review(("TEA", 1), coupon="ONCE", email="Ida@Example.org").status_code == 409
    assert world.review(("TEA", 1), coupon="ONCE", email="ida+again@example.org").status_code == 409
    assert world.review(("TEA", 1), coupon="ONCE", email="otto@example.org").status_code == 200


def test_a_cancelled_order_is_reviewed_again_with_its_coupon(world: World) -> None:
    world.order(("TEA", 2), coupon="FIVE")
    token = order_in(world).token
    world.get(f"/till/orders/{token}/cancelled")
    assert "Gutschein „Fünf Euro“ −5,00 €" in text_of(world.post(f"/till/orders/{token}/pay", {}))


def test_an_order_of_before_there_were_coupons_can_still_be_read(world: World) -> None:
    world.order(("TEA", 2))
    written = msgspec.json.decode(msgspec.json.encode(order_in(world)))
    del written["coupon"], written["lines"][0]["discount"], written["lines"][0]["no_discount"]
    assert msgspec.convert(written, Order, strict=False) == order_in(world)


def test_an_order_of_which_nothing_is_due_is_never_cancelled_though_the_till_fell_over(world: World) -> None:
    world.order(("JACKET-M", 1), coupon="ALL-OF-IT")
    paid = order_in(world)
    again = replace(paid, id="b" * 24, number="AAAA-BBBB", token="t" * 24, attempt="a" * 24, cart_id="another")
    world.store.place(replace(again, history=paid.history[:1], state=State.PLACED), reservations={}, opening={})
    world.clock.forward(minutes=36)
    assert clear_expired(world.till) == 1
    found = world.store.order_by_id(again.id)
    assert found is not None
    assert (found.state, found.history[-1].cause) == (State.PAID, "nothing to pay")


CLIENT = {"x-forwarded-for": "203.0.113.7"}


def quoted(world: World, code: str, client: dict[str, str] = CLIENT) -> dict[str, Any]:  # as JSON has it
    cart = {"lines": [{"sku": "TEA", "quantity": 2}], "country": "DE", "coupon": code}
    answer = world.client.post(f"{world.url}/till/quote", json=cart, headers=client)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_a_program_is_told_what_a_code_takes_off(world: World) -> None:
    found = quoted(world, "five")
    assert (found["goods"], found["discount"], found["coupon"], found["total"]) == (1780, 500, "Fünf Euro", 1770)


def test_who_tries_codes_is_soon_told_nothing_of_any(world: World) -> None:
    codes = [f"GUESS-{number}" for number in range(COUPON.most + 1)]
    told = [[one["code"] for one in quoted(world, code)["problems"]] for code in codes]
    assert told == [["coupon_unknown"]] * COUPON.most + [["coupon_too_many_tries"]]
    assert [one["code"] for one in quoted(world, "FIVE")["problems"]] == ["coupon_too_many_tries"]
    assert quoted(world, "FIVE", {"x-forwarded-for": "203.0.113.8"})["coupon"] == "Fünf Euro"
    world.clock.forward(seconds=COUPON.seconds)
    assert quoted(world, "FIVE")["coupon"] == "Fünf Euro"


def test_who_knows_a_code_may_use_it_again_and_again(world: World) -> None:
    found = [quoted(world, "FIVE")["coupon"] for _ in range(COUPON.most + 5)]
    assert set(found) == {"Fünf Euro"}


def test_stripe_is_asked_for_what_is_due_to_the_cent(tmp_path: Path) -> None:
    server = StripeServer()
    with running(server) as provider, a_shop(tmp_path, "", provider) as world:
        world.clock.moment = datetime.now(UTC).replace(microsecond=0)
        answer = world.order(("PIN", 3), ("TEA", 2), coupon="TEA-TIME")
        (_, _, params) = server.requests[0]
    asked = [(line["price_data"]["unit_amount"], line["quantity"]) for line in params["line_items"]]
    assert (answer.status_code, asked) == (303, [("333", "3"), ("0", "2"), ("490", "1")])


def test_the_shop_sees_the_code_on_its_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_shop(tmp_path, "") as world:
        world.order(("TEA", 2), coupon="five")
        number = order_in(world).number
    monkeypatch.setenv("LITFASS_DATABASE_URL", f"sqlite:///{tmp_path / 'till.db'}")
    main(["orders", "show", number])
    assert "  coupon FIVE -5.00 EUR\n" in capsys.readouterr().out


def test_a_rest_below_what_the_provider_charges_is_said_before_the_button(world: World) -> None:
    msgspec.structs.force_setattr(world.till.settings, "payment", "stripe")
    everything = variant("CENT", 30, stock="unlimited", fulfilment="digital")
    world.catalog = msgspec.structs.replace(world.catalog, variants={"CENT": catalogs.raw(everything)})
    page = world.review(("CENT", 1))
    assert (page.status_code, "0,50" in page.text, "/till/order" in page.text) == (409, True, False)
    assert [least_minor(world.till.settings, currency) for currency in ("EUR", "HUF")] == [50, 17_500]
