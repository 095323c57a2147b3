"""What every answer of the till has in common, and what it says to bad input."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from psycopg import sql

from functions.app import ROUTES, create_app
from functions.order import State
from functions.payments import ForgedEventError, SessionState
from functions.settings import Settings
from tests.functions.shop import ADDRESS, World, a_catalog, cart_json, form_of, fresh_pages, origin, shop, some_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with shop(tmp_path_factory.mktemp("shop")) as world:
        yield world


@pytest.fixture
def world(opened: World) -> World:
    """One shop for all tests here; what they order is gone, what they deploy is not."""
    opened.catalog, opened.pages = a_catalog(), some_pages()
    for level in opened.store.stock_levels():
        opened.store.set_stock(level.sku, level.opening)
    return opened


def codes(answer: httpx.Response) -> list[str]:
    return [found["code"] for found in answer.json()["problems"]]


def quote(world: World, content: object) -> httpx.Response:
    return world.client.post(f"{world.url}/till/quote", json=content)


def test_every_answer_carries_the_security_headers(world: World) -> None:
    assert world.sandbox is not None
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; "
        f"form-action 'self' {world.sandbox.url}; frame-ancestors 'none'; base-uri 'none'"
    )
    bare = "default-src 'none'; frame-ancestors 'none'"
    for path in ("/till/health", "/till/orders/none", "/till/nowhere", "/buy/TEA", "/till/quote"):
        answer = world.get(path)
        headers, is_page = answer.headers, answer.headers["content-type"].startswith("text/html")
        assert headers["content-security-policy"] == (policy if is_page else bare)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers.get("x-robots-tag") == ("noindex" if is_page else None)


def test_with_stripe_forms_may_lead_to_its_page_and_nothing_is_imported_for_that() -> None:
    settings = Settings(
        payment="stripe", database_url="sqlite:///x", site_url="https://s.example", mail_url="file:///x"
    )
    app = create_app(settings, a_catalog, some_pages)
    with origin() as here:
        here.app = app
        headers = httpx.get(f"{here.url}/till/nowhere", headers={"accept": "text/html"}).headers
    assert "form-action 'self' https://checkout.stripe.com;" in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_a_quote_names_every_part_of_the_sum(world: World) -> None:
    answer = quote(world, {"country": "DE", "language": "en", "lines": [{"sku": "JACKET-M", "quantity": 2}]})
    content = answer.json()
    assert (answer.status_code, content["currency"], content["total"], content["shipping"]) == (200, "EUR", 37800, 0)
    assert content["lines"][0] | {"title": "Article JACKET-M", "options": [["Size", "M"]]} == content["lines"][0]
    assert content["tax"] == [{"rate_basis_points": 1900, "net": 31765, "tax": 6035, "gross": 37800}]
    assert [service["id"] for service in content["services"]] == ["standard"]


def test_a_quote_says_what_is_gone_and_what_costs_another_price(world: World) -> None:
    lines = [{"sku": "GONE", "quantity": 1}, {"sku": "TEA", "quantity": 1, "seen_price": 1}]
    answer = quote(world, {"lines": lines})
    assert (answer.status_code, codes(answer)) == (200, ["unknown_sku", "price_changed"])


def test_a_whole_number_may_be_written_with_a_point(world: World) -> None:
    body = b'{"country": "DE", "lines": [{"sku": "TEA", "quantity": 2.0}]}'
    answer = world.client.post(f"{world.url}/till/quote", content=body, headers={"content-type": "application/json"})
    assert answer.json()["goods"] == 1780


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"lines": []}, ["empty_cart"]),
        ({}, ["bad_cart"]),
        ([], ["bad_cart"]),
        ({"lines": [{"sku": "TEA", "quantity": 0}]}, ["quantity_malformed"]),
        ({"lines": [{"sku": "TEA", "quantity": "2"}]}, ["quantity_malformed"]),
        ({"lines": [{"sku": "TEA", "quantity": 1.5}]}, ["quantity_malformed"]),
        ({"lines": [{"sku": "TEA", "quantity": True}]}, ["quantity_malformed"]),
        ({"lines": [{"sku": "a b", "quantity": 1}]}, ["sku_malformed"]),
        ({"country": "Deutschland", "lines": [{"sku": "TEA", "quantity": 1}]}, ["country_malformed"]),
        ({"language": 5, "lines": [{"sku": "TEA", "quantity": 1}]}, ["malformed"]),
    ],
)
def test_a_malformed_quote_is_refused_with_its_problem(world: World, content: object, expected: list[str]) -> None:
    answer = quote(world, content)
    assert (answer.status_code, codes(answer)) == (422, expected)


def test_a_price_in_the_request_counts_for_nothing(world: World) -> None:
    lines = [{"sku": "TEA", "quantity": 1, "price": 1, "unit_price": 1, "title": "cheap", "total": 1}]
    assert quote(world, {"lines": lines}).json()["goods"] == 890


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 15])
def test_what_is_no_json_is_refused(world: World, body: bytes) -> None:
    answer = world.client.post(f"{world.url}/till/quote", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, codes(answer)) == (400, ["not_json"])


def test_another_type_of_body_is_refused(world: World) -> None:
    json_as_form = world.client.post(f"{world.url}/till/quote", data={"a": "b"})
    form_as_json = world.client.post(f"{world.url}/till/checkout", json={})
    upload = world.client.post(f"{world.url}/till/checkout", files={"cart": b"x"})
    assert [json_as_form.status_code, form_as_json.status_code, upload.status_code] == [415, 415, 415]


def test_a_body_that_is_too_long_is_refused(world: World) -> None:
    answer = world.client.post(f"{world.url}/till/quote", content=b" " * 300_000)
    page = world.post("/till/checkout", {"cart": "x" * 300_000})
    assert (answer.status_code, codes(answer), page.status_code) == (413, ["body_too_large"], 413)


@pytest.mark.parametrize("path", ["/till/checkout", "/till/review", "/till/order"])
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"cart": ""},
        {"cart": "{"},
        {"cart": "null"},
        {"cart": '{"lines": [{"sku": "TEA", "quantity": 99999999999999999999}]}'},
        {"cart": "[" * 20_000},
        {"sku": "TEA", "quantity": "-1"},
        {"sku": "TEA", "quantity": "²"},
        {"sku": "<script>", "quantity": "1"},
    ],
)
def test_a_form_that_cannot_be_read_is_a_page_that_says_so(world: World, path: str, fields: dict[str, str]) -> None:
    page = world.post(path, ADDRESS | fields)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "<script>" not in page.text


def test_a_form_in_no_utf8_is_refused(world: World) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"cart=\xff", b"cart=%ff", b"&".join([b"a=1"] * 100)):
        assert world.client.post(f"{world.url}/till/checkout", content=body, headers=headers).status_code == 400


def test_a_store_does_not_meet_letters_that_it_cannot_keep(world: World) -> None:
    page = world.review(("TEA", 1), name="Ida\x00Muster")
    assert page.status_code == 422
    assert 'id="name-problem"' in page.text


def test_the_till_says_that_it_is_well(world: World) -> None:
    well = {"status": "ok", "catalog": "build-1", "sales": "open", "overdue": []}
    assert world.get("/till/health").json() == well


def test_a_till_whose_store_is_away_says_so_without_the_reason(tmp_path: Path) -> None:
    settings = Settings(
        payment="stripe",
        database_url=f"sqlite:///{tmp_path}/none/till.db",
        site_url="https://s.example",
        mail_url="file:///x",
    )
    with origin() as here:
        here.app = create_app(settings, a_catalog, some_pages)
        answer = httpx.get(f"{here.url}/till/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


@contextmanager
def away(server: str, name: str) -> Iterator[None]:
    """A server that has thrown everybody out of that database and lets nobody in."""
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def test_while_the_database_is_away_every_page_says_so_and_then_it_goes_on(
    tmp_path: Path, postgres_server: str, postgres_url: str
) -> None:
    with shop(tmp_path, database=postgres_url) as world:
        form = form_of(world.review(("TEA", 1), cart="cart-1"), "/till/order")
        page, program = {"accept": "text/html", "accept-language": "en"}, {"accept": "application/json"}
        with away(postgres_server, urlsplit(postgres_url).path[1:]):
            pages = [
                world.post("/till/checkout", {"sku": "TEA"}, **page),
                world.post("/till/review", form, **page),
                world.post("/till/order", form, **page),
                world.get("/till/orders/none", **page),
                world.post("/till/orders/none/pay", {}, **page),
                world.get("/till/orders/none/cancelled", **page),
            ]
            asked = world.get("/till/availability?sku=JACKET-M", **program)
        assert [answer.status_code for answer in (*pages, asked)] == [503] * 7
        assert all("cannot look anything up just now" in answer.text for answer in pages)
        assert all(answer.headers["x-content-type-options"] == "nosniff" for answer in pages)
        assert not any("psycopg" in answer.text or "litfass_" in answer.text for answer in pages)
        assert (codes(asked), asked.headers["retry-after"]) == (["store_unavailable"], "30")
        assert world.post("/till/order", form).status_code == 303


def test_news_that_arrive_while_the_database_is_away_are_sent_again(
    tmp_path: Path, postgres_server: str, postgres_url: str
) -> None:
    with shop(tmp_path, database=postgres_url) as world:
        assert world.sandbox is not None
        payment = world.order(("TEA", 1)).headers["location"]
        session = payment.rpartition("/")[2]
        with away(postgres_server, urlsplit(postgres_url).path[1:]):
            world.press(payment, "paid")
        assert world.store.orders_since(world.clock() - world.clock.day)[0].state is State.PLACED
        assert world.sandbox.tell(session, SessionState.PAID).result()
        assert world.store.orders_since(world.clock() - world.clock.day)[0].state is State.PAID


def test_a_store_that_was_never_made_is_no_failure_of_a_page(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        world.store.close()
        (tmp_path / "till.db").unlink()
        answer = world.post("/till/checkout", {"sku": "TEA"}, accept="text/html")
    assert (answer.status_code, "kann gerade nicht nachsehen" in answer.text) == (503, True)
    assert str(tmp_path) not in answer.text


def test_an_unknown_address_is_a_problem_for_programs_and_a_page_for_people(world: World) -> None:
    assert codes(world.get("/till/nowhere")) == ["not_found"]
    page = world.get("/till/nowhere", accept="text/html", **{"accept-language": "en-GB,de;q=0.5"})
    assert (page.status_code, "There is nothing here." in page.text) == (404, True)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en;q=0.1, de;q=0.9", "de"),
        ("de;q=0.5,en-GB", "en"),
        ("fr, en ; q=0.3", "en"),
        ("en;q=0", "de"),
        ("en;q=x, de;q=0.1", "de"),
        ("*", "de"),
        (";;,,", "de"),
        ("", "de"),
    ],
)
def test_a_page_speaks_the_language_that_the_reader_likes_best(world: World, accepted: str, language: str) -> None:
    page = world.get("/buy/TEA", **{"accept-language": accepted})
    assert f'<html lang="{language}">' in page.text


def test_another_method_is_refused_and_the_right_one_named(world: World) -> None:
    answer = world.get("/till/order")
    assert (answer.status_code, answer.headers["allow"], codes(answer)) == (405, "POST", ["method_not_allowed"])


def test_our_own_fault_shows_no_trace(world: World) -> None:
    world.pages = fresh_pages()
    world.pages._file.templates.pop("buy.html")  # noqa: SLF001 (a broken theme is played)
    page = world.get("/buy/TEA", accept="text/html", connection="close")  # the server closes it after a failure
    assert page.status_code == 500
    assert "Das liegt an uns" in page.text
    assert "TemplateNotFound" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"


def test_an_event_of_another_provider_is_not_found(world: World) -> None:
    answer = world.client.post(f"{world.url}/till/webhooks/stripe", content=b"{}")
    assert (answer.status_code, codes(answer)) == (404, ["not_found"])


def test_an_event_without_signature_is_refused(world: World) -> None:
    answer = world.client.post(f"{world.url}/till/webhooks/sandbox", content=b"{}")
    assert (answer.status_code, codes(answer)) == (400, ["forged_event"])
    assert world.sandbox is not None
    with pytest.raises(ForgedEventError):
        world.sandbox.event(b"{}", {})


def test_the_description_names_every_route_but_the_packing_tables_and_no_other(world: World) -> None:
    content = world.get("/till/openapi.json").json()
    described = {
        (path, method.upper())
        for part in ("paths", "webhooks")
        for path, methods in content[part].items()
        for method in methods
    }
    known = {(address.path, address.method) for address in ROUTES if not address.path.startswith("/till/desk")}
    assert described == known
    assert content["servers"] == [{"url": world.url}]


def test_a_cart_in_its_shortest_spelling_is_what_the_description_says(world: World) -> None:
    fields = {"cart": json.dumps(json.loads(cart_json(("TEA", 1))), separators=(",", ":"))}
    assert world.post("/till/checkout", fields).status_code == 200
