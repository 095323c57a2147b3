"""The withdrawal function, lost links and the status page: a running shop on both databases, used as a browser does."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from functions import lifecycle
from functions.chores import outbox
from functions.order import State
from functions.returns import withdrawing
from functions.store import Letter, Withdrawal
from functions.store.marks import CLOSED
from tests.functions.shop import World, form_of, shop
from tests.functions.test_coupons_flow import a_shop
from tests.functions.test_refunding import bought, newest, refunds, work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from functions.order import Order

HERE = "/till/withdraw"
WHO = {"name": "Ida Muster", "email": "ida@example.org", "language": "de"}


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with shop(tmp_path, database=store_url) as opened:
        yield opened


def declared(world: World, contract: str, **fields: str) -> httpx.Response:
    """Both steps, as the footer's link leads there."""
    page = world.post(HERE, {**WHO, "contract": contract, **fields})
    assert page.status_code == 200, page.text
    return world.post(HERE, form_of(page, HERE))


def from_page(world: World, order: Order, **take: str) -> httpx.Response:
    """Both steps, as the status page leads there."""
    status = world.get(f"/till/orders/{order.token}")
    (link,) = re.findall(r'href="([^"]*/till/withdraw\?order=[^"]*)"', status.text)
    fields = {**form_of(world.get(html.unescape(link)), HERE), **take}
    return world.post(HERE, form_of(world.post(HERE, fields), HERE))


def kept(world: World) -> Withdrawal:
    (found,) = world.store.withdrawals.open() or world.store.withdrawals.of_order(newest(world).id)
    return found


def waiting(world: World) -> list[str]:
    return [letter.kind for letter in world.store.waiting_letters() if "withdrawal" in letter.kind]


def sent(world: World, order: Order) -> None:
    lifecycle.advance(world.till, order, State.SHIPPED, cause="shipped", note="dhl 00340434161094015902")


# The two steps and the receipt.


def test_it_can_be_withdrawn_while_nothing_is_sold(world: World) -> None:
    world.store.marks.put(CLOSED, world.clock(), "stocktaking")
    assert declared(world, "die Jacke").status_code == 200


def test_the_first_step_asks_for_name_contract_and_contact_and_no_more(world: World) -> None:
    page = world.get(f"{HERE}?language=de")
    shown = re.findall(r'<input id="([a-z]+)"', page.text)
    assert (page.status_code, shown) == (200, ["name", "contract", "email"])
    assert '<h1 class="till-title">Vertrag widerrufen</h1>' in page.text


def test_the_second_step_has_the_button_of_the_law(world: World) -> None:
    page = world.post(HERE, {**WHO, "contract": "die Jacke"})
    assert re.findall(r'<button class="button button-wide"[^>]*>(.*?)</button>', page.text) == ["Widerruf bestätigen"]
    assert world.store.withdrawals.open() == ()


def test_the_receipt_has_content_date_and_time_and_goes_out_by_mail(world: World) -> None:
    page = declared(world, "die Jacke von neulich")
    withdrawal = kept(world)
    local = withdrawal.received_at.astimezone(world.till.timezone)
    assert "Hiermit widerrufe ich den folgenden Vertrag: die Jacke von neulich" in page.text
    assert f"23. November 2026 um {local:%H:%M:%S} Uhr (MEZ)" in page.text
    assert (withdrawal.name, withdrawal.contact, withdrawal.order) == ("Ida Muster", "ida@example.org", None)
    assert waiting(world) == ["shop_withdrawal", "withdrawal"]


def test_a_double_click_declares_once(world: World) -> None:
    page = world.post(HERE, {**WHO, "contract": "die Jacke"})
    first, second = (world.post(HERE, form_of(page, HERE)) for _ in range(2))
    assert (len(world.store.withdrawals.open()), len(waiting(world))) == (1, 2)
    assert first.text == second.text


@pytest.mark.parametrize("missing", ["name", "contract", "email"])
def test_what_is_missing_is_asked_for_again(world: World, missing: str) -> None:
    page = world.post(HERE, {**WHO, "contract": "7", missing: " "})
    assert (page.status_code, f'href="#{missing}"' in page.text, 'aria-invalid="true"' in page.text) == (
        422,
        True,
        True,
    )


def test_the_details_can_be_changed_before_it_is_declared(world: World) -> None:
    page = world.post(HERE, {**WHO, "contract": "die Jacke"})
    again = world.post(HERE, {**form_of(page, HERE), "change": "1"})
    assert (again.status_code, form_of(again, HERE)["contract"]) == (200, "die Jacke")
    assert world.store.withdrawals.open() == ()


def test_lines_and_tags_in_what_was_written_stay_text(world: World) -> None:
    page = declared(world, "die\r\n<b>Jacke</b>")
    assert "die &lt;b&gt;Jacke&lt;/b&gt;" in page.text
    assert kept(world).contract == "die <b>Jacke</b>"


@pytest.mark.parametrize("contract", ["7K3M-9Q2X", "0000-0000", "irgendwas"])
def test_no_answer_says_whether_an_order_exists(world: World, contract: str) -> None:
    order = bought(world)
    known, unknown = declared(world, order.number), declared(world, contract)
    steady = re.compile(r"\d{2}:\d{2}:\d{2}|" + f"{order.number}|{contract}")
    assert steady.sub("", known.text) == steady.sub("", unknown.text)


def test_a_page_of_another_site_declares_nothing(world: World) -> None:
    answer = world.post(HERE, {**WHO, "contract": "7"}, origin="https://evil.example")
    assert (answer.status_code, world.store.withdrawals.open()) == (403, ())


# Which order it means.


@pytest.mark.parametrize("words", ["{}", "Bestellung Nr. {}", "my order {}"])
def test_number_and_address_together_are_enough(world: World, words: str) -> None:
    order = bought(world)
    declared(world, words.format(order.number.lower().replace("-", " ")), email="IDA@example.org")
    assert {State.WITHDRAWN} <= {step.state for step in newest(world).history}


def test_the_number_alone_moves_nothing(world: World) -> None:
    order = bought(world)
    declared(world, order.number, email="other@example.org")
    assert (newest(world).state, kept(world).order) == (State.PAID, None)


def test_a_part_in_words_is_for_people_to_read(world: World) -> None:
    order = bought(world)
    declared(world, f"nur eine Jacke aus {order.number}")
    assert (newest(world).state, newest(world).history[-1].cause) == (State.PAID, "withdrawn in part")
    assert kept(world).order == order.id


@pytest.mark.parametrize("words", ["die Jacke", "Teekanne"])
def test_the_shop_says_which_order_is_meant(world: World, words: str) -> None:
    order = bought(world)
    declared(world, words)
    assert [withdrawing.link(world.till, kept(world), order) for _ in range(2)] == [True, False]
    assert newest(world).history[-1].cause == "withdrawn in part"


def test_a_withdrawal_before_the_money_came_holds_when_it_comes(world: World) -> None:
    placed = world.order(("JACKET-M", 1))
    world.press(placed.headers["location"], "pending")
    declared(world, newest(world).number)
    assert newest(world).state is State.PENDING
    world.press(placed.headers["location"], "settled")
    withdrawing.catch_up(world.till)
    assert (newest(world).state, len(refunds(world, newest(world)))) == (State.WITHDRAWN, 1)


# What goes back.


def test_what_never_left_is_paid_back_at_once_with_its_shipping_and_units(world: World) -> None:
    order = bought(world, ("JACKET-M", 1))
    assert world.free("JACKET-M") == 4
    declared(world, order.number)
    work(world)
    assert refunds(world, order) == [(18900 + 490, "withdrawal", "done")]
    assert (newest(world).state, world.free("JACKET-M")) == (State.REFUNDED, 5)
    assert world.store.withdrawals.open() == ()


def test_what_is_excluded_is_accepted_and_left_to_people(world: World) -> None:
    order = bought(world, ("BREAD", 1))
    assert "Vom Widerruf ausgenommen:" in world.get(f"{HERE}?order={order.token}").text
    declared(world, order.number)
    assert (newest(world).state, refunds(world, order), kept(world).refund) == (State.WITHDRAWN, [], None)


def test_what_was_sent_comes_back_first(world: World) -> None:
    order = bought(world, ("JACKET-M", 1))
    sent(world, order)
    declared(world, order.number)
    assert (newest(world).state, refunds(world, order)) == (State.WITHDRAWN, [])
    for _ in range(2):
        withdrawing.send_label(world.till, kept(world), "DHL-4711")
    assert [letter.kind for letter in world.store.waiting_letters()].count("return") == 1
    assert "DHL-4711" in world.get(f"/till/orders/{order.token}").text
    for _ in range(2):
        withdrawing.arrived(world.till, kept(world), ((0, 1),), restock=True)
        work(world)
    assert (newest(world).state, refunds(world, order)) == (State.REFUNDED, [(18900 + 490, "withdrawal", "done")])
    assert world.free("JACKET-M") == 5


def test_a_part_is_chosen_on_the_orders_own_page(world: World) -> None:
    order = bought(world, ("JACKET-M", 2), ("TEA", 1))
    sent(world, order)
    page = from_page(world, order, **{"take-0": "1", "take-1": "0"})
    assert "1 × Ware JACKET-M, M" in page.text
    assert (kept(world).lines, newest(world).state) == (((0, 1),), State.SHIPPED)
    assert (newest(world).history[-1].cause, newest(world).history[-1].note) == ("withdrawn in part", "1 x JACKET-M")
    withdrawing.arrived(world.till, kept(world), kept(world).lines, restock=False)
    work(world)
    assert refunds(world, order) == [(18900, "withdrawal", "done")]


def test_everything_chosen_is_the_whole_order(world: World) -> None:
    order = bought(world, ("JACKET-M", 2), ("TEA", 1))
    from_page(world, order)
    assert newest(world).state is State.WITHDRAWN


def test_nothing_chosen_is_asked_for_again(world: World) -> None:
    order = bought(world)
    fields = {**form_of(world.get(f"{HERE}?order={order.token}"), HERE), "take-0": "0"}
    page = world.post(HERE, fields)
    assert (page.status_code, "Bitte wählen Sie mindestens einen Artikel." in page.text) == (422, True)


def test_a_second_click_is_answered_with_the_receipt_when_all_has_been_given_back(world: World) -> None:
    order = bought(world)
    first = world.post(HERE, form_of(world.get(f"{HERE}?order={order.token}"), HERE))
    pages = []
    for _ in range(2):
        pages.append(world.post(HERE, form_of(first, HERE)))
        work(world)
    assert refunds(world, order) == [(order.total, "withdrawal", "done")]
    assert [page.status_code for page in pages] == [200, 200]
    assert all(kept(world).statement in html.unescape(page.text) for page in pages)


@pytest.mark.parametrize(("written", "taken"), [("99", 2), ("1", 1), ("-1", 0), ("1.5", 0), ("²", 0), ("9" * 5000, 0)])
def test_no_more_can_be_chosen_than_was_bought(world: World, written: str, taken: int) -> None:
    order = bought(world)
    page = world.post(HERE, {**form_of(world.get(f"{HERE}?order={order.token}"), HERE), "take-0": written})
    assert form_of(page, HERE).get("take-0") == str(taken)


def test_a_closed_withdrawal_is_settled_without_money(world: World) -> None:
    order = bought(world)
    sent(world, order)
    declared(world, order.number)
    assert [withdrawing.close(world.till, kept(world)) for _ in range(2)] == [True, False]
    assert refunds(world, order) == []


def test_a_present_that_never_left_goes_back_into_stock(tmp_path: Path, store_url: str) -> None:
    with a_shop(tmp_path, store_url) as world:
        world.order(("JACKET-M", 2), coupon="ALL-OF-IT")
        order = newest(world)
        assert (order.state, order.amount_due, world.free("JACKET-M")) == (State.PAID, 0, 3)
        declared(world, order.number)
        assert (newest(world).state, refunds(world, order), world.free("JACKET-M")) == (State.WITHDRAWN, [], 5)


def test_what_a_coupon_took_off_is_not_given_back(tmp_path: Path, store_url: str) -> None:
    with a_shop(tmp_path, store_url) as world:
        world.press(world.order(("PIN", 10), coupon="FIVE").headers["location"], "paid")
        order = newest(world)
        sent(world, order)
        from_page(world, order, **{"take-0": "4"})
        withdrawing.arrived(world.till, kept(world), kept(world).lines, restock=True)
        work(world)
        assert refunds(world, order) == [((3330 - 500) * 4 // 10, "withdrawal", "done")]


# A lost link.


def test_the_answer_about_lost_links_never_differs(world: World) -> None:
    bought(world)
    answers = [world.post("/till/find", {"email": mail, "language": "de"}) for mail in ("ida@example.org", "x@y.zz")]
    assert (answers[0].text, answers[0].status_code) == (answers[1].text, 200)
    assert [letter.kind for letter in world.store.waiting_letters() if letter.kind == "links"] == ["links"] * 2


def test_only_who_has_ordered_gets_links(world: World) -> None:
    order = bought(world)
    for mail in ("IDA@example.org", "x@y.zz"):
        world.post("/till/find", {"email": mail, "language": "de"})
    outbox.work(world.till)
    (letter,) = world.mails.glob("links-*.eml")
    assert order.token in letter.read_text("utf-8").replace("=\n", "")


def test_an_address_gets_one_letter_however_often_it_is_asked_for(world: World) -> None:
    for mail in ("ida@example.org", "Ida@Example.org"):
        world.post("/till/find", {"email": mail, "language": "de"})
    assert [letter.kind for letter in world.store.waiting_letters()] == ["links"]


def test_orders_of_long_ago_are_not_sent(world: World) -> None:
    bought(world)
    world.clock.forward(days=401)
    world.post("/till/find", {"email": "ida@example.org", "language": "de"})
    outbox.work(world.till, channels=("mail",))
    assert list(world.mails.glob("links-*.eml")) == []


def test_what_is_no_address_is_told(world: World) -> None:
    page = world.post("/till/find", {"email": "ida", "language": "de"})
    assert (page.status_code, "Das ist keine E-Mail-Adresse." in page.text) == (422, True)


# Where it stands.


def test_the_status_page_tells_the_whole_story(world: World) -> None:
    order = bought(world, ("JACKET-M", 1))
    for state in (State.PACKED, State.SHIPPED, State.DELIVERED):
        note = "dhl 00340434161094015902" if state is State.SHIPPED else ""
        lifecycle.advance(world.till, order, state, cause=str(state), note=note)
    page = html.unescape(world.get(f"/till/orders/{order.token}").text)
    told = re.findall(r"</time> (.*?)</li>", page)
    assert told == ["Bestellung eingegangen", "Bezahlt", "Gepackt", "An den Paketdienst übergeben", "Angekommen"]
    assert "piececode=00340434161094015902" in page
    assert re.findall(r'href="([^"]*/invoices/R-000001)"', page)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("act", ["refunded", "disputed"])
def test_what_the_bank_did_is_told_in_words(world: World, language: str, act: str) -> None:
    world.press(world.order(("TEA", 1), language=language).headers["location"], "paid")
    order = newest(world)
    assert order.payment is not None
    world.press(order.payment.url, act)
    page = world.get(f"/till/orders/{order.token}")
    assert (page.status_code, str(newest(world).state)) == (200, act)


def test_what_only_concerns_the_shop_is_not_told(world: World) -> None:
    order = bought(world)
    sent(world, order)
    declared(world, order.number)
    withdrawing.close(world.till, kept(world))
    page = html.unescape(world.get(f"/till/orders/{order.token}").text)
    assert re.findall(r"</time> (.*?)</li>", page)[-1] == "Widerrufen"


def test_a_lost_link_is_sent_so_often_and_no_more(world: World) -> None:
    client = {"x-forwarded-for": "203.0.113.9"}
    answers = [world.post("/till/find", WHO, **client).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_no_declaration_is_refused_however_many_there_are_but_their_mails_wait(world: World) -> None:
    client = {"x-forwarded-for": "203.0.113.9"}
    page = form_of(world.post(HERE, {**WHO, "contract": "7"}), HERE)
    answers = [world.post(HERE, {**page, "declaration": f"{index:024x}"}, **client) for index in range(32)]
    assert [(answer.status_code, "Eingegangen am" in answer.text) for answer in answers] == [(200, True)] * 32
    assert len(world.store.withdrawals.open()) == 32
    assert len(world.store.due_letters(world.clock(), limit=100)) == 60
    world.clock.forward(minutes=59)
    late = {f"{kind}-{index:024x}" for kind in ("withdrawal", "shop_withdrawal") for index in (30, 31)}
    assert late.isdisjoint(letter.key for letter in world.store.due_letters(world.clock(), limit=100))
    world.clock.forward(minutes=1)
    assert late <= {letter.key for letter in world.store.due_letters(world.clock(), limit=100)}


def test_a_letter_needs_an_order_or_none(world: World) -> None:
    world.store.put_letter(Letter(key="x", kind="links", order=None, payload="{}"), now=world.clock())
    world.clock.forward(seconds=timedelta(hours=1).total_seconds())
    assert outbox.work(world.till, channels=("mail",)).failed == 1
