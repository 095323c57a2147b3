"""The till as a server of its own: by the environment, with its background work, or not at all."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from functions import catalog as catalogs
from functions.hosts import server
from functions.settings import SettingsError
from functions.store import Store
from tests.functions.shop import ADDRESS, a_catalog, cart_json, form_of, pages_json

if TYPE_CHECKING:
    from pathlib import Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def a_site(folder: Path) -> Path:
    (folder / "_till").mkdir(parents=True)
    (folder / "_till" / "catalog.json").write_bytes(catalogs.dump(a_catalog()))
    (folder / "_till" / "pages.json").write_bytes(pages_json())
    return folder


def environment(tmp_path: Path, port: int, bank_port: int) -> dict[str, str]:
    return {
        "LITFASS_PAYMENT": "sandbox",
        "LITFASS_DATABASE_URL": f"sqlite:///{tmp_path / 'till.db'}",
        "LITFASS_SITE_URL": f"http://127.0.0.1:{port}",
        "LITFASS_MAIL_URL": (tmp_path / "mails").as_uri(),
        "LITFASS_SITE_DIR": str(a_site(tmp_path / "public")),
        "LITFASS_SANDBOX_URL": f"http://127.0.0.1:{bank_port}",
    }


def answered(url: str) -> httpx.Response:
    """The answer of a server that may still be starting."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_a_whole_order_and_its_letters_through_the_server(tmp_path: Path) -> None:
    port, bank_port = free_port(), free_port()
    settings = {**os.environ, **environment(tmp_path, port, bank_port)}
    with Store.open(settings["LITFASS_DATABASE_URL"]) as store:
        store.migrate()
    command = [sys.executable, "-m", "uvicorn", "functions.hosts.server:app", "--port", str(port)]
    with subprocess.Popen(command, env=settings, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        try:
            url = f"http://127.0.0.1:{port}"
            assert answered(f"{url}/till/health").json()["status"] == "ok"
            answered(f"http://127.0.0.1:{bank_port}/pay/none")
            review = httpx.post(f"{url}/till/review", data={"cart": cart_json(("TEA", 1)), **ADDRESS})
            payment = httpx.post(f"{url}/till/order", data=form_of(review, "/till/order")).headers["location"]
            status = httpx.post(payment, data={"act": "paid"}).headers["location"]
            deadline = time.monotonic() + 30
            while "data-paid-cart" not in httpx.get(status).text or len(list((tmp_path / "mails").glob("*.eml"))) < 2:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        finally:
            running.terminate()
    assert sorted(path.name.partition("-")[0] for path in (tmp_path / "mails").glob("*.eml")) == ["order", "shop"]


def test_a_server_without_settings_does_not_start_and_says_why(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LITFASS", "STRIPE"))}
    done = subprocess.run(
        [sys.executable, "-m", "uvicorn", "functions.hosts.server:app", "--port", str(free_port())],
        env={**bare, "LITFASS_SITE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "LITFASS_PAYMENT is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_without_a_site_says_which_folder_it_looked_in(tmp_path: Path) -> None:
    settings = {**environment(tmp_path, 8000, 8001), "LITFASS_SITE_DIR": str(tmp_path)}
    with pytest.raises(SettingsError, match="LITFASS_SITE_DIR holds no site"):
        server.create(settings)


def test_a_site_that_was_built_for_another_path_is_refused(tmp_path: Path) -> None:
    settings = environment(tmp_path, 8000, 8001)
    with pytest.raises(SettingsError, match='has the path "/mag", but the site was built for ""'):
        server.create({**settings, "LITFASS_SITE_URL": "https://shop.example/mag/"})


def test_a_catalogue_of_another_version_is_refused(tmp_path: Path) -> None:
    settings = environment(tmp_path, 8000, 8001)
    (tmp_path / "public" / "_till" / "pages.json").write_bytes(
        b'{"version": 9, "frames": {}, "templates": {}, "words": {}}'
    )
    with pytest.raises(SettingsError, match="pages have version 9, this till reads version 1"):
        server.create(settings)


def test_there_is_nothing_in_the_module_but_the_app() -> None:
    with pytest.raises(AttributeError, match="no attribute nothing"):
        server.nothing  # noqa: B018 (the access is what is tested)
