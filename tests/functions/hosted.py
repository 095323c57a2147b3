"""What a function finds at its host: Stripe's stand-in, a built site, a database, a folder for mails."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from functions import catalog as catalogs
from tests.functions.shop import a_catalog, pages_json
from tests.functions.stripe_server import KEY, WEBHOOK_SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from functions.chores.passing import InPassing

SITE = "https://shop.example"
CHORES_SECRET = "a secret of the schedule"


def a_site(folder: Path, base_path: str = "") -> Path:
    """What the build leaves for the till."""
    (folder / "_till").mkdir(parents=True)
    (folder / "_till" / "catalog.json").write_bytes(catalogs.dump(a_catalog(base_path=base_path)))
    (folder / "_till" / "pages.json").write_bytes(pages_json())
    return folder


def environment(folder: Path, database_url: str, stripe_url: str) -> dict[str, str]:
    """The settings of a function that takes money by Stripe."""
    return {
        "LITFASS_PAYMENT": "stripe",
        "LITFASS_DATABASE_URL": database_url,
        "LITFASS_SITE_URL": SITE,
        "LITFASS_MAIL_URL": (folder / "mails").as_uri(),
        "LITFASS_SITE_DIR": str(a_site(folder / "private")),
        "LITFASS_CHORES_SECRET": CHORES_SECRET,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": stripe_url,
    }


def letters(folder: Path) -> list[str]:
    """The kinds of the letters that were sent."""
    return sorted(path.name.partition("-")[0] for path in (folder / "mails").glob("*.eml"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Resting:
    """A till on a host where a process rests as soon as a request is over: by then all that it brought is done."""

    app: InPassing

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        form: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The answer to one request."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
                return await client.request(method, path, json=json, data=form, content=body, headers=headers)

        return asyncio.run(asked())
