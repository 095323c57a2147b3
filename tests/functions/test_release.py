"""A deploy to a server and the way back, with a till that runs there all the while."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import msgspec

from functions import catalog as catalogs
from functions.catalog import Period
from functions.hosts import server
from functions.order import State
from functions.store import Store
from generator.deploy import Terms, deploy, rollback
from tests.built_output import built
from tests.functions.shop import ADDRESS, VARIANTS, a_catalog, cart_json, form_of, origin, pages_json
from tests.ssh_server import ssh_server

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def bring(tmp_path: Path, url: str, build: str, price: int, now: datetime) -> None:
    """A build with another price goes to the server."""
    jacket = msgspec.structs.replace(VARIANTS[0], prices={"de": (Period(price=price),)})
    catalog = msgspec.structs.replace(a_catalog(jacket), build=build)
    files = {
        "index.html": build,
        "_till/catalog.json": catalogs.dump(catalog).decode(),
        "_till/pages.json": pages_json().decode(),
    }
    deploy(built(tmp_path / "public", files), url, now, Terms(grace=timedelta(days=30), keep=5))


def test_the_running_till_follows_a_deploy_and_a_rollback_and_keeps_its_orders_and_stock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, database = tmp_path / "shop", f"sqlite:///{tmp_path / 'shop' / 'till.db'}"
    with ssh_server(tmp_path / "sshd") as ssh, origin() as here, origin() as bank:
        monkeypatch.setenv("PATH", f"{ssh.path}:{os.environ['PATH']}")
        bring(tmp_path, ssh.url(shop), "one", 18900, NOON)
        with Store.open(database) as store:
            store.migrate()
        app = server.create(
            {
                "LITFASS_PAYMENT": "sandbox",
                "LITFASS_DATABASE_URL": database,
                "LITFASS_SITE_URL": here.url,
                "LITFASS_MAIL_URL": (tmp_path / "mails").as_uri(),
                "LITFASS_SITE_DIR": str(shop / "current"),
                "LITFASS_SANDBOX_URL": bank.url,
            }
        )
        here.app = app

        def asked() -> tuple[str, int]:
            """The build by which the till sells, and what the jacket costs."""
            cart = {"lines": [{"sku": "JACKET-M", "quantity": 1}]}
            quote = httpx.post(f"{here.url}/till/quote", json=cart).json()
            return httpx.get(f"{here.url}/till/health").json()["catalog"], quote["total"]

        seen = [asked()]
        bring(tmp_path, ssh.url(shop), "two", 19900, NOON + timedelta(hours=1))
        seen.append(asked())
        review = httpx.post(f"{here.url}/till/review", data={"cart": cart_json(("JACKET-M", 2)), **ADDRESS})
        assert httpx.post(f"{here.url}/till/order", data=form_of(review, "/till/order")).status_code == 303
        rollback(ssh.url(shop), NOON + timedelta(hours=2))
        seen.append(asked())
        store = app.state.till.store()
        (order,) = store.orders_since(datetime.now(UTC) - timedelta(days=1))
        assert seen == [("one", 18900), ("two", 19900), ("one", 18900)]
        assert (order.state, order.goods, order.catalog_build) == (State.PLACED, 2 * 19900, "two")
        assert store.free(["JACKET-M"])["JACKET-M"] == 3
        store.close()
