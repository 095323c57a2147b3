"""`litfass outbox` and `litfass hooks`: what waits and why, once more, and whether other programs hear us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from functions import catalog as catalogs
from functions.chores import outbox
from functions.cli import main
from functions.letters import kinds
from functions.store import Letter
from functions.till import utc_now
from tests.functions.mailbox import mailbox
from tests.functions.shop import HOOKS_SECRET, World, a_catalog, origin, pages_json, shop
from tests.functions.test_hooks import Receiver
from tests.functions.test_outbox import by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.order import Order


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with origin() as here:
        made = Receiver(url=here.url)
        here.app = made
        yield made


@pytest.fixture
def world(tmp_path: Path, store_url: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A shop, and the environment in which the commands find it."""
    with shop(tmp_path, database=store_url, hooks=(receiver.url,)) as opened:
        opened.clock.moment = utc_now()
        (tmp_path / "site" / "_till").mkdir(parents=True)
        (tmp_path / "site" / "_till" / "catalog.json").write_bytes(catalogs.dump(a_catalog()))
        (tmp_path / "site" / "_till" / "pages.json").write_bytes(pages_json())
        for name, value in {
            "LITFASS_PAYMENT": "sandbox",
            "LITFASS_DATABASE_URL": store_url,
            "LITFASS_SITE_URL": opened.url,
            "LITFASS_MAIL_URL": opened.mails.as_uri(),
            "LITFASS_SITE_DIR": str(tmp_path / "site"),
            "LITFASS_HOOKS": receiver.url,
            "LITFASS_HOOKS_SECRET": HOOKS_SECRET,
        }.items():
            monkeypatch.setenv(name, value)
        yield opened


def paid(world: World) -> Order:
    world.press(world.order(("JACKET-M", 1)).headers["location"], "paid")
    (order,) = world.store.orders_since(world.clock() - world.clock.day)
    return order


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def mails_of(lines: list[str]) -> set[str]:
    """The kinds of mails that a list names."""
    fields = [line.split() for line in lines]
    return {key.partition("-")[0] for _, _, _, channel, _, key, *_ in fields if channel == "mail"}


def test_what_waits_is_a_line_each_with_its_reason_and_no_address(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    order = paid(world)
    with mailbox(refuses=True, refusal=b"550 5.1.1 <ida@example.org> unknown") as (_, url):
        outbox.work(by(world, url))
    assert main(["outbox", "list"]) == 0
    lines = said(capsys)
    assert [line.split()[0] for line in lines] == ["given", "given"]
    assert f"{order.number}  order-{order.id}  1x  recipient refused 550 5.1.1" in lines[0]
    assert not any("@" in line or "Ida" in line for line in lines)


def test_what_asks_for_a_payment_waits_only_until_that_has_come(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    page = world.order(("TEA", 1)).headers["location"]
    assert main(["outbox", "list"]) == 0
    assert mails_of(said(capsys)) == {"received", "reminder"}
    world.press(page, "paid")
    assert main(["outbox", "list"]) == 0
    assert mails_of(said(capsys)) == {"order", "shop"}


def test_what_was_given_up_goes_out_after_all(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    order = paid(world)
    with mailbox(refuses=True, refusal=b"550 no") as (_, url):
        outbox.work(by(world, url))
    assert [main(["outbox", "retry", key]) for key in (f"order-{order.id}", "nothing", "all")] == [0, 1, 0]
    assert said(capsys) == [f"{count} due again: the till sends them, or `litfass outbox`" for count in (1, 1)]
    assert main(["outbox", "--seconds", "60"]) == 0
    assert said(capsys) == ["2 sent, 0 to be tried again; 0 unpaid orders cleared, 0 settled"]


@pytest.mark.parametrize("kind", ["links", "sign_in"])
def test_what_was_emptied_when_it_was_sent_is_not_tried_again(
    world: World, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.store.put_letter(Letter(key="opens", kind=kind, order=None, payload="a door"), now=world.clock())
    world.store.letter_sent("opens", now=world.clock(), forget=kind in kinds.SECRET)
    assert [main(["outbox", "retry", key]) for key in ("opens", "all")] == [1, 0]
    told = capsys.readouterr()
    assert told.err == "opens has gone out and was emptied then: there is nothing to retry; a new one is asked for.\n"
    assert (told.out[:5], world.store.waiting_letters()) == ("0 due", ())


def test_an_empty_outbox_says_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world
    assert (main(["outbox", "list"]), main(["hooks", "list"])) == (0, 0)
    assert said(capsys) == ["Nothing waits.", "Nothing was told."]


def test_what_was_told_is_listed_and_told_once_more(
    world: World, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    order = paid(world)
    receiver.answers = [204, 410]
    outbox.work(world.till)
    assert main(["hooks", "list"]) == 0
    host = receiver.url.removeprefix("http://")
    placed, gone = said(capsys)
    assert placed.split()[2:] == ["order.placed", order.number, host, "taken"]
    assert gone.endswith(f"{host}  given up, 1 attempts  the receiver answered 410")
    day = f"{world.clock():%Y-%m-%d}"
    again = [["hooks", "replay", order.number], ["hooks", "replay", "--since", day]]
    assert [main(words) for words in again] == [0, 0]
    assert said(capsys) == ["2 due again: the till sends them, or `litfass outbox`"] * 2
    world.clock.moment = utc_now()
    outbox.work(world.till)
    assert (receiver.types, len(set(receiver.ids))) == (["order.placed", "order.paid"] * 2, 2)


def test_a_replay_without_an_order_or_a_day_is_wrong_use(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world
    assert [main(["hooks", "replay"]), main(["hooks", "replay", "NONE"])] == [2, 1]
    with pytest.raises(SystemExit, match="2"):
        main(["hooks", "replay", "--since", "yesterday"])
    assert "yesterday is no day; write it as 2026-11-30" in capsys.readouterr().err


@pytest.mark.usefixtures("world")
def test_a_ping_says_how_each_address_answers(
    receiver: Receiver, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answers = [204, 500]
    host = receiver.url.removeprefix("http://")
    assert [main(["hooks", "ping"]), main(["hooks", "ping"])] == [0, 1]
    assert said(capsys) == [f"{host}  taken", f"{host}  waits, 1 attempts  the receiver answered 500"]
    assert receiver.bodies[0]["data"] == {}
    monkeypatch.delenv("LITFASS_HOOKS")
    assert main(["hooks", "ping"]) == 1
