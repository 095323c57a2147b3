"""A small shop for tests: a catalogue, the theme's real pages, and the till over real HTTP with the sandbox."""

from __future__ import annotations

import html
import json
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import httpx
import uvicorn
import yaml

from functions import catalog as catalogs
from functions import pages as till_pages
from functions.app import create_app
from functions.catalog import Catalog, Market, Measure, Period, Rate, ShippingService, Shop, Variant, Withdrawal
from functions.payments.sandbox import Sandbox
from functions.payments.sandbox_page import create_sandbox_app
from functions.settings import Settings
from functions.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

    from functions.pages import Pages
    from functions.payments import Provider
    from functions.till import Till

THEME = Path(__file__).parents[2] / "themes" / "litfass"
HOOKS_SECRET = "whsec_" + "QWxsZSBtZWluZSBFbnRjaGVuIHNjaHdpbW1lbg=="
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, before the cut-off in Berlin

ADDRESS = {
    "email": "ida@example.org",
    "name": "Ida Muster",
    "line1": "Am Wegrain 7",
    "line2": "",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
    "service": "standard",
    "language": "de",
}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    day = timedelta(days=1)

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


def variant(sku: str, price: int, **changes: object) -> Variant:
    facts: dict[str, object] = {
        "sku": sku,
        "product": sku.lower(),
        "title": {"de": f"Ware {sku}", "en": f"Article {sku}"},
        "description": {"de": "Aus Wolle.", "en": "Made of wool."},
        "urls": {"de": f"/products/{sku.lower()}/", "en": f"/en/products/{sku.lower()}/"},
        "prices": {"de": (Period(price=price),)},
        "weight_g": 500,
        "opening_stock": 5,
    }
    return Variant(**{**facts, **changes})  # type: ignore[arg-type]  # the tests' own values


VARIANTS = (
    variant("JACKET-M", 18900, options={"de": (("Größe", "M"),), "en": (("Size", "M"),)}),
    variant("LAST-ONE", 4200, opening_stock=1),
    variant("SOLD-OUT", 1500, opening_stock=0),
    variant("TEA", 890, tax_class="reduced", stock="unlimited", opening_stock=0),
    variant(
        "BREAD",
        650,
        content=Measure(amount=500, unit="g"),
        withdrawal=Withdrawal(exception="perishable", reason={"de": "Backware", "en": "Baked"}),
    ),
    variant("HEAVY", 9900, weight_g=40_000),
)


def a_catalog(*variants: Variant, base_path: str = "", vat: Literal["included", "exempt"] = "included") -> Catalog:
    market = Market(
        id="de",
        currency="EUR",
        countries=("DE", "AT"),
        vat=vat,
        tax={"DE": {"standard": 1900, "reduced": 700}, "AT": {"standard": 2000, "reduced": 1000}},
        shipping=(
            ShippingService(
                id="standard",
                name={"de": "Standardversand", "en": "Standard delivery"},
                countries=("DE",),
                rates=(Rate(price=490, up_to_g=10_000),),
                free_from=20_000,
            ),
            ShippingService(
                id="alps",
                name={"de": "Alpenversand", "en": "Alpine delivery"},
                countries=("AT",),
                rates=(Rate(price=990, up_to_g=10_000),),
            ),
        ),
    )
    return Catalog(
        version=catalogs.VERSION,
        build="build-1",
        timezone="Europe/Berlin",
        languages=("de", "en"),
        base_path=base_path,
        shop=Shop(
            name={"de": "Wegwarte", "en": "Wegwarte"},
            mail="hallo@wegwarte.example",
            address="Wegwarte\nAm Wegrain 7\n00700 Musterfelde",
            payment_means={"de": "Karte, Lastschrift", "en": "Card, direct debit"},
        ),
        markets={"de": market},
        variants={entry.sku: catalogs.raw(entry) for entry in variants or VARIANTS},
    )


@lru_cache(maxsize=8)
def some_pages(terms_version: str = "terms-1") -> Pages:
    """The theme's pages, shared by all tests: compiling the templates takes longer than most of these."""
    return fresh_pages(terms_version)


def fresh_pages(terms_version: str = "terms-1") -> Pages:
    """The same for one test alone, which may spoil them."""
    return till_pages.load(pages_json(terms_version))


@lru_cache(maxsize=8)
def pages_json(terms_version: str = "terms-1") -> bytes:
    """The theme's real templates and words in a frame that says nothing."""
    frame = (
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>till:title · Wegwarte</title></head>'
        '<body data-page="till"><main id="main"><!--till:main--></main></body></html>'
    )
    document = {"url": "/agb/", "text": "Der Vertrag kommt mit der Zahlung zustande.\n\nSo ist das."}
    colours = yaml.safe_load((THEME / "theme.yml").read_text("utf-8"))["params"]
    ink = colours["ink"]
    roles = {"terms": "AGB", "withdrawal": "Widerruf", "shipping": "Versand", "privacy": "Datenschutz"}
    content = {
        "version": 1,
        "frames": {language: frame.format(language) for language in ("de", "en")},
        "templates": {path.name: path.read_text("utf-8") for path in (THEME / "till").iterdir()},
        "words": {
            language: yaml.safe_load((THEME / "translations" / f"{language}.yml").read_text("utf-8"))
            for language in ("de", "en")
        },
        "documents": {
            language: {role: {"title": f"{title} {language}", **document} for role, title in roles.items()}
            for language in ("de", "en")
        },
        "terms_version": terms_version,
        "look": {**colours, "quiet": ink, "line": ink, "quiet_dark": ink, "line_dark": ink},
    }
    return json.dumps(content).encode()


class Origin:
    """An address on which whatever stands in ``app`` answers, by a server that lives as long as the tests do.

    With ``tls``, the files of a certificate for localhost and its key, it answers by HTTPS.
    """

    def __init__(self, tls: tuple[Path, Path] | None = None) -> None:
        # Named as TCP, else asyncio does not switch Nagle's algorithm off, and every second answer waits for 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        self.url = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
        self.app: ASGIApp = _nothing
        server = uvicorn.Server(
            uvicorn.Config(
                self._answer,
                log_level="error",
                lifespan="off",
                ws="none",
                interface="asgi3",
                ssl_certfile=tls[0] if tls else None,
                ssl_keyfile=tls[1] if tls else None,
            )
        )
        threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def _nothing(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 410, "headers": []})
    await send({"type": "http.response.body", "body": b""})


_IDLE: list[Origin] = []


@contextmanager
def origin() -> Iterator[Origin]:
    """An address that is nobody else's for the time being; starting a server for each test costs half a second."""
    here = _IDLE.pop() if _IDLE else Origin()
    try:
        yield here
    finally:
        here.app = _nothing
        _IDLE.append(here)


@dataclass(kw_only=True)
class World:
    """A running shop and what stands behind it. Change ``catalog`` or ``pages`` to deploy."""

    url: str
    catalog: Catalog
    pages: Pages
    store: Store
    clock: Clock
    client: httpx.Client
    mails: Path
    sandbox: Sandbox | None = None
    till: Till = field(init=False)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        self.clock.forward(seconds=1)  # so that orders have an order
        return self.client.post(f"{self.url}{path}", data=fields, headers=headers)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path if path.startswith("http") else f"{self.url}{path}", headers=headers)

    def review(self, *lines: tuple[str, int], cart: str = "", **fields: str) -> httpx.Response:
        return self.post("/till/review", {"cart": cart_json(*lines, cart=cart), **ADDRESS, **fields})

    def order(self, *lines: tuple[str, int], cart: str = "", **fields: str) -> httpx.Response:
        """From the cart to the pressed button."""
        page = self.review(*lines, cart=cart, **fields)
        assert page.status_code == 200, page.text
        return self.post("/till/order", form_of(page, "/till/order"))

    def press(self, payment_url: str, act: str) -> str:
        """Press a button of the sandbox's page; where it leads. The news have arrived when this returns."""
        assert self.sandbox is not None
        answer = self.client.post(payment_url, data={"act": act})
        assert answer.status_code == 303, answer.text
        self.sandbox.flush()
        return answer.headers["location"]

    def free(self, sku: str) -> int | None:
        return self.store.free([sku])[sku]


def cart_json(*lines: tuple[str, int], cart: str = "") -> str:
    return json.dumps({"id": cart, "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines]})


def form_of(page: httpx.Response, action: str) -> dict[str, str]:
    """The fields of the first form of a page that leads to ``action``."""
    forms = re.findall(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page.text, re.DOTALL)
    body = next(body for target, body in forms if urlsplit(html.unescape(target)).path.endswith(action))
    fields = {}
    for tag in re.findall(r"<input[^>]*>", body):
        attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if attributes.get("type") != "radio" or " checked" in tag:
            fields[attributes["name"]] = html.unescape(attributes.get("value", ""))
    return fields


@contextmanager
def shop(
    tmp_path: Path,
    *variants: Variant,
    path: str = "",
    vat: Literal["included", "exempt"] = "included",
    provider: Provider | None = None,
    database: str = "",
    packers: tuple[str, ...] = (),
    hooks: tuple[str, ...] = (),
) -> Iterator[World]:
    """A running shop; the sandbox takes the money unless another provider is given.

    ``packers`` may sign in; ``hooks`` hear of orders, signed with `HOOKS_SECRET`.
    """
    settings = partial(
        Settings,
        payment="sandbox",
        database_url=database or f"sqlite:///{tmp_path / 'till.db'}",
        desk_mails=packers,
        hooks=hooks,
        hooks_secrets=(HOOKS_SECRET,) if hooks else (),
    )
    with origin() as here, origin() as bank:
        yield from _shop(tmp_path, here, bank, variants, path, vat, provider, settings)


def _shop(
    tmp_path: Path,
    here: Origin,
    bank: Origin,
    variants: tuple[Variant, ...],
    path: str,
    vat: Literal["included", "exempt"],
    provider: Provider | None,
    settings: Callable[..., Settings],
) -> Iterator[World]:
    clock = Clock()
    mails = tmp_path / "mails"
    made = settings(
        site_url=here.url + path,
        mail_url=mails.as_uri(),
        sandbox_url=bank.url,
        client_header="x-forwarded-for",
    )
    sandbox = Sandbox(
        url=bank.url,
        webhook_url=f"{made.till_url}/webhooks/sandbox",
        secret="a secret of the tests",
        now=clock,
        pauses_seconds=(),
    )
    with Store.open(made.database_url) as store, httpx.Client(timeout=30, verify=False) as client:
        store.migrate()
        world = World(
            url=here.url + path,
            catalog=a_catalog(*variants, base_path=path, vat=vat),
            pages=some_pages(),
            store=store,
            clock=clock,
            client=client,
            mails=mails,
            sandbox=None if provider else sandbox,
        )
        app = create_app(
            made,
            lambda: world.catalog,
            lambda: world.pages,
            provider=lambda: provider or sandbox,
            store=lambda: store,
            now=clock,
        )
        world.till = app.state.till
        here.app, bank.app = app, create_sandbox_app(sandbox)
        yield world
        sandbox.close()
