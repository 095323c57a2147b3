"""The letters: what each kind tells, to whom, when it is not sent any more; both languages, text and HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from functions import lifecycle
from functions.chores import outbox
from functions.hooks import events
from functions.letters.kinds import is_needed
from functions.letters.mail import compose
from functions.letters.payloads import Links, SignIn
from functions.order import State
from functions.returns import refunding, withdrawing
from functions.store import DueLetter, Happening, Letter, Withdrawal
from tests.functions.shop import THEME, World, shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from functions.order import Order

KINDS = {path.stem.removeprefix("mail_") for path in (THEME / "till").glob("mail_*.html")} - {"base", "parts"}


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with shop(tmp_path, database=store_url) as opened:
        yield opened


def placed(world: World, **fields: str) -> tuple[Order, str]:
    """An order whose payment page is open, and that page."""
    answer = world.order(("JACKET-M", 1), ("BREAD", 2), **fields)
    return world.store.orders_since(world.clock() - world.clock.day)[-1], answer.headers["location"]


def paid(world: World, **fields: str) -> Order:
    order, page = placed(world, **fields)
    world.press(page, "paid")
    return again(world, order)


def again(world: World, order: Order) -> Order:
    found = world.store.order_by_id(order.id)
    assert found is not None
    return found


def sent(world: World) -> dict[str, EmailMessage]:
    """What lies in the folder once the outbox was worked off, by kind."""
    outbox.work(world.till)
    found = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in world.mails.glob("*.eml"))
    return {message["Message-ID"].strip("<").partition("-")[0]: message for message in found}


def texts(message: EmailMessage) -> tuple[str, str]:
    """As text, and as HTML without its tags."""
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    plain, html = (str(body.get_content()) if body else "" for body in bodies)
    return re.sub(r"\s+", " ", plain), re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("</head>")[2]))


def both(message: EmailMessage, *parts: str) -> list[str]:
    """Which of the parts is missing from the text or the HTML."""
    return [part for part in parts for text in texts(message) if part not in text]


def withdrawal(world: World, order: Order, contract: str = "", language: str = "de") -> Withdrawal:
    return Withdrawal(
        id="w1",
        received_at=world.clock(),
        language=language,
        name="Ida <Muster>",
        contract=contract or f"{order.number}, nur das Brot",
        contact="ida@example.org",
        statement="Hiermit widerrufe ich.",
    )


def test_who_pays_at_once_is_written_to_once(world: World) -> None:
    paid(world)
    world.clock.forward(hours=1)
    assert sorted(sent(world)) == ["order", "shop"]


def test_who_has_not_paid_gets_a_receipt_and_one_reminder(world: World) -> None:
    order, _ = placed(world)
    assert sent(world) == {}
    world.clock.forward(minutes=2)
    (received,) = sent(world).values()
    assert received["Subject"] == f"Wegwarte: Bestellung {order.number} ist eingegangen"
    assert both(received, order.number, "Bezahlt ist sie noch nicht", "um 10:35 Uhr", "202,00 €") == []
    world.clock.forward(minutes=8)
    assert sorted(sent(world)) == ["received", "reminder"]
    world.clock.forward(minutes=20)
    assert world.till.order_url(order.token) in texts(sent(world)["reminder"])[0]
    assert len(list(world.mails.glob("*.eml"))) == 2


@pytest.mark.parametrize("act", ["paid", "pending", "cancel"])
def test_nobody_is_reminded_of_what_is_settled(world: World, act: str) -> None:
    order, page = placed(world)
    if act == "cancel":
        world.get(f"/till/orders/{order.token}/cancelled")
    else:
        world.press(page, act)
    world.clock.forward(minutes=11)
    assert {"received", "reminder"} & set(sent(world)) == set()


def test_nobody_is_asked_to_pay_what_cannot_be_paid_any_more(world: World) -> None:
    placed(world)
    world.clock.forward(minutes=36)
    assert sent(world) == {}


def test_the_shop_reads_its_own_language_as_far_as_the_catalogue_has_it(world: World) -> None:
    answer = world.order(("JACKET-M", 1), ("TEA", 1), language="en")
    del world.catalog.variants["TEA"]
    world.press(answer.headers["location"], "paid")
    letters = sent(world)
    assert both(letters["shop"], "Ware JACKET-M", "Größe: M", "Article TEA", "Standardversand") == []
    assert both(letters["order"], "Article JACKET-M", "Article TEA", "Standard delivery") == []


def test_the_parcel_is_told_with_the_way_to_follow_it(world: World) -> None:
    order = paid(world)
    lifecycle.advance(world.till, order, State.SHIPPED, cause="shipped", note="dhl 00340434161094015902")
    letter = sent(world)["shipped"]
    assert both(letter, "DHL 00340434161094015902", "24. November 2026", "R-000001", "Am Wegrain 7") == []
    html = letter.get_body(("html",))
    assert html is not None
    assert 'href="https://www.dhl.de/' in html.get_content()


def test_money_that_goes_back_is_told_with_its_reason_and_its_correction(world: World) -> None:
    order = paid(world)
    asked = refunding.request(world.till, order, ((1, 2),), reason="withdrawal")
    assert asked is not None
    letter = sent(world)["refunded"]
    assert letter["Subject"] == f"Wegwarte: Erstattung zu {order.number}, 13,00\xa0€"
    assert both(letter, "13,00 €", "2 × Ware BREAD", "Widerruf", "K-000001") == []
    assert f"/till/orders/{order.token}/invoices/K-000001" in texts(letter)[0]


def test_the_receipt_of_a_withdrawal_shows_what_was_declared_and_when(world: World) -> None:
    order = paid(world)
    sent(world)
    withdrawing.declare(world.till, withdrawal(world, order), None)
    letters = sent(world)
    said = ("Ida", "nur das Brot", "ida@example.org", "Hiermit widerrufe ich.", "23. November 2026 um 10:00 Uhr (MEZ)")
    assert both(letters["withdrawal"], *said) == both(letters["shop_withdrawal"], *said) == []
    assert letters["withdrawal"]["To"] == "ida@example.org"
    assert letters["shop_withdrawal"]["To"] == "Wegwarte <hallo@wegwarte.example>"
    assert letters["shop_withdrawal"]["Reply-To"] == "ida@example.org"


@pytest.mark.parametrize("label", ["DHL-4711", "https://labels.example/1"])
def test_how_the_goods_come_back_goes_to_who_has_withdrawn(world: World, label: str) -> None:
    order = paid(world)
    declared = replace(withdrawal(world, order), order=order.id)
    world.store.withdrawals.declare(declared, ())
    assert withdrawing.send_label(world.till, declared, label)
    letter = sent(world)["return"]
    assert both(letter, label, declared.statement, "binnen 14 Tagen nach dem Widerruf") == []
    assert letter["To"] == "ida@example.org"


def test_the_receipt_of_a_withdrawal_says_nothing_of_an_order(world: World) -> None:
    order = paid(world)
    said = withdrawal(world, order, contract="irgendeiner")
    known, unknown = (
        texts(_receipt(world, one)) for one in (replace(said, id="a", order=order.id), replace(said, id="b"))
    )
    assert known == unknown


def _receipt(world: World, declared: Withdrawal) -> EmailMessage:
    world.store.withdrawals.declare(declared, ())
    return compose(world.till, _due("withdrawal", payload=declared.id), None)


def _due(kind: str, order: Order | None = None, payload: str = "") -> DueLetter:
    of = order.id if order else None
    return DueLetter(key=f"{kind}-1", channel="mail", kind=kind, order=of, payload=payload, put_at=0, attempts=1)


def test_lost_links_are_those_of_the_address_the_latest_first(world: World) -> None:
    first, second = paid(world), paid(world)
    world.store.set_stock("BREAD", 5)
    paid(world, email="noa@example.org")
    payload = Links(to="Ida@example.org", language="en").as_json()
    world.store.put_letter(Letter(key="links-1", kind="links", order=None, payload=payload), now=world.clock())
    letter = sent(world)["links"]
    numbers = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", texts(letter)[0])
    assert (letter["To"], numbers) == ("Ida@example.org", [second.number, first.number])
    assert both(letter, "These are the orders of this address.") == []


def test_an_address_without_orders_is_not_written_to(world: World) -> None:
    payload = Links(to="nobody@example.org", language="de").as_json()
    world.store.put_letter(Letter(key="links-1", kind="links", order=None, payload=payload), now=world.clock())
    assert (sent(world), world.store.waiting_letters()) == ({}, ())


def test_what_opens_a_door_is_forgotten_once_it_was_sent(world: World) -> None:
    url = f"{world.url}/till/desk/links/secret"
    payload = SignIn(to="packen@example.org", language="de", url=url, minutes=15).as_json()
    world.store.put_letter(Letter(key="sign_in-1", kind="sign_in", order=None, payload=payload), now=world.clock())
    assert both(sent(world)["sign_in"], "15 Minuten") == []
    with world.store._access.reading() as session:  # noqa: SLF001 (what lies in the database)
        assert session.rows("SELECT payload FROM outbox WHERE key = 'sign_in-1'") == [{"payload": ""}]


def test_a_dispute_is_told_to_the_shop_while_it_lasts(world: World) -> None:
    order = paid(world)
    sent(world)
    lifecycle.advance(world.till, order, State.DISPUTED, cause="dispute")
    assert sent(world)["shop_dispute"]["Subject"] == f"Zahlung angefochten: {order.number}, 202,00\xa0€"
    assert world.store.resume(order.id, Happening(cause="dispute won", at=world.clock()))
    assert not is_needed(world.till, _due("shop_dispute", order), again(world, order))


def test_a_late_confirmation_tells_what_was_agreed_wherever_the_parcel_is(world: World) -> None:
    order = paid(world)
    lifecycle.advance(world.till, order, State.SHIPPED, cause="shipped")
    assert sent(world)["order"]["Subject"] == f"Wegwarte: Ihre Bestellung {order.number}"


def test_nothing_is_to_be_packed_once_it_was_withdrawn(world: World) -> None:
    order = paid(world)
    lifecycle.advance(world.till, order, State.WITHDRAWN, cause="withdrawn")
    assert "shop" not in sent(world)


def test_all_letters_of_an_order_belong_together(world: World) -> None:
    order, page = placed(world)
    world.clock.forward(minutes=2)
    sent(world)
    world.press(page, "paid")
    lifecycle.advance(world.till, again(world, order), State.SHIPPED, cause="shipped")
    letters = sent(world)
    threads = {kind: letter["References"] for kind, letter in letters.items()}
    assert threads == {
        **dict.fromkeys(("received", "order", "shipped"), f"<thread-{order.id}@127.0.0.1>"),
        "shop": f"<thread-shop-{order.id}@127.0.0.1>",
    }
    assert {letter["Auto-Submitted"] for letter in letters.values()} == {"auto-generated"}
    assert {letters[kind]["Reply-To"] for kind in ("received", "order")} == {"hallo@wegwarte.example"}


def _every_letter(world: World, language: str) -> Iterator[EmailMessage]:
    order = paid(world, language=language)
    sent(world)
    asked = refunding.request(world.till, order, ((1, 2),), reason="late")
    assert asked is not None
    sent(world)
    lifecycle.advance(world.till, order, State.SHIPPED, cause="shipped", note="https://parcels.example/1")
    order, declared = again(world, order), withdrawal(world, order, language=language)
    world.store.withdrawals.declare(declared, ())
    payloads = {
        "refund": asked.id,
        "withdrawal": declared.id,
        "shop_withdrawal": declared.id,
        "return": declared.id,
        "links": Links(to="ida@example.org", language=language).as_json(),
        "sign_in": SignIn(to="ida@example.org", language=language, url="https://shop.example", minutes=1).as_json(),
        "alert": "Two letters\nwere given up.",
    }
    for kind in sorted(KINDS):
        yield compose(world.till, _due(kind, order, payloads.get(kind, "")), order)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_letter_loads_nothing_and_says_the_same_as_text_and_as_html(world: World, language: str) -> None:
    letters = list(_every_letter(world, language))
    assert len(letters) == len(KINDS) == 15
    for letter in letters:
        html, plain = letter.get_body(("html",)), letter.get_body(("plain",))
        assert html is not None
        assert plain is not None
        body = html.get_content()
        assert re.findall(r"<(?:img|link|script|iframe)|url\(|@import|\ssrc=", body) == []
        assert f'<html lang="{language}">' in body or letter["To"].startswith("Wegwarte")
        assert (letter["Subject"] != "", "\n\n\n" in plain.get_content().replace("\r\n", "\n")) == (True, False)
        addresses = set(re.findall(r'href="(https?://[^"]+)"', body)) - {"https://shop.example"}
        missing = {url for url in addresses if url.replace("&amp;", "&") not in plain.get_content()}
        assert missing == set(), letter["Subject"]


def test_hooks_are_none_of_the_mails(world: World) -> None:
    assert events.letters((), events.Event(id="1", type=events.PING, at=0), None) == ()
    paid(world)
    assert {letter.channel for letter in world.store.waiting_letters()} == {"mail"}


def test_the_shop_is_led_to_its_packing_table(tmp_path: Path) -> None:
    with shop(tmp_path, packers=("packen@example.org",)) as world:
        order = paid(world)
        letter = sent(world)["shop"]
        assert f"{world.url}/till/desk/orders/{order.number}" in texts(letter)[0]
        assert order.token not in letter.as_string()
