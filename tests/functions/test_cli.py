"""The shop's words on the command line."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from functions import catalog as catalogs
from functions.cli import main, parser
from functions.commands import WORDS
from functions.store import Store
from tests.functions.shop import NOON, a_catalog, pages_json, shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'till.db'}"
    monkeypatch.setenv("LITFASS_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    assert main(["migrate"]) == 0
    return url


def test_migrating_twice_does_nothing_the_second_time(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert database
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "nothing to do"


def commands_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str | None, str | None]]:
    """Every command below: how it is called, its line in the list, and what stands at the end of its own help."""
    for action in parser._actions:  # noqa: SLF001 (argparse shows its commands to nobody)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 (as above)
            lines = {choice.dest: choice.help for choice in action._choices_actions}  # noqa: SLF001 (as above)
            for name, command in action.choices.items():
                yield command.prog, lines.get(name), command.epilog
                yield from commands_of(command)


def test_every_command_has_a_line_of_help_and_an_example() -> None:
    found = list(commands_of(parser()))
    assert {f"litfass {name}" for name in WORDS} <= {prog for prog, _, _ in found}
    assert [prog for prog, line, example in found if not line or f"example: {prog}" not in (example or "")] == []


@pytest.mark.parametrize("port", ["99999", "-1", "http", "８０"])
def test_a_port_that_is_none_is_said_in_a_line(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["till", f"--port={port}"])
    said = f"argument --port: {port} is no port; write a number from 0 to 65535, such as 8080"
    assert capsys.readouterr().err.splitlines()[-1] == f"litfass till: error: {said}"


@pytest.mark.usefixtures("database")
def test_stock_is_set_added_to_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert [main(["stock", "set", "TEA", "5"]), main(["stock", "add", "TEA", "-2"]), main(["stock", "list"])] == [
        0,
        0,
        0,
    ]
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3:-1] == ["TEA: 5 free", "TEA: 3 free"]
    assert lines[-1].split() == ["TEA", "3", "free,", "began", "with", "5"]


@pytest.mark.usefixtures("database")
def test_no_more_can_be_taken_than_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    main(["stock", "set", "TEA", "1"])
    assert main(["stock", "add", "TEA", "-2"]) == 1
    assert capsys.readouterr().err == "TEA: there are not so many to take.\n"
    assert main(["stock", "set", "TEA", "-1"]) == 2


@pytest.mark.usefixtures("database")
def test_what_comes_in_is_added_to_what_the_site_began_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "public" / "_till").mkdir(parents=True)
    (tmp_path / "public" / "_till" / "catalog.json").write_bytes(catalogs.dump(a_catalog()))
    assert main(["stock", "add", "JACKET-M", "10"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "JACKET-M: 15 free"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("act", ["set", "add"])
def test_an_article_that_is_mistyped_is_not_counted(
    act: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "public" / "_till").mkdir(parents=True)
    (tmp_path / "public" / "_till" / "catalog.json").write_bytes(catalogs.dump(a_catalog()))
    assert main(["stock", act, "JACKET-N", "10"]) == 2
    assert capsys.readouterr().err == "There is no article JACKET-N. Did you mean JACKET-M?\n"
    assert main(["stock", "list"]) == 0
    assert "Nothing is counted yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["orders", "export", "accounting", "--since", "yesterday"],
        ["orders", "export", "carrier", "--until", "yesterday"],
        ["hooks", "replay", "--since", "yesterday"],
    ],
)
def test_a_day_that_is_none_is_said_how_to_write(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(words)
    assert f"argument {words[-2]}: yesterday is no day; write it as 2026-11-30" in capsys.readouterr().err


@pytest.mark.usefixtures("database")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["backup", str(tmp_path / "file" / "copies")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/file/copies cannot be written: Not a directory\n"


def test_a_carrier_that_is_mistyped_moves_no_order(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["orders", "ship", "7K3M-9Q2X", "--carrier", "dhk"])
    assert "invalid choice: 'dhk'" in capsys.readouterr().err


def test_orders_are_listed_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop(tmp_path) as world:
        world.press(world.order(("JACKET-M", 2)).headers["location"], "paid")
        (order,) = world.store.orders_since(NOON)
    monkeypatch.setenv("LITFASS_DATABASE_URL", f"sqlite:///{tmp_path / 'till.db'}")
    assert main(["orders", "list", "--days", "3650"]) == 0
    assert capsys.readouterr().out.split() == [
        order.number,
        f"{order.created_at:%Y-%m-%d}",
        f"{order.created_at:%H:%M}",
        "paid",
        "378.00",
        "EUR",
        "Ida",
        "Muster",
    ]
    assert main(["orders", "show", order.number]) == 0
    shown = capsys.readouterr().out
    assert "2 x JACKET-M  Ware JACKET-M  378.00 EUR" in shown
    assert "paid: paid" in shown
    assert main(["orders", "show", "NONE"]) == 1


def test_the_database_of_the_preview_in_this_folder_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LITFASS_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["stock", "list"]) == 2
    assert "LITFASS_DATABASE_URL is not set" in capsys.readouterr().err
    (tmp_path / ".till").mkdir()
    with Store.open(f"sqlite:///{tmp_path}/.till/till.sqlite") as store:
        store.migrate()
    assert main(["stock", "list"]) == 0


def test_the_outbox_is_worked_off_by_the_settings_of_the_environment(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        world.clock.moment = NOON - timedelta(days=3650)  # before the clock of any machine
        world.press(world.order(("TEA", 1)).headers["location"], "paid")
    (tmp_path / "public" / "_till").mkdir(parents=True)
    (tmp_path / "public" / "_till" / "catalog.json").write_bytes(catalogs.dump(a_catalog()))
    (tmp_path / "public" / "_till" / "pages.json").write_bytes(pages_json())
    environment = {
        **os.environ,
        "LITFASS_PAYMENT": "sandbox",
        "LITFASS_DATABASE_URL": f"sqlite:///{tmp_path / 'till.db'}",
        "LITFASS_SITE_URL": "https://shop.example",
        "LITFASS_MAIL_URL": (tmp_path / "mails").as_uri(),
        "LITFASS_SITE_DIR": str(tmp_path / "public"),
    }
    program = """
import sys
from functions.cli import main
code = main(["outbox"])
assert "generator" not in sys.modules
sys.exit(code)
"""
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "2 sent, 0 to be tried again; 0 unpaid orders cleared, 0 settled\n", done.stderr
    assert sorted(path.name.partition("-")[0] for path in (tmp_path / "mails").glob("*.eml")) == ["order", "shop"]


def test_the_outbox_names_every_setting_that_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("LITFASS_PAYMENT", "LITFASS_DATABASE_URL", "LITFASS_SITE_URL", "LITFASS_MAIL_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LITFASS_SITE_DIR", str(tmp_path))
    assert main(["outbox"]) == 2
    assert capsys.readouterr().err == (
        "the till cannot start:\n"
        "  LITFASS_PAYMENT is not set\n"
        "  LITFASS_DATABASE_URL is not set\n"
        "  LITFASS_SITE_URL is not set\n"
        "  LITFASS_MAIL_URL is not set\n"
    )
