"""What every request passes: bounds, names, limits, the origin of forms, and scripts of another origin."""

from __future__ import annotations

import asyncio
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from starlette.requests import ClientDisconnect

from functions.app import ROUTES, create_app
from functions.limits import ASK, FORGED, ORDER
from functions.settings import Settings
from functions.store import Store
from functions.web import (
    BODY_SECONDS,
    MAXIMUM_ADDRESS,
    MAXIMUM_BODY,
    MAXIMUM_HEADER_BYTES,
    MAXIMUM_HEADERS,
    RefusedError,
    read_body,
)
from tests.functions.shop import ADDRESS, World, a_catalog, cart_json, form_of, origin, shop, some_pages, variant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import Message

PROXIED = "x-real-ip"
PAGE = {"accept": "text/html", "accept-language": "en"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A shop behind a proxy that names its clients."""
    with shop(tmp_path_factory.mktemp("shop")) as world, origin() as here:
        here.app = app = create_app(
            replace(world.till.settings, client_header=PROXIED),
            lambda: world.catalog,
            lambda: world.pages,
            provider=world.till.provider,
            store=lambda: world.store,
            now=world.clock,
        )
        world.url, world.till = here.url, app.state.till
        yield world


@pytest.fixture
def world(opened: World) -> World:
    """One shop for all tests here, each a day later, so that nobody has asked anything yet."""
    opened.clock.forward(days=1)
    return opened


def codes(answer: httpx.Response) -> list[str]:
    return [found["code"] for found in answer.json()["problems"]]


# Bounds.


@pytest.mark.parametrize("path", ["/till/quote", "/till/checkout"])
def test_a_body_that_is_too_long_is_read_to_its_end_and_refused(world: World, path: str) -> None:
    answer = world.client.post(world.url + path, content=b"x" * (2 * MAXIMUM_BODY))
    assert (answer.status_code, answer.headers.get("connection")) == (413, None)


def test_a_body_without_end_is_cut_off(world: World) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        sent.append({"type": "http.request", "body": b"x" * MAXIMUM_BODY, "more_body": True})
        return sent[-1]

    with pytest.raises(RefusedError) as refusal:
        asyncio.run(read_body(receive))
    assert (refusal.value.status, refusal.value.headers) == (413, {"connection": "close"})
    assert len(sent) < 20
    assert world.get("/till/health").status_code == 200


def test_a_body_that_never_comes_is_not_waited_for() -> None:
    async def receive() -> Message:
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    with pytest.raises(RefusedError) as refusal:
        asyncio.run(read_body(receive, seconds=0))
    assert (refusal.value.status, refusal.value.problems[0].code) == (408, "too_slow")
    assert refusal.value.headers == {"connection": "close"}
    assert BODY_SECONDS < 30


def test_a_sender_that_goes_away_is_no_failure() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    with pytest.raises(ClientDisconnect):
        asyncio.run(read_body(receive))


def test_an_address_that_is_too_long_is_refused(world: World) -> None:
    long = "x" * MAXIMUM_ADDRESS
    asked, page = world.get(f"/till/availability?sku={long}"), world.get(f"/buy/{long}", **PAGE)
    assert (asked.status_code, codes(asked)) == (414, ["address_too_long"])
    assert (page.status_code, "This address is too long." in page.text) == (414, True)


def test_headers_that_are_too_many_or_too_long_are_refused(world: World) -> None:
    many = world.get("/till/health", **{f"x-{number}": "1" for number in range(MAXIMUM_HEADERS)})
    long = world.get("/till/health", **{f"x-{number}": "y" * 1024 for number in range(MAXIMUM_HEADER_BYTES // 1024)})
    assert [(answer.status_code, codes(answer)) for answer in (many, long)] == [(431, ["headers_too_large"])] * 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"lines": ' + "[" * 16 + "]" * 16 + "}", "nested_too_deep"),
        (
            '{"lines": [{"sku": "TEA", "quantity": 1}], "more": ' + '{"a":' * 16 + "1" + "}" * 16 + "}",
            "nested_too_deep",
        ),
        ("[" * 20_000, "nested_too_deep"),
        ("[" * 100, "not_json"),
    ],
)
def test_json_is_not_nested_without_end(world: World, body: str, code: str) -> None:
    answer = world.client.post(
        f"{world.url}/till/quote", content=body.encode(), headers={"content-type": "application/json"}
    )
    field = world.post("/till/checkout", {"cart": body})
    assert (answer.status_code, codes(answer), field.status_code) == (400, [code], 422)


def test_brackets_in_a_text_are_no_depth(world: World) -> None:
    lines = [{"sku": "TEA", "quantity": 1, "title": "[" * 1000}] * 20
    assert world.client.post(f"{world.url}/till/quote", json={"lines": lines}).status_code == 200


def test_a_form_has_so_many_fields_and_no_more(world: World) -> None:
    fields = {f"field-{number}": "" for number in range(65)}
    assert world.post("/till/checkout", fields).status_code == 400


# Names of requests.


def test_every_request_has_a_name_of_our_own(world: World) -> None:
    answers = [world.get(path, **{"x-request-id": "FORGED"}) for path in ("/till/health", "/till/health", "/nowhere")]
    names = [answer.headers["x-request-id"] for answer in answers]
    assert all(re.fullmatch("[A-Z2-7]{8}", name) for name in names)
    assert len(set(names)) == 3


def test_a_page_that_says_what_is_wrong_names_the_request(world: World) -> None:
    page = world.get("/till/orders/none", **PAGE)
    assert f"request {page.headers['x-request-id']}." in page.text
    page = world.get("/till/orders/none", accept="text/html")
    assert f"Vorgang {page.headers['x-request-id']}." in page.text


# Limits.


def test_who_orders_without_end_has_to_wait_and_others_do_not(world: World) -> None:
    form = {"cart": cart_json(("TEA", 1)), **ADDRESS}
    answers = [world.client.post(f"{world.url}/till/order", data=form, headers=from_(1)) for _ in range(ORDER.most)]
    assert {answer.status_code for answer in answers} == {422}  # without an attempt
    late = world.client.post(f"{world.url}/till/order", data=form, headers=from_(1))
    assert (late.status_code, "Bitte versuchen Sie es in" in late.text) == (429, True)
    assert 0 < int(late.headers["retry-after"]) <= ORDER.seconds
    assert world.client.post(f"{world.url}/till/order", data=form, headers=from_(2)).status_code == 422
    world.clock.forward(seconds=ORDER.seconds)
    assert world.client.post(f"{world.url}/till/order", data=form, headers=from_(1)).status_code == 422


def test_a_limit_holds_for_all_processes_together(world: World) -> None:
    with origin() as other:
        other.app = create_app(world.till.settings, a_catalog, some_pages, store=lambda: world.store, now=world.clock)
        statuses = [
            world.client.post(f"{url}/till/order", headers=from_(3)).status_code
            for _ in range(ORDER.most // 2 + 1)
            for url in (world.url, other.url)
        ]
    assert statuses == [415] * ORDER.most + [429] * 2


def test_questions_are_told_to_the_store_only_now_and_then(world: World) -> None:
    before = world.store.writes
    for _ in range(ASK.share - 1):
        assert world.get("/till/availability?sku=TEA", **from_(4)).status_code == 200
    assert world.store.writes == before
    world.get("/till/availability?sku=TEA", **from_(4))
    assert world.store.writes == before + 1


def test_forged_news_are_refused_and_then_not_even_told_to_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    url, headers = f"{world.url}/till/webhooks/sandbox", from_(6)
    statuses = [
        world.client.post(url, content=b"{}", headers=headers).status_code
        for _ in range(FORGED.most + 2 * FORGED.share)
    ]
    assert statuses == [400] * (FORGED.most + FORGED.share - 1) + [429] * (FORGED.share + 1)
    assert len([line for line in caplog.messages if "event was refused" in line]) == statuses.count(400)


def test_without_a_store_prices_are_told_without_limit(tmp_path: Path) -> None:
    settings = Settings(
        payment="sandbox",
        database_url=f"sqlite:///{tmp_path / 'none.db'}",
        site_url="http://localhost",
        mail_url="file:///x",
        client_header=PROXIED,
    )
    with origin() as here, httpx.Client() as client:
        here.app = create_app(settings, a_catalog, some_pages)
        body = {"lines": [{"sku": "TEA", "quantity": 1}]}
        answers = [client.post(f"{here.url}/till/quote", json=body, headers=from_(7)) for _ in range(2 * ASK.share)]
    assert {answer.status_code for answer in answers} == {200}


def from_(number: int) -> dict[str, str]:
    """The headers of a client as the host's proxy names it; what the client says itself comes before."""
    return {PROXIED: f"6.6.6.6, 198.51.100.{number}"}


# Memory.


def test_an_answer_is_remembered_until_something_is_written(world: World) -> None:
    def free() -> int | None:
        found: int | None = world.get("/till/availability?sku=JACKET-M").json()["items"]["JACKET-M"]["free"]
        return found

    world.store.set_stock("JACKET-M", 4)
    assert [free(), free()] == [4, 4]
    world.store.set_stock("JACKET-M", 3)
    assert free() == 3


def test_another_catalogue_is_priced_anew_at_once(world: World) -> None:
    def price() -> int:
        body = {"lines": [{"sku": "TEA", "quantity": 1}]}
        found: int = world.client.post(f"{world.url}/till/quote", json=body).json()["goods"]
        return found

    before, known = world.catalog, price()
    world.catalog = msgspec.structs.replace(a_catalog(variant("TEA", 990)), build="build-2")
    assert (known, price()) == (890, 990)
    world.catalog = before


def test_other_bodies_are_other_questions(world: World) -> None:
    bodies: list[dict[str, object]] = [{"lines": [{"sku": "TEA", "quantity": quantity}]} for quantity in (1, 2, 1)]
    goods = [world.client.post(f"{world.url}/till/quote", json=body).json()["goods"] for body in bodies]
    assert goods == [890, 1780, 890]


# Forms of other sites.


def test_a_post_from_another_sites_page_is_refused_unless_the_table_says_otherwise(world: World) -> None:
    open_to_others = {"/till/quote", "/till/checkout", "/till/webhooks/{provider}"}
    posts = [address for address in ROUTES if address.method == "POST"]
    assert {address.path for address in posts if address.foreign} == open_to_others
    for address in posts:
        path = re.sub(r"\{\w+\}", "none", address.path.replace("{provider}", "sandbox"))
        answer = world.client.post(world.url + path, headers={"origin": "https://evil.example"})
        assert (answer.status_code == 403) is (address.path not in open_to_others)


def test_nothing_that_is_asked_for_by_get_is_changed_by_another_sites_page(world: World) -> None:
    """But for leaving the payment page: who knows that address may do it."""
    assert {address.path for address in ROUTES if address.method == "GET" and address.limit is None} >= {
        "/till/orders/{token}"
    }
    form = form_of(world.review(("TEA", 1)), "/till/order")
    assert world.post("/till/order", form, **{"sec-fetch-site": "same-origin"}).status_code == 303


# Another origin.


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[str]:
    """The address of a till whose site is https://shop.example/mag."""
    with origin() as here:
        settings = Settings(
            payment="sandbox",
            database_url=f"sqlite:///{tmp_path / 'till.db'}",
            site_url="https://shop.example/mag",
            till_origin_url=f"{here.url}/shop/till",
            mail_url="file:///x",
        )
        with Store.open(settings.database_url) as store:
            store.migrate()
            here.app = create_app(settings, lambda: a_catalog(base_path="/mag"), some_pages, store=lambda: store)
            yield f"{here.url}/shop/till"


def test_scripts_of_the_site_alone_may_ask_a_till_elsewhere(apart: str) -> None:
    for path, method in (("/quote", "POST"), ("/availability", "GET")):
        asked = httpx.options(
            apart + path, headers={"origin": "https://shop.example", "access-control-request-method": method}
        )
        assert asked.status_code == 204
        assert asked.headers["access-control-allow-origin"] == "https://shop.example"
        assert asked.headers["access-control-allow-methods"] == method
        assert asked.headers["access-control-allow-headers"] == "content-type"
        assert "access-control-allow-credentials" not in asked.headers


def test_refusals_may_be_read_by_the_site_as_well(apart: str) -> None:
    answer = httpx.post(f"{apart}/quote", json={}, headers={"origin": "https://shop.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (422, "https://shop.example")


def test_pages_of_orders_may_be_asked_by_no_script(apart: str) -> None:
    answer = httpx.get(f"{apart}/orders/none", headers={"origin": "https://shop.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert httpx.options(f"{apart}/orders/none").status_code == 405


def test_a_till_beside_its_site_gives_no_such_permission(world: World) -> None:
    answer = world.get("/till/availability?sku=TEA", origin="https://shop.example")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_page_elsewhere_loads_its_look_from_the_site_and_links_there(apart: str) -> None:
    page = httpx.get(f"{apart.removesuffix('/till')}/buy/TEA")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self' https://shop.example;" in policy
    assert "font-src 'self' https://shop.example;" in policy
    assert 'href="https://shop.example/products/tea/#facts"' in page.text
    assert 'action="/shop/till/checkout"' in page.text


def test_forms_of_the_site_and_of_the_till_are_ours(apart: str) -> None:
    fields = {"cart": cart_json(("TEA", 1)), **ADDRESS}
    till = "{0.scheme}://{0.netloc}".format(urlsplit(apart))
    statuses = [
        httpx.post(f"{apart}/order", data=fields, headers={"origin": sender}).status_code
        for sender in ("https://shop.example", till, "https://shop.example.evil.example", "null")
    ]
    assert statuses == [422, 422, 403, 403]


# No way out.


def test_no_address_leads_to_another_place_than_ours_or_the_providers(world: World) -> None:
    assert world.sandbox is not None
    hostile = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "gopher"}
    form = form_of(world.review(("TEA", 1), next="https://evil.example", url="//evil.example"), "/till/order")
    placed = world.post("/till/order", form | {"return_url": "https://evil.example"}, **hostile)
    token = world.store.orders_since(world.clock() - world.clock.day)[-1].token
    others = [
        world.get(f"/till/orders/{token}/cancelled?next=https://evil.example", **hostile),
        world.get("//evil.example/%2f..", **hostile),
        world.get("/till//evil.example/", **hostile),
        world.get("/till/orders/none/", **hostile),
    ]
    places = [answer.headers["location"] for answer in (placed, *others) if "location" in answer.headers]
    assert len(places) == 2
    assert all(place.startswith((world.till.settings.site_url, world.sandbox.url)) for place in places)


def test_a_server_that_is_spoken_to_in_no_http_says_so_and_lives_on(world: World) -> None:
    parts = urlsplit(world.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as line:
        line.sendall(b"NONSENSE\r\n\r\n")
        assert line.recv(64).startswith(b"HTTP/1.1 400")
    assert world.get("/till/health").status_code == 200
