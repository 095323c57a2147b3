"""The packing table over HTTP: who is let in, what there is to pack, and that nothing happens twice."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import httpx
import msgspec
import pytest
import yaml

from functions.app import create_app
from functions.catalog import Rate, ShippingService
from functions.chores import outbox
from functions.desk import door, parcel, stock, table
from functions.order import State
from functions.returns import refunding
from functions.settings import Settings
from functions.store import Happening, Letter, Store, Withdrawal
from functions.till import utc_now
from tests.functions.shop import THEME, VARIANTS, a_catalog, origin, shop, some_pages, variant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from functions.order import Order
    from tests.functions.shop import World

PACKER = "packer@wegwarte.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop(tmp_path, packers=(PACKER,)) as running:
        yield running


@pytest.fixture
def desk(world: World) -> World:
    """The shop with somebody signed in."""
    sign_in(world)
    return world


def link_of(world: World, mail: str = PACKER) -> str:
    """Ask for a link; its address as the letter has it."""
    answer = world.post("/till/desk/sign-in", {"mail": mail})
    assert answer.status_code == 200, answer.text
    letters = [letter for letter in world.store.due_letters(world.clock(), limit=100) if letter.kind == "sign_in"]
    newest = max(letters, key=lambda letter: letter.put_at)
    return str(json.loads(newest.payload)["url"])


def sign_in(world: World) -> None:
    link = link_of(world).removeprefix(world.url)
    answer = world.post(link, {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/till/desk?language=de")


def paid(world: World, *lines: tuple[str, int], cart: str = "", **fields: str) -> Order:
    """An order that is paid."""
    world.press(world.order(*lines, cart=cart, **fields).headers["location"], "paid")
    return world.store.orders_since(world.clock() - timedelta(days=1))[-1]


def now(world: World, order: Order) -> Order:
    found = world.store.order_by_id(order.id)
    assert found is not None
    return found


def words(page: str) -> str:
    """What a page says, its tags and spaces made one space each."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).replace("\u202f", " ").replace("\xa0", " ")


def numbers(page: str, heading: str) -> list[str]:
    """The orders that are listed under a heading."""
    lists = dict(re.findall(r"<h2>(.+?) <span.*?</h2>(.*?)</section>", page, re.DOTALL))
    return re.findall(r'class="desk-number"[^>]*>([^<]+)', lists.get(heading, ""))


def fields_of(page: httpx.Response, action: str) -> dict[str, str]:
    """The fields of the form that leads to ``action``."""
    body = re.search(rf'<form[^>]*action="[^"]*{re.escape(action)}[^"]*"[^>]*>(.*?)</form>', page.text, re.DOTALL)
    assert body, page.text
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', body[1])
    }


# Who is let in.


def test_there_is_no_table_unless_somebody_may_sign_in(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        assert world.get("/till/desk").status_code == 404
        assert world.post("/till/desk/sign-in", {"mail": PACKER}).status_code == 404


@pytest.mark.parametrize("page", ["", "/slips", "/orders/ABCD-EFGH", "/stock", "/returns", "/letters"])
def test_every_page_asks_who_is_there(world: World, page: str) -> None:
    answer = world.get(f"/till/desk{page}")
    assert answer.status_code == 403
    assert 'name="mail"' in answer.text


@pytest.mark.parametrize("form", ["orders/ABCD-EFGH/packed", "orders/ABCD-EFGH/refund", "stock", "letters"])
def test_no_form_is_taken_from_who_is_not_signed_in(world: World, form: str) -> None:
    assert world.post(f"/till/desk/{form}", {"sku": "TEA"}).status_code == 403


def test_the_answer_never_says_who_may_sign_in(world: World) -> None:
    listed = world.post("/till/desk/sign-in", {"mail": PACKER})
    stranger = world.post("/till/desk/sign-in", {"mail": "walker@wegwarte.example"})
    assert listed.status_code == stranger.status_code == 200
    assert listed.text.replace(PACKER, "") == stranger.text.replace("walker@wegwarte.example", "")
    assert [letter.kind for letter in world.store.due_letters(world.clock())] == ["sign_in"]


def test_a_link_is_looked_at_without_being_used(world: World) -> None:
    link = link_of(world).removeprefix(world.url)
    assert [world.get(link).status_code for _ in range(3)] == [200, 200, 200]
    assert world.get("/till/desk").status_code == 403
    assert world.post(link, {}).status_code == 303
    assert world.get("/till/desk").status_code == 200


def test_a_link_works_once(world: World) -> None:
    link = link_of(world).removeprefix(world.url)
    assert world.post(link, {}).status_code == 303
    assert world.post(link, {}).status_code == 410
    assert world.get(link).status_code == 410


def test_a_link_holds_for_a_quarter_of_an_hour(world: World) -> None:
    link = link_of(world).removeprefix(world.url)
    world.clock.forward(minutes=15)
    assert world.get(link).status_code == 410
    assert world.post(link, {}).status_code == 410


def test_a_session_ends_after_twelve_hours(desk: World) -> None:
    desk.clock.forward(hours=11, minutes=59)
    assert desk.get("/till/desk").status_code == 200
    desk.clock.forward(minutes=1)
    assert desk.get("/till/desk").status_code == 403


def test_who_signs_out_is_out_whatever_the_browser_still_sends(desk: World) -> None:
    kept = dict(desk.client.cookies)
    assert desk.post("/till/desk/sign-out", {}).status_code == 303
    assert (
        desk.get("/till/desk", cookie="; ".join(f"{name}={value}" for name, value in kept.items())).status_code == 403
    )


def test_who_may_not_sign_in_any_more_is_out_at_once(desk: World) -> None:
    msgspec.structs.force_setattr(desk.till.settings, "desk_mails", ("other@wegwarte.example",))
    assert desk.get("/till/desk").status_code == 403


def test_the_cookie_is_for_this_shop_alone(world: World) -> None:
    link = link_of(world).removeprefix(world.url)
    told = world.post(link, {}).headers["set-cookie"].lower()
    assert re.fullmatch(r"desk=[\w-]{24}; httponly; max-age=43200; path=/; samesite=strict", told)


def test_over_https_no_other_host_can_set_the_cookie(world: World) -> None:
    msgspec.structs.force_setattr(world.till.settings, "site_url", "https://shop.example")
    link = link_of(world).removeprefix("https://shop.example")
    told = world.post(link, {}).headers["set-cookie"].lower()
    assert re.fullmatch(r"__host-desk=[\w-]{24}; httponly; max-age=43200; path=/; samesite=strict; secure", told)


def test_neither_links_nor_sessions_can_be_read_from_the_table(desk: World) -> None:
    (cookie,) = dict(desk.client.cookies).values()
    with desk.store.sign_ins.access.reading() as session:
        rows = session.rows("SELECT key, mail FROM sign_ins")
    assert len(rows) == 1
    assert cookie not in str(rows)


def test_a_form_of_another_site_does_nothing(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    answer = desk.post(f"/till/desk/orders/{order.number}/packed", {}, origin="https://evil.example")
    assert answer.status_code == 403
    assert now(desk, order).state is State.PAID


def test_nobodys_letter_box_is_filled(world: World) -> None:
    for _ in range(11):
        assert world.post("/till/desk/sign-in", {"mail": PACKER}).status_code == 200
    letters = [letter for letter in world.store.due_letters(world.clock(), limit=100) if letter.kind == "sign_in"]
    assert len(letters) == 8


def test_guessing_is_slowed_down(world: World) -> None:
    answers = [
        world.post("/till/desk/sign-in", {"mail": f"a{index}@b.example"}, **{"x-forwarded-for": "198.51.100.7"})
        for index in range(31)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]


def test_what_is_no_address_is_said(world: World) -> None:
    assert world.post("/till/desk/sign-in", {"mail": "packer"}).status_code == 422
    assert world.post("/till/desk/sign-in", {"mail": ""}).status_code == 422


# What there is to pack.


def test_what_has_to_leave_first_stands_first_and_express_is_marked(desk: World) -> None:
    ways = tuple(
        ShippingService(id=name, name={"de": title}, countries=("DE",), transit_days=days, rates=(Rate(price=490),))
        for name, title, days in (("standard", "Standard", (1, 3)), ("express", "Express", (1, 1)))
    )
    market = msgspec.structs.replace(desk.catalog.markets["de"], shipping=ways, countries=("DE",))
    desk.catalog = msgspec.structs.replace(desk.catalog, markets={"de": market})
    first = paid(desk, ("TEA", 1))
    made = msgspec.structs.replace(VARIANTS[1], lead_days=5)
    desk.catalog.variants["LAST-ONE"] = msgspec.Raw(msgspec.json.encode(made))
    slow = paid(desk, ("LAST-ONE", 1), cart="b")
    quick = paid(desk, ("BREAD", 2), cart="c", service="express")
    page = desk.get("/till/desk").text
    assert numbers(page, "Zu packen") == [first.number, quick.number, slow.number]
    said = words(page)
    assert f"{quick.number} Ida Muster, Berlin 2 Stück: Ware BREAD raus bis 24.11.2026 · Express Express" in said
    assert (
        f"{slow.number} Ida Muster, Berlin 1 Stück: Ware LAST-ONE raus bis 01.12.2026 · Standard wird angefertigt"
        in said
    )


def test_what_is_late_is_marked(desk: World) -> None:
    paid(desk, ("TEA", 1))
    assert "überfällig" not in words(desk.get("/till/desk").text)
    desk.clock.forward(days=1)
    sign_in(desk)
    assert "heute" in words(desk.get("/till/desk").text)
    desk.clock.forward(days=2)
    sign_in(desk)
    assert "überfällig" in words(desk.get("/till/desk").text)


def test_what_is_not_paid_or_not_shipped_is_not_listed(tmp_path: Path) -> None:
    with shop(tmp_path, *VARIANTS, variant("SONG", 300, fulfilment="digital"), packers=(PACKER,)) as world:
        sign_in(world)
        paid(world, ("SONG", 1))
        unpaid = world.order(("TEA", 1), cart="b")
        assert unpaid.status_code == 303
        page = world.get("/till/desk")
        number = world.store.orders_since(world.clock() - timedelta(days=1))[-1].number
        assert numbers(page.text, "Zu packen") == []
        assert "Nichts zu packen." in words(page.text)
        assert world.get(f"/till/desk/orders/{number}").status_code == 404


def test_a_pre_order_waits_for_its_day(desk: World) -> None:
    day = date(2026, 12, 14)
    desk.catalog.variants["BREAD"] = msgspec.Raw(msgspec.json.encode(variant("BREAD", 650, available_from=day)))
    order = paid(desk, ("BREAD", 1))
    page = desk.get("/till/desk").text
    assert (numbers(page, "Zu packen"), numbers(page, "Vorbestellt")) == ([], [order.number])
    assert "erst ab 14.12.2026" in words(page)
    desk.clock.moment = datetime(2026, 12, 14, 8, tzinfo=UTC)
    sign_in(desk)
    assert numbers(desk.get("/till/desk").text, "Zu packen") == [order.number]


def test_what_was_given_back_as_a_whole_is_not_listed(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    refunding.request(desk.till, order, ((0, 1),), reason="shop")
    assert numbers(desk.get("/till/desk").text, "Zu packen") == []


def test_an_order_is_found_by_its_number_as_people_write_it(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    written = order.number.lower().replace("-", " ")
    answer = desk.get(f"/till/desk?find={written}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/till/desk/orders/{order.number}")
    assert "gibt es nicht" in words(desk.get("/till/desk?find=XXXX-XXXX").text)


@pytest.mark.parametrize("number", ["%00", "XXXX-XXXX", "1' OR 1=1", "ÄÖÜß-XXXX"])
def test_an_order_that_is_none_is_told_so(desk: World, number: str) -> None:
    assert desk.get(f"/till/desk/orders/{number}").status_code == 404


def test_the_check_list_has_what_there_is_to_find_in_the_shelf(desk: World) -> None:
    order = paid(desk, ("JACKET-M", 2))
    page = desk.get(f"/till/desk/orders/{order.number}")
    assert "2 × Ware JACKET-M Größe: M JACKET-M" in words(page.text)
    assert page.text.count('<input type="checkbox" required>') == 1


def test_what_was_given_back_is_not_packed(desk: World) -> None:
    order = paid(desk, ("TEA", 3), ("BREAD", 1))
    refunding.request(desk.till, order, ((0, 1), (1, 1)), reason="shop")
    said = words(desk.get(f"/till/desk/orders/{order.number}").text)
    assert "2 × Ware TEA TEA statt 3: der Rest ist erstattet" in said
    assert "0 × Ware BREAD" in said
    assert "2 Stück: Ware TEA" in words(desk.get("/till/desk").text)
    slip = desk.get(f"/till/desk/orders/{order.number}/slip").text
    assert "BREAD" not in slip


def test_the_slip_has_the_address_and_no_price(desk: World) -> None:
    order = paid(desk, ("JACKET-M", 1), language="en")
    page = desk.get(f"/till/desk/orders/{order.number}/slip")
    said = words(page.text)
    assert "Ida Muster Am Wegrain 7 10115 Berlin Germany" in said
    assert f"Delivery note {order.number}" in said
    assert "€" not in said


def test_all_slips_come_at_once_each_in_its_language(desk: World) -> None:
    german, english = paid(desk, ("TEA", 1)), paid(desk, ("BREAD", 1), cart="b", language="en")
    said = words(desk.get("/till/desk/slips").text)
    assert f"Lieferschein {german.number}" in said
    assert f"Delivery note {english.number}" in said


# What is done.


def test_an_order_is_packed_shipped_and_delivered(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    here = f"/till/desk/orders/{order.number}"
    assert desk.post(f"{here}/packed", {}).headers["location"] == f"{here}?told=packed"
    assert numbers(desk.get("/till/desk").text, "Gepackt") == [order.number]
    sent = desk.post(f"{here}/shipped", {"carrier": "dhl", "code": "0034 0434 1610 9401 5902"})
    assert sent.headers["location"] == f"{here}?told=shipped"
    page = desk.get(f"{here}?told=shipped").text
    assert (
        'href="https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=00340434161094015902"'
        in page
    )
    assert desk.post(f"{here}/delivered", {}).headers["location"] == f"{here}?told=delivered"
    assert [(step.state, step.cause, step.note) for step in now(desk, order).history[-3:]] == [
        (State.PACKED, "packed", ""),
        (State.SHIPPED, "shipped", "dhl 00340434161094015902"),
        (State.DELIVERED, "delivered", ""),
    ]


def test_what_happens_later_leaves_the_parcel_what_it_was(desk: World) -> None:
    order = paid(desk, ("TEA", 2))
    here = f"/till/desk/orders/{order.number}"
    desk.post(f"{here}/shipped", {"carrier": "dpd", "code": "0123456789"})
    shipped = now(desk, order)
    desk.store.transition(order.id, State.DISPUTED, Happening(cause="dispute", at=desk.clock()))
    desk.store.resume(order.id, Happening(cause="dispute won", at=desk.clock()))
    refund = refunding.request(desk.till, shipped, ((0, 1),), reason="shop")
    assert refund is not None
    refunding.execute(desk.till, refund.id)
    said = words(desk.get("/till/desk").text)
    assert f"{order.number} Ida Muster, Berlin 1 Stück: Ware TEA DPD 0123456789 teilweise erstattet" in said
    history = words(desk.get(here).text)
    assert history.count("verschickt: DPD 0123456789") == 1
    assert "Anfechtung gewonnen" in history


def test_the_second_of_two_packers_sees_what_the_first_has_done(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    here = f"/till/desk/orders/{order.number}"
    fields = {"carrier": "ups", "code": "1Z999AA10123456784"}
    assert desk.post(f"{here}/shipped", fields).headers["location"] == f"{here}?told=shipped"
    second = desk.post(f"{here}/shipped", {"carrier": "dhl", "code": "4711"}).headers["location"]
    assert second == f"{here}?told=meanwhile"
    assert "Da war jemand schneller" in words(desk.get(second).text)
    assert [step.note for step in now(desk, order).history if step.state is State.SHIPPED] == ["ups 1Z999AA10123456784"]
    assert desk.post(f"{here}/packed", {}).headers["location"] == f"{here}?told=meanwhile"


def test_what_is_no_number_of_a_parcel_is_shown_again(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    answer = desk.post(f"/till/desk/orders/{order.number}/shipped", {"carrier": "gls", "code": "<script>"})
    assert answer.status_code == 422
    assert 'value="&lt;script&gt;"' in answer.text
    assert now(desk, order).state is State.PAID


@pytest.mark.parametrize(
    ("service", "chosen"),
    [("Standard", '<option value="">bitte wählen'), ("DPD Classic", '<option value="dpd" selected>')],
)
def test_no_carrier_is_chosen_unless_the_orders_service_names_it(desk: World, service: str, chosen: str) -> None:
    way = ShippingService(id="way", name={"de": service}, countries=("DE",), rates=(Rate(price=490),))
    market = msgspec.structs.replace(desk.catalog.markets["de"], shipping=(way,), countries=("DE",))
    desk.catalog = msgspec.structs.replace(desk.catalog, markets={"de": market})
    page = desk.get(f"/till/desk/orders/{paid(desk, ('TEA', 1)).number}").text
    form = page[page.index('<select id="carrier"') : page.index("</select>")]
    assert form.startswith('<select id="carrier" name="carrier" required>')
    assert (chosen in form, form.count(" selected")) == (True, chosen.count(" selected"))


def test_a_letter_goes_without_a_number(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    desk.post(f"/till/desk/orders/{order.number}/shipped", {"carrier": "", "code": ""})
    assert (now(desk, order).state, now(desk, order).history[-1].note) == (State.SHIPPED, "")


def test_a_disputed_order_is_frozen(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    desk.store.transition(order.id, State.DISPUTED, Happening(cause="disputed", at=desk.clock()))
    here = f"/till/desk/orders/{order.number}"
    page = desk.get(here).text
    assert "Die Bank prüft diese Zahlung." in words(page)
    assert f"{here}/packed" not in page
    assert desk.post(f"{here}/packed", {}).headers["location"] == f"{here}?told=meanwhile"
    assert numbers(desk.get("/till/desk").text, "Angefochtene Zahlungen") == [order.number]


def test_money_goes_back_after_the_sum_was_shown_and_once(desk: World) -> None:
    order = paid(desk, ("TEA", 3))
    here = f"/till/desk/orders/{order.number}"
    shown = desk.post(f"{here}/refund", {"back-0": "2", "restock": "1"})
    assert "17,80 € erstatten?" in words(shown.text)
    assert desk.store.refunds.of_order(order.id) == ()
    fields = fields_of(shown, "/refund")
    assert desk.post(f"{here}/refund", fields).headers["location"] == f"{here}?told=refunded"
    assert desk.post(f"{here}/refund", fields).status_code in {200, 303}
    refunds = desk.store.refunds.of_order(order.id)
    assert [(one.minor, one.lines, one.restock, one.reason) for one in refunds] == [(1780, ((0, 2),), True, "shop")]


def test_an_order_that_was_given_back_wholly_is_not_called_partly_so_and_has_no_day_to_leave(desk: World) -> None:
    order = paid(desk, ("TEA", 2))
    here = f"/till/desk/orders/{order.number}"
    assert "Muss raus am" in words(desk.get(here).text)
    desk.post(f"{here}/refund", fields_of(desk.post(f"{here}/refund", {"back-0": "1"}), "/refund"))
    outbox.work(desk.till)
    assert "teilweise erstattet" in words(desk.get(here).text)
    desk.post(f"{here}/refund", fields_of(desk.post(f"{here}/refund", {"back-0": "1", "shipping": "1"}), "/refund"))
    outbox.work(desk.till)
    page = words(desk.get(here).text)
    assert "teilweise erstattet" not in page
    assert "Muss raus am" not in page
    assert "Zugesagt" in page


def test_two_refunds_of_the_same_give_back_what_was_paid_at_most(desk: World) -> None:
    order = paid(desk, ("TEA", 2))
    here = f"/till/desk/orders/{order.number}"
    pages = [desk.post(f"{here}/refund", {"back-0": "2", "shipping": "1"}) for _ in range(2)]
    for page in pages:
        desk.post(f"{here}/refund", fields_of(page, "/refund"))
    assert sum(one.minor for one in desk.store.refunds.of_order(order.id)) == order.amount_due


@pytest.mark.parametrize("quantity", ["", "0", "-1", "½", "1.5", "many", "9" * 5000])
def test_a_refund_of_nothing_is_none(desk: World, quantity: str) -> None:
    order = paid(desk, ("TEA", 1))
    answer = desk.post(f"/till/desk/orders/{order.number}/refund", {"back-0": quantity})
    assert answer.status_code == 422
    assert desk.store.refunds.of_order(order.id) == ()


# Returns.


def withdrawn(world: World, order: Order | None, contract: str) -> Withdrawal:
    """A declaration that has come in."""
    made = Withdrawal(
        id="w1",
        received_at=world.clock(),
        language="de",
        name="Ida Muster",
        contract=contract,
        contact="ida@example.org",
        statement="Hiermit widerrufe ich.",
        order=order.id if order else None,
    )
    assert world.store.withdrawals.declare(made, ())
    return made


def test_a_withdrawal_is_linked_labelled_and_paid_back_when_the_parcel_is_here(desk: World) -> None:
    order = paid(desk, ("TEA", 2))
    withdrawn(desk, None, "den Tee")
    page = words(desk.get("/till/desk/returns").text)
    assert "Ida Muster" in page
    assert "Geld zurück bis 7. Dezember 2026." in page
    told = [
        desk.post(f"/till/desk/returns/w1/{act}", fields).headers["location"]
        for act, fields in (
            ("link", {"number": order.number}),
            ("label", {"label": "DHL 99 1234"}),
            ("arrived", {"back-0": "1", "restock": "1"}),
            ("arrived", {"back-0": "2", "restock": "1"}),
        )
    ]
    assert told == [f"/till/desk/returns?told={word}" for word in ("linked", "label", "arrived", "meanwhile")]
    refunds = desk.store.refunds.of_order(order.id)
    assert [(one.minor, one.lines, one.reason) for one in refunds] == [(890, ((0, 1),), "withdrawal")]
    assert desk.store.withdrawals.open() == ()


def test_a_return_of_nothing_settles_nothing(desk: World) -> None:
    order = paid(desk, ("TEA", 2), ("BREAD", 1))
    withdrawn(desk, order, "eine Packung Tee")
    assert desk.post("/till/desk/returns/w1/arrived", {"back-0": "0", "back-1": ""}).status_code == 422
    assert len(desk.store.withdrawals.open()) == 1


def test_who_packs_is_warned_of_an_open_withdrawal(desk: World) -> None:
    order = paid(desk, ("TEA", 2))
    withdrawn(desk, order, "eine Packung Tee")
    assert "Widerruf offen" in words(desk.get("/till/desk").text)


def test_a_withdrawal_can_be_closed_without_a_refund(desk: World) -> None:
    withdrawn(desk, None, "etwas, das nie bestellt wurde")
    assert desk.post("/till/desk/returns/w1/close", {}).headers["location"] == "/till/desk/returns?told=closed"
    assert "Kein Widerruf ist offen." in words(desk.get("/till/desk/returns").text)


def test_a_withdrawal_is_not_linked_to_what_is_not_there(desk: World) -> None:
    withdrawn(desk, None, "den Tee")
    assert desk.post("/till/desk/returns/w1/link", {"number": "XXXX-XXXX"}).status_code == 422
    assert desk.post("/till/desk/returns/w1/arrived", {}).status_code == 404
    assert desk.post("/till/desk/returns/w2/close", {}).status_code == 404


# Stock.


def test_articles_are_found_by_number_and_by_title(desk: World) -> None:
    def found(words: str) -> list[str]:
        return re.findall(r'name="sku" value="([^"]+)"', desk.get(f"/till/desk/stock?find={words}").text)

    assert found("jacket") == ["JACKET-M"]
    assert found("ware last") == ["LAST-ONE"]
    assert found("TEA") == []  # nobody counts it
    assert found("") == ["JACKET-M", "LAST-ONE", "SOLD-OUT", "BREAD", "HEAVY"]


def test_what_is_counted_is_what_can_be_sold(desk: World) -> None:
    answer = desk.post(
        "/till/desk/stock", {"sku": "BREAD", "seen": "5", "count": "12", "reason": "delivery", "find": "bread"}
    )
    assert answer.headers["location"] == "/till/desk/stock?find=bread&told=stock"
    assert desk.free("BREAD") == 12


def test_what_is_sold_while_somebody_counts_stays_sold(desk: World) -> None:
    paid(desk, ("BREAD", 2))
    desk.post("/till/desk/stock", {"sku": "BREAD", "seen": "5", "count": "6", "reason": "count"})
    assert desk.free("BREAD") == 4


def test_nothing_is_taken_that_was_sold_meanwhile(desk: World) -> None:
    paid(desk, ("BREAD", 4))
    answer = desk.post("/till/desk/stock", {"sku": "BREAD", "seen": "5", "count": "1", "reason": "damage"})
    assert answer.status_code == 422
    assert desk.free("BREAD") == 1


@pytest.mark.parametrize(
    "changed", [{"count": "-1"}, {"count": "1.5"}, {"count": ""}, {"reason": "because"}, {"sku": "TEA"}, {"seen": "x"}]
)
def test_a_stock_that_is_none_changes_nothing(desk: World, changed: dict[str, str]) -> None:
    fields = {"sku": "BREAD", "seen": "5", "count": "7", "reason": "count", **changed}
    assert desk.post("/till/desk/stock", fields).status_code == 422
    assert desk.free("BREAD") is None


# Post.


def test_what_was_given_up_is_seen_and_tried_once_more(desk: World) -> None:
    desk.store.put_letter(Letter(key="alert-1", kind="alert", order=None), now=desk.clock())
    for _ in range(20):
        desk.store.due_letters(desk.clock(), limit=100)
        desk.store.letter_failed("alert-1", now=desk.clock(), error="recipient refused 550")
        desk.clock.forward(hours=7)
    sign_in(desk)
    said = words(desk.get("/till/desk/letters").text)
    assert "aufgegeben" in said
    assert "recipient refused 550" in said
    assert desk.post("/till/desk/letters", {"key": "alert-1"}).headers["location"] == "/till/desk/letters?told=again"
    waiting = {letter.key: letter for letter in desk.store.waiting_letters()}
    assert waiting["alert-1"].dead_at is None
    assert desk.post("/till/desk/letters", {"key": "nothing"}).headers["location"].endswith("told=meanwhile")


def test_what_is_only_to_be_sent_later_is_no_trouble(desk: World) -> None:
    desk.store.put_letter(
        Letter(key="later", kind="reminder", order=None, due=desk.clock() + timedelta(hours=1)), now=desk.clock()
    )
    assert "later" not in desk.get("/till/desk/letters").text


def test_every_kind_of_mail_has_a_word(desk: World) -> None:
    kinds = {path.stem.removeprefix("mail_") for path in (THEME / "till").glob("mail_*.txt")} - {"base", "parts"}
    assert len(kinds) == 15
    for kind in kinds:
        desk.store.put_letter(Letter(key=f"key-{kind}", kind=kind, order=None), now=desk.clock())
    desk.store.put_letter(Letter(key="key-hook", kind="order.paid", order=None, channel="hook"), now=desk.clock())
    page = desk.get("/till/desk/letters")
    assert page.status_code == 200
    assert "Meldung order.paid" in words(page.text)


# Everything else.


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_word_that_depends_on_something_is_there(language: str) -> None:
    known = yaml.safe_load((THEME / "translations" / f"{language}.yml").read_text("utf-8"))
    wanted: dict[str, Iterable[str]] = {
        "till.desk.told": door.TOLD,
        "till.desk.state": State,
        "till.desk.cause": {*parcel.CAUSES.values(), "note"},
        "till.desk.flag": ("late", "today", "express", "pre_order", "made", "withdrawal", "returned"),
        "till.desk.reason": stock.REASONS,
        "till.desk.channel": ("mail", "hook", "refund"),
        "till.desk.refund": ("due", "done", "failed"),
        "till.slip": table.WORDS,
    }
    assert {f"{key}.{word}" for key, words in wanted.items() for word in words} - known.keys() == set()


@pytest.mark.parametrize("page", ["", "/slips", "/orders/{}", "/orders/{}/slip", "/stock", "/returns", "/letters"])
def test_every_page_is_there_in_both_languages(desk: World, page: str) -> None:
    order = paid(desk, ("JACKET-M", 1), ("TEA", 2))
    withdrawn(desk, order, "den Tee")
    for language in ("de", "en"):
        answer = desk.get(f"/till/desk{page.format(order.number)}?language={language}")
        assert answer.status_code == 200


def test_a_closed_shop_is_said_to_be(desk: World) -> None:
    desk.store.marks.put("closed", desk.clock())
    assert "Der Verkauf ist geschlossen, seit 23. November 2026." in words(desk.get("/till/desk").text)


def test_the_language_is_the_browsers_or_the_one_that_was_asked_for(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    english = desk.get("/till/desk", **{"accept-language": "en-GB,en;q=0.9"}).text
    assert "Packing table" in english
    asked = desk.get("/till/desk?language=en").text
    assert "Packing table" in asked
    assert f"/till/desk/orders/{order.number}?language=en" in asked
    assert 'href="/till/desk?language=de"' in asked


def test_nobody_else_reads_along(desk: World) -> None:
    answer = desk.get("/till/desk")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"


def test_another_language_keeps_the_page(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    page = desk.get(f"/till/desk/orders/{order.number}").text
    assert f'href="/till/desk/orders/{order.number}?language=en"' in page


def test_below_a_path_everything_lies_below_it(tmp_path: Path) -> None:
    with shop(tmp_path, path="/magazine", packers=(PACKER,)) as world:
        link = link_of(world).removeprefix(world.url)
        assert world.post(link, {}).headers["location"] == "/magazine/till/desk?language=de"
        assert 'href="/magazine/till/desk/stock"' in world.get("/till/desk").text


def test_a_till_apart_from_its_site_has_its_table(tmp_path: Path) -> None:
    with origin() as here:
        settings = Settings(
            payment="sandbox",
            database_url=f"sqlite:///{tmp_path / 'till.db'}",
            site_url="https://shop.example",
            till_origin_url=f"{here.url}/till",
            mail_url="file:///x",
            desk_mails=(PACKER,),
        )
        with Store.open(settings.database_url) as store, httpx.Client() as client:
            store.migrate()
            here.app = create_app(settings, a_catalog, some_pages, store=lambda: store)
            client.post(f"{here.url}/till/desk/sign-in", data={"mail": PACKER})
            (letter,) = store.due_letters(utc_now())
            link = str(json.loads(letter.payload)["url"])
            assert link.startswith(f"{here.url}/till/desk/links/")
            assert client.post(link).headers["location"] == "/till/desk?language=de"
            page = client.get(f"{here.url}/till/desk")
            assert page.status_code == 200
            assert 'href="/till/desk/stock"' in page.text


def test_the_history_says_what_happened_and_not_who_did_it(desk: World) -> None:
    order = paid(desk, ("TEA", 1))
    desk.post(f"/till/desk/orders/{order.number}/packed", {})
    assert PACKER not in str(replace(now(desk, order)))
