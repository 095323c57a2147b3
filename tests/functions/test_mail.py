"""Letters: what they say, what they look like to a mail server, and how the outbox sees to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.chores import outbox
from functions.chores.outbox import Tally
from functions.letters.mail import compose
from functions.letters.post import NotTakenError, Post
from functions.order import State
from functions.pages import Document
from functions.settings import Settings
from functions.store import DueLetter
from tests.functions.mailbox import mailbox
from tests.functions.shop import World, fresh_pages, shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from functions.order import Order
    from functions.till import Till


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop(tmp_path) as opened:
        yield opened


def paid(world: World, **fields: str) -> Order:
    placed = world.order(("JACKET-M", 1), ("BREAD", 2), **fields)
    world.press(placed.headers["location"], "paid")
    (order,) = world.store.orders_since(world.clock() - world.clock.day)
    return order


def letters_in(world: World) -> dict[str, EmailMessage]:
    return {
        path.name.partition("-")[0]: message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in world.mails.glob("*.eml")
    }


def due(key: str, kind: str, order: str) -> DueLetter:
    """A letter about an order, tried for the first time."""
    return DueLetter(key=key, channel="mail", kind=kind, order=order, payload="", put_at=0, attempts=1)


def text_of(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_paid_order_is_confirmed_to_the_shopper_and_told_to_the_shop(world: World) -> None:
    order = paid(world)
    assert outbox.work(world.till) == Tally(sent=2, failed=0)
    letters = letters_in(world)
    assert letters["order"]["To"] == "ida@example.org"
    assert letters["order"]["From"] == "Wegwarte <hallo@wegwarte.example>"
    assert letters["order"]["Subject"] == f"Wegwarte: Ihre Bestellung {order.number}"
    assert letters["shop"]["To"] == "Wegwarte <hallo@wegwarte.example>"
    assert letters["shop"]["Reply-To"] == "ida@example.org"
    assert "1 × JACKET-M" in text_of(letters["shop"], "plain")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_confirmation_holds_the_whole_contract(world: World, kind: str) -> None:
    order = paid(world)
    outbox.work(world.till)
    text = text_of(letters_in(world)["order"], kind)
    for part in (
        order.number,
        "Ware JACKET-M",
        "Größe: M",
        "Aus Wolle.",
        "189,00\xa0€",
        "Gesamtpreis",
        "202,00\xa0€",
        "19\xa0%",
        "32,25\xa0€",
        "24. November 2026",
        "Backware",
        "500\xa0g · 13,00\xa0€ je kg",
        "Ida Muster",
        "Deutschland",
        "Karte, Lastschrift",
        "Mängelhaftungsrecht",
        "Musterfelde",
        "hallo@wegwarte.example",
        f"{world.url}/till/orders/{order.token}",
        "AGB de",
        f"{world.url}/agb/",
        "Der Vertrag kommt mit der Zahlung zustande.",
        "Widerruf de",
    ):
        assert part in text, part


def test_a_legal_text_keeps_its_shape(world: World) -> None:
    world.pages = fresh_pages()
    text = "Wohin\n-----\n\nLand | Preis\nDE | 4,90 €"
    terms = Document(title="AGB", url="/agb/", text=text)
    world.pages._file.documents["de"]["terms"] = terms  # noqa: SLF001 (a build with other terms)
    paid(world)
    outbox.work(world.till)
    letter = letters_in(world)["order"]
    assert text in text_of(letter, "plain").replace("\r\n", "\n")
    assert "<h3>Wohin</h3>\n<p>Land | Preis<br>DE | 4,90 €</p>" in text_of(letter, "html").replace("\r\n", "\n")


@pytest.mark.parametrize(("language", "country"), [("de", "Deutschland"), ("en", "Germany")])
def test_the_sellers_country_is_named_in_the_shoppers_language(world: World, language: str, country: str) -> None:
    shop_of = msgspec.structs.replace(world.catalog.shop, country="DE", telephone="+49 30 23125 070")
    world.catalog = msgspec.structs.replace(world.catalog, shop=shop_of)
    paid(world, language=language)
    outbox.work(world.till)
    text = text_of(letters_in(world)["order"], "plain").replace("\r\n", "\n")
    assert f"00700 Musterfelde\n{country}\n+49 30 23125 070\nhallo@wegwarte.example\n" in text


def test_the_confirmation_shows_the_terms_that_were_agreed_to(world: World) -> None:
    paid(world)
    world.pages = fresh_pages()
    world.pages._file.documents["de"].clear()  # noqa: SLF001 (a new build, without them)
    outbox.work(world.till)
    assert "AGB de" in text_of(letters_in(world)["order"], "plain")


def test_a_shopper_is_written_to_in_their_language_and_the_shop_in_its_own(world: World) -> None:
    paid(world, language="en")
    outbox.work(world.till)
    letters = letters_in(world)
    assert "Dear Ida Muster," in text_of(letters["order"], "plain")
    assert "€189.00" in text_of(letters["order"], "html")
    assert "ist bezahlt und kann gepackt werden" in text_of(letters["shop"], "plain")


def test_a_letter_written_again_is_the_same_letter(world: World) -> None:
    order = paid(world)
    letter = due(f"order-{order.id}", "order", order.id)
    first, second = (compose(world.till, letter, order) for _ in range(2))
    assert first["Message-ID"] == second["Message-ID"] == f"<order-{order.id}@127.0.0.1>"


def test_markup_in_a_name_stays_text(world: World) -> None:
    order = paid(world, name="<b>Ida</b> & Söhne")
    letter = due("order-1", "order", order.id)
    message = compose(world.till, letter, order)
    assert "&lt;b&gt;Ida&lt;/b&gt; &amp; Söhne" in text_of(message, "html")
    assert "<b>Ida</b> & Söhne" in text_of(message, "plain")


@pytest.mark.parametrize(("letter", "kind"), [("order", "plain"), ("order", "html"), ("shop", "plain")])
def test_a_set_stands_once_under_its_title(world: World, letter: str, kind: str) -> None:
    order = paid(world)
    order = replace(order, lines=tuple(msgspec.structs.replace(line, group="Für das Moor") for line in order.lines))
    message = compose(world.till, due("order-1", letter, order.id), order)
    text = text_of(message, kind)
    assert (text.count("Für das Moor"), text.index("Für das Moor") < text.index("JACKET-M")) == (1, True)


def test_the_money_of_a_delayed_payment_is_told_once_when_it_is_there(world: World) -> None:
    placed = world.order(("JACKET-M", 1))
    world.press(placed.headers["location"], "pending")
    assert outbox.work(world.till) == Tally(sent=1, failed=0)
    world.press(placed.headers["location"], "settled")
    assert outbox.work(world.till) == Tally(sent=2, failed=0)
    (order,) = world.store.orders_since(world.clock() - world.clock.day)
    letters = letters_in(world)
    assert sorted(letters) == ["arrived", "order", "shop"]
    assert letters["arrived"]["To"] == "ida@example.org"
    assert letters["arrived"]["Subject"] == f"Wegwarte: Die Zahlung zu {order.number} ist da"
    assert "Gesamtpreis: 193,90\xa0€" in text_of(letters["arrived"], "plain")
    assert order.token in text_of(letters["arrived"], "plain")


def test_a_failed_payment_is_told(world: World) -> None:
    order = replace(paid(world), state=State.FAILED)
    message = compose(world.till, due("failed-1", "failed", order.id), order)
    assert message["Subject"] == f"Wegwarte: Die Zahlung zu {order.number} ist nicht angekommen"
    assert order.token in text_of(message, "plain")


def test_a_confirmation_that_the_failed_payment_has_overtaken_is_not_sent(world: World) -> None:
    placed = world.order(("JACKET-M", 1))
    world.press(placed.headers["location"], "pending")
    with mailbox(refuses=True) as (_, url):
        assert outbox.work(till_with(world, url)) == Tally(sent=0, failed=1)
    world.press(placed.headers["location"], "failed")
    world.clock.forward(hours=1)
    outbox.work(world.till)
    assert list(letters_in(world)) == ["failed"]


@pytest.mark.parametrize("moment", ["2026-03-28T23:30:00+00:00", "2026-10-24T22:30:00+00:00"])
def test_the_day_of_an_order_is_the_shops_day(world: World, moment: str) -> None:
    world.clock.moment = datetime.fromisoformat(moment)  # half past midnight in Berlin, before and after summer time
    order = paid(world)
    outbox.work(world.till)
    day = f"Bestellt am: {world.clock.moment.day + 1}. "
    assert day in text_of(letters_in(world)["order"], "plain")
    assert f"<dd>{world.clock.moment.day + 1}. " in world.get(f"/till/orders/{order.token}").text


def till_with(world: World, mail_url: str) -> Till:
    settings = world.till.settings
    return msgspec.structs.replace(
        world.till,
        settings=Settings(
            payment="sandbox", database_url=settings.database_url, site_url=settings.site_url, mail_url=mail_url
        ),
    )


def test_letters_are_handed_to_a_mail_server(world: World) -> None:
    order = paid(world)
    with mailbox() as (server, url):
        assert outbox.work(till_with(world, url)) == Tally(sent=2, failed=0)
    assert len(server.taken) == 2
    assert f"Message-ID: <order-{order.id}@127.0.0.1>".encode() in b"".join(server.taken)


def test_a_letter_that_was_not_taken_is_tried_again_later(world: World) -> None:
    paid(world)
    with mailbox(refuses=True) as (_, url):
        assert outbox.work(till_with(world, url)) == Tally(sent=0, failed=2)
    assert outbox.work(world.till) == Tally(sent=0, failed=0)
    world.clock.forward(minutes=2)
    assert outbox.work(world.till) == Tally(sent=2, failed=0)


def test_a_password_is_not_sent_without_encryption(world: World) -> None:
    order = paid(world)
    message = compose(world.till, due("shop-1", "shop", order.id), order)
    with mailbox() as (server, url), pytest.raises(NotTakenError, match="offers no encryption"):
        Post(url=url.replace("smtp://", "smtp://till:secret@")).send("shop-1", message)
    assert server.taken == []


def test_one_letter_that_cannot_be_written_does_not_keep_the_others(world: World) -> None:
    paid(world)
    world.pages = fresh_pages()
    world.pages._file.templates.pop("mail_order.html")  # noqa: SLF001 (a broken theme is played)
    assert outbox.work(world.till) == Tally(sent=1, failed=1)
    assert list(letters_in(world)) == ["shop"]
