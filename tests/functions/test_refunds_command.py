"""`litfass orders refund|withdrawals|withdrawal`, beside a running shop on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from functions import catalog as catalogs
from functions.cli import main
from functions.order import State
from functions.payments.sandbox import Sandbox
from tests.functions.shop import World, pages_json, shop
from tests.functions.test_refunding import bought, newest, refunds, work
from tests.functions.test_withdraw import declared, kept, sent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A shop whose owner sits at the same machine."""
    with shop(tmp_path, database=store_url) as opened:
        built = tmp_path / "public" / "_till"
        built.mkdir(parents=True)
        (built / "catalog.json").write_bytes(catalogs.dump(opened.catalog))
        (built / "pages.json").write_bytes(pages_json())
        settings = opened.till.settings
        for name, value in {
            "LITFASS_PAYMENT": Sandbox.name,
            "LITFASS_DATABASE_URL": store_url,
            "LITFASS_SITE_URL": settings.site_url,
            "LITFASS_MAIL_URL": settings.mail_url,
            "LITFASS_SITE_DIR": str(built.parent),
            "LITFASS_SANDBOX_URL": settings.sandbox_url,
        }.items():
            monkeypatch.setenv(name, value)
        yield opened


def test_without_a_word_more_all_goes_back(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    order = bought(world, ("TEA", 2))
    assert main(["orders", "refund", order.number.lower()]) == 0
    work(world)
    assert newest(world).state is State.REFUNDED
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"{order.number}: 22.70 EUR go back; the outbox asks the provider."
    )


def test_lines_are_counted_from_one(world: World) -> None:
    order = bought(world, ("TEA", 2), ("JACKET-M", 2))
    assert main(["orders", "refund", order.number, "--line", "2x1", "--line", "1", "--restock"]) == 0
    work(world)
    assert (refunds(world, order), world.free("JACKET-M")) == ([(18900 + 890, "shop", "done")], 4)


def test_an_amount_is_given_back_as_it_is_written(world: World) -> None:
    order = bought(world)
    assert main(["orders", "refund", order.number, "--amount", "12.5"]) == 0
    work(world)
    assert refunds(world, order) == [(1250, "shop", "done")]


@pytest.mark.parametrize(
    "words",
    [
        ["--line", "3"],
        ["--line", "0x1"],
        ["--line", "1x0"],
        ["--line", "1x3"],
        ["--line", "one"],
        ["--amount", "12,50"],
        ["--amount", "0.001"],
        ["--amount", "NaN"],
        ["--amount", "0"],
    ],
)
def test_what_cannot_be_meant_is_wrong_use(world: World, words: list[str]) -> None:
    order = bought(world)
    assert (main(["orders", "refund", order.number, *words]), refunds(world, order)) == (2, [])


def test_what_was_given_back_by_hand_is_only_written_down(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    order = bought(world)
    words = ["orders", "refund", order.number, "--by-hand"]
    assert [main(words), main([*words, "--amount", "1000"]), main([*words, "--amount", "12.50"])] == [2, 1, 0]
    work(world)
    assert (refunds(world, order), newest(world).repaid) == ([(1250, "shop", "done")], 1250)
    assert isinstance(world.sandbox, Sandbox)
    assert order.payment is not None
    assert world.sandbox.session(order.payment.session).refunds == ()
    assert capsys.readouterr().out.splitlines()[-1] == f"{order.number}: 12.50 EUR are written down as given back."


def test_more_than_was_paid_is_not_possible(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    order = bought(world)
    assert main(["orders", "refund", order.number, "--amount", "1000"]) == 1
    assert main(["orders", "refund", "0000-0000"]) == 1
    assert "there is not as much left to give back" in capsys.readouterr().err


def test_a_withdrawal_is_listed_until_its_goods_are_back(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    order = bought(world, ("JACKET-M", 1))
    sent(world, order)
    declared(world, "die Jacke, bitte")
    name = kept(world).id
    assert main(["orders", "withdrawals"]) == 0
    listed = capsys.readouterr().out
    assert ("order unknown" in listed, "die Jacke, bitte" in listed, "money due by 2026-12-07" in listed) == (True,) * 3
    assert main(["orders", "withdrawal", name[:6], "--arrived"]) == 1
    assert main(["orders", "withdrawal", name[:6], "--order", order.number, "--label", "DHL-4711"]) == 0
    assert main(["orders", "withdrawal", name, "--arrived", "--restock"]) == 0
    work(world)
    assert (refunds(world, order), world.free("JACKET-M")) == ([(18900 + 490, "withdrawal", "done")], 5)
    assert main(["orders", "withdrawals"]) == 0
    assert "Nobody waits" in capsys.readouterr().out


def test_a_withdrawal_can_be_closed_without_money(world: World) -> None:
    order = bought(world)
    declared(world, "irgendwas")
    assert main(["orders", "withdrawal", kept(world).id, "--close"]) == 0
    assert (world.store.withdrawals.open(), refunds(world, order)) == ((), [])


def test_a_withdrawal_that_nobody_knows_is_not_possible(world: World) -> None:
    assert main(["orders", "withdrawal", "x"]) == 1
    declared(world, "irgendwas")
    assert main(["orders", "withdrawal", kept(world).id, "--order", "0000-0000"]) == 1
