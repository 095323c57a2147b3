"""What a function must not pay for before it has answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from functions import catalog
from tests.functions.hosted import environment
from tests.functions.lambda_events import event
from tests.functions.shop import a_catalog, pages_json

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {
    "generator",
    "markdown_it",
    "yaml",
    "watchdog",
    "stripe",
    "jinja2",
    "babel",
    "psycopg",
    "httpx",
    "pydantic",
    "holidays",
}

QUOTE = """
import asyncio, json, sys
from pathlib import Path
from functions import catalog, pages
from functions.app import create_app
from functions.settings import Settings

settings = Settings(payment="stripe", database_url="sqlite:///nowhere/till.db", site_url="https://shop.example",
                    mail_url="file:///nowhere", stripe_secret_key="sk_test_1", stripe_webhook_secrets=("whsec_1",))
known = catalog.load(Path(sys.argv[1]).read_bytes())
spoken = pages.load(Path(sys.argv[2]).read_bytes())
app = create_app(settings, lambda: known, lambda: spoken)
body = json.dumps({"country": "DE", "lines": [{"sku": "JACKET-M", "quantity": 1}]}).encode()
scope = {"type": "http", "method": "POST", "path": "/till/quote", "raw_path": b"/till/quote", "root_path": "",
         "query_string": b"", "headers": [(b"content-type", b"application/json")], "http_version": "1.1",
         "scheme": "https", "server": ("shop.example", 443), "client": ("127.0.0.1", 1)}
answers = []
async def receive(): return {"type": "http.request", "body": body, "more_body": False}
async def send(message): answers.append(message)
asyncio.run(app(scope, receive, send))
print(json.dumps({"status": answers[0]["status"], "modules": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


def loaded_by(program: str, *arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_importing_the_till_loads_nothing_heavy() -> None:
    program = "import json, sys, functions.app; print(json.dumps([n.partition('.')[0] for n in sys.modules]))"
    assert loaded_by(program) & HEAVY == set()


def test_importing_the_server_loads_nothing_heavy() -> None:
    program = "import json, sys, functions.hosts.server; print(json.dumps([n.partition('.')[0] for n in sys.modules]))"
    assert loaded_by(program) & HEAVY == set()


def test_a_quote_loads_nothing_heavy_and_opens_no_store(tmp_path: Path) -> None:
    (tmp_path / "catalog.json").write_bytes(catalog.dump(a_catalog()))
    (tmp_path / "pages.json").write_bytes(pages_json())
    done = subprocess.run(
        [sys.executable, "-c", QUOTE, tmp_path / "catalog.json", tmp_path / "pages.json"],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["status"] == 200
    assert set(answer["modules"]) & HEAVY == set()


def test_a_function_that_answers_a_quote_loads_no_room_that_it_does_not_need(tmp_path: Path) -> None:
    program = """if True:
        import json, sys
        from functions.hosts.aws_lambda import handler
        assert handler(json.loads(sys.argv[1]), None)["statusCode"] == 200
        print(json.dumps([name for name in sys.modules if name.startswith(("functions.", "sqlite3", "smtplib"))]))
    """
    cart = b'{"country": "DE", "lines": [{"sku": "TEA", "quantity": 1}]}'
    asked = event("function-url", "POST", "/till/quote", cart, {"content-type": "application/json"})
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(asked)],
        env={**os.environ, **environment(tmp_path, "postgresql://db.example/shop", "")},
        capture_output=True,
        text=True,
        check=True,
    )
    others = {f"functions.{room}" for room in "store payments ordering.placing letters views.till chores.table".split()}  # noqa: SIM905 (a list of words)
    assert (others | {"sqlite3", "smtplib"}) & set(json.loads(done.stdout)) == set()
