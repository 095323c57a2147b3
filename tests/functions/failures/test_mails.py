"""The mail server is down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from functions.chores import outbox
from functions.cli import main
from tests.functions.failing import after, by_mail
from tests.functions.mailbox import mailbox

if TYPE_CHECKING:
    from tests.functions.failing import Shop


@pytest.mark.parametrize("refusal", [b"451 4.3.0 later", b"421 4.7.0 going away", b""])
def test_mails_wait_for_the_mail_server(shop: Shop, refusal: bytes) -> None:
    with mailbox(refuses=bool(refusal), refusal=refusal) as (box, url):
        by_mail(shop, box, url if refusal else "smtp://127.0.0.1:1")
        shop.bank.tell("completed", shop.buy())
        shop.chores()
        assert box.taken == []
        box.refusal = b""
        by_mail(shop, box, url)
        after(shop)
        assert len(box.taken) == len(shop.told())


def test_mails_that_were_given_up_after_days_go_out_when_somebody_says_so(
    shop: Shop, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.bank.tell("completed", shop.buy())
    with mailbox(refuses=True) as (box, url):
        by_mail(shop, box, url)
        for _ in range(20):
            shop.world.clock.forward(hours=7)
            outbox.work(shop.till)
        assert {letter.key for letter in shop.world.store.waiting_letters() if letter.dead_at} >= {
            f"order-{shop.orders[0].id}",
            f"shop-{shop.orders[0].id}",
        }
        box.refusal = b""
        monkeypatch.setenv("LITFASS_DATABASE_URL", database)
        assert main(["outbox", "retry", "all"]) == 0
        after(shop)
