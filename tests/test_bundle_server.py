"""A bundle for a machine of one's own, set up there by its own files alone: someone buys, by unit and by container."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import venv
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from generator.bundling.server import TIMERS
from tests.functions.shop import ADDRESS, cart_json, form_of
from tests.functions.test_server import answered, free_port
from tests.generator.bundled import a_magazine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the README's third line makes of a bundle: the folder with an environment of its pinned libraries."""
    root = tmp_path_factory.mktemp("machine")
    bundle = a_magazine(root / "mine").bundle("server", root / "litfass", python=RUNNING, payment="sandbox")
    venv.create(bundle / "venv", with_pip=True)
    pip = (bundle / "venv" / "bin" / "python", "-m", "pip", "install", "-q", "--require-hashes", "--no-compile")
    subprocess.run([*pip, "-r", bundle / "requirements.txt"], check=True)
    return bundle


def settings(bundle: Path, data: Path, port: int, bank_port: int) -> dict[str, str]:
    """The example, filled in."""
    example = dict(
        line.split("=", 1)
        for line in (bundle / "litfass.env.example").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    assert example["LITFASS_PAYMENT"] == "sandbox"
    return example | {
        "LITFASS_SITE_URL": f"http://127.0.0.1:{port}",
        "LITFASS_TILL_URL": f"http://127.0.0.1:{port}/till",
        "LITFASS_DATABASE_URL": f"sqlite:///{data / 'till.db'}",
        "LITFASS_MAIL_URL": (data / "mails").as_uri(),
        "LITFASS_SANDBOX_URL": f"http://127.0.0.1:{bank_port}",
    }


def unit(bundle: Path, name: str) -> Mapping[str, str]:
    """The keys of a unit, as on this machine."""
    text = (bundle / "systemd" / name).read_text("utf-8").replace("/srv/litfass", str(bundle))
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


@contextmanager
def started(command: list[str], folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as running:
        try:
            yield
        finally:
            running.terminate()


def buy(url: str, bank: str, sku: str) -> str:
    """From the cart to the paid order; its status page."""
    assert answered(f"{url}/till/health").json()["status"] == "ok"
    answered(f"{bank}/pay/none")
    review = httpx.post(f"{url}/till/review", data={"cart": cart_json((sku, 1)), **ADDRESS})
    payment = httpx.post(f"{url}/till/order", data=form_of(review, "/till/order")).headers["location"]
    status = str(httpx.post(payment, data={"act": "paid"}).headers["location"])
    deadline = time.monotonic() + 30
    while "data-paid-cart" not in httpx.get(status).text:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return status


def an_article(bundle: Path) -> str:
    catalog = json.loads((bundle / "site" / "current" / "_till" / "catalog.json").read_text("utf-8"))
    return str(next(sku for sku, variant in catalog["variants"].items() if variant.get("opening_stock")))


def test_by_the_units_of_systemd(machine: Path, tmp_path: Path) -> None:
    port, bank_port = free_port(), free_port()
    service = unit(machine, "litfass-till.service")
    name, _, value = service["Environment"].partition("=")
    environment = {**settings(machine, tmp_path, port, bank_port), name: value}
    subprocess.run(shlex.split(service["ExecStartPre"]), cwd=machine, env=environment, check=True)
    command = shlex.split(service["ExecStart"].replace("8080", str(port)))
    with started(command, machine, environment):
        buy(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{bank_port}", an_article(machine))
        for name, *_ in TIMERS:
            words = unit(machine, f"litfass-{name}.service")["ExecStart"].replace("/var/lib/litfass", str(tmp_path))
            # What the sandbox was paid, only its own process knows.
            subprocess.run(shlex.split(words), cwd=machine, env=environment, check=name != "reconcile")
    assert sorted(path.name.partition("-")[0] for path in (tmp_path / "mails").glob("*.eml")) == ["order", "shop"]


def test_by_the_container(machine: Path, tmp_path: Path) -> None:
    """What the image would hold, and what it would start; its libraries are those of the environment."""
    image, port, bank_port = tmp_path / "image", free_port(), free_port()
    text = (machine / "Containerfile").read_text("utf-8").replace("/srv/litfass", str(image))
    for source, goal in re.findall(r"^COPY (\w+) (\w+)$", text, re.MULTILINE):
        shutil.copytree(machine / source, image / goal, symlinks=True, ignore=left_out_of_the_image)
    name, value = re.findall(r"^ENV (\w+)=(\S+)", text, re.MULTILINE)[0]
    environment = settings(machine, tmp_path, port, bank_port) | {
        name: value,
        "PORT": str(port),
        "PATH": f"{machine / 'venv' / 'bin'}:{os.environ['PATH']}",
    }
    subprocess.run(["python", "-m", "functions.cli", "migrate"], cwd=image, env=environment, check=True)
    command = json.loads(re.findall(r"^CMD (.*)$", text, re.MULTILINE)[0])
    with started(command, image, environment):
        buy(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{bank_port}", an_article(machine))


def left_out_of_the_image(folder: str, names: list[str]) -> set[str]:
    """As .dockerignore has it: of a release nothing but what the till works with."""
    in_release = re.fullmatch(r".*/site/releases/[^/]+", folder)
    return {name for name in names if name != "_till"} if in_release else set()
