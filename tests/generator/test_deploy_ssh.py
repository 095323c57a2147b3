"""Deploys to a server: OpenSSH's own sshd, reached by the system's ssh."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib.resources import files as resources
from typing import TYPE_CHECKING

import pytest

from generator.cli import main
from generator.deploy import DeployError, Outcome, Terms, deploy, deploys, live, rollback
from tests.built_output import FIRST, SECOND, built
from tests.ssh_server import SshServer, ssh_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def shop(server: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder on the server; the ssh in PATH leads there."""
    monkeypatch.setenv("PATH", f"{server.path}:{os.environ['PATH']}")
    return tmp_path / "srv" / "the shop"


@pytest.fixture
def url(server: SshServer, shop: Path) -> str:
    return server.url(shop).replace(" ", "%20")


def put(tmp_path: Path, files: Mapping[str, str], url: str, now: datetime = NOON, keep: int = 5) -> Outcome:
    return deploy(built(tmp_path / "public", files), url, now, Terms(grace=timedelta(days=30), keep=keep))


def public(shop: Path) -> dict[str, str]:
    folder = shop / "current"
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "_till" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def releases(shop: Path) -> list[str]:
    return sorted(path.name for path in (shop / "releases").iterdir() if path.name != ".gone")


def test_site_and_catalogue_come_as_one_release(tmp_path: Path, shop: Path, url: str) -> None:
    done = put(tmp_path, FIRST, url)
    assert public(shop) == FIRST
    assert (shop / "current/_till/catalog.json").read_text("utf-8") == "{}"
    assert (shop / "current").readlink().as_posix() == f"releases/{done.deploy.id}"


def test_only_what_changed_goes_over_the_wire(tmp_path: Path, shop: Path, url: str) -> None:
    put(tmp_path, FIRST, url)
    before = (shop / "current/images/hill.1111.avif").stat().st_ino
    done = put(tmp_path, {**FIRST, "index.html": "images/hill.1111.avif"}, url, NOON + timedelta(hours=1))
    assert done.uploaded == ("index.html",)
    assert (shop / "current/images/hill.1111.avif").stat().st_ino == before
    assert (shop / "current/index.html").read_text("utf-8") == "images/hill.1111.avif"
    assert (shop / "releases" / releases(shop)[0] / "index.html").read_text("utf-8") == FIRST["index.html"]


def test_what_is_gone_is_not_in_the_new_release_but_for_assets_within_their_grace(
    tmp_path: Path, shop: Path, url: str
) -> None:
    old = {path: FIRST[path] for path in ("assets/site.1111.css", "images/hill.1111.avif")}
    put(tmp_path, FIRST, url)
    put(tmp_path, SECOND, url, NOON + timedelta(days=1))
    within = public(shop)
    put(tmp_path, {**SECOND, "legal/index.html": "b"}, url, NOON + timedelta(days=30))
    still = public(shop)
    put(tmp_path, {**SECOND, "legal/index.html": "c"}, url, NOON + timedelta(days=31))
    assert (within, still) == ({**SECOND, **old}, {**SECOND, **old, "legal/index.html": "b"})
    assert public(shop) == {**SECOND, "legal/index.html": "c"}


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path, shop: Path, url: str) -> None:
    for hour, files in enumerate(({"a": "file", "b/index.html": ""}, {"a/index.html": "", "b": "file"}, {"a": "x"})):
        put(tmp_path, files, url, NOON + timedelta(hours=hour))
        assert public(shop) == files


def test_five_releases_are_kept_and_the_live_one_always(tmp_path: Path, shop: Path, url: str) -> None:
    made = [put(tmp_path, {"index.html": str(day)}, url, NOON + timedelta(days=day)).deploy.id for day in range(6)]
    assert releases(shop) == made[1:]
    rollback(url, NOON, made[1])
    last = put(tmp_path, {"index.html": "last"}, url, NOON + timedelta(days=9)).deploy.id
    assert releases(shop) == [*made[1:], last]
    assert [one.id for one in deploys(url).deploys] == releases(shop)


def test_a_rollback_switches_back_each_byte_and_can_go_forward_again(tmp_path: Path, shop: Path, url: str) -> None:
    put(tmp_path, FIRST, url)
    newest = put(tmp_path, SECOND, url, NOON + timedelta(hours=1)).deploy.id
    rollback(url, NOON)
    back = public(shop)
    rollback(url, NOON, newest)
    assert back == FIRST
    assert public(shop).items() >= SECOND.items()
    assert live(url) == SECOND.keys()


def test_there_is_no_moment_without_a_site(tmp_path: Path, shop: Path, url: str) -> None:
    for hour, files in enumerate((FIRST, SECOND)):
        put(tmp_path, files, url, NOON + timedelta(hours=hour))
    script = (resources("generator.deploy") / "releases.sh").read_text("utf-8")
    seen = set[str]()
    with ThreadPoolExecutor(1) as other:
        switches = other.submit(_switch_often, script, shop, releases(shop) * 15)
        while not switches.done():
            page = (shop / "current/index.html").read_text("utf-8")
            seen.add(page)
    assert (switches.result(), seen) == (30, {FIRST["index.html"], SECOND["index.html"]})


def _switch_often(script: str, shop: Path, names: list[str]) -> int:
    """Make one release after the other live, as a rollback does; how often that worked."""
    command = ["sh", "-c", script, "litfass", "rollback", str(shop)]
    return sum(
        subprocess.run(command, input=f"live {name}\n", text=True, check=True, capture_output=True).stdout.endswith(
            "live\n"
        )
        for name in names
    )


def test_neither_touches_what_lies_beside_the_releases(tmp_path: Path, shop: Path, url: str) -> None:
    put(tmp_path, FIRST, url)
    (shop / "data").mkdir()
    (shop / "data/till.db").write_bytes(b"orders and stock")
    before = (shop / "data/till.db").stat()
    for day in range(1, 4):
        put(tmp_path, {"index.html": str(day)}, url, NOON + timedelta(days=day), keep=2)
    rollback(url, NOON)
    assert (shop / "data/till.db").stat() == before
    assert sorted(path.name for path in shop.iterdir()) == [".lock", "current", "data", "releases"]


def test_an_unchanged_build_changes_nothing(tmp_path: Path, shop: Path, url: str) -> None:
    first = put(tmp_path, FIRST, url)
    again = put(tmp_path, FIRST, url, NOON + timedelta(days=1))
    assert (again.deploy, again.uploaded, releases(shop)) == (first.deploy, (), [first.deploy.id])


def test_a_dry_run_does_nothing(tmp_path: Path, shop: Path, url: str) -> None:
    output = built(tmp_path / "public", FIRST)
    planned = deploy(output, url, NOON, Terms(grace=timedelta(30), keep=5, dry_run=True))
    assert list(planned.lines(0))[-1] == "8 to upload, 7 to change, 0 to remove · nothing was done"
    assert not shop.exists()


def test_an_upload_that_breaks_off_leaves_the_old_release_live_and_the_next_goes_on(
    tmp_path: Path, shop: Path, url: str
) -> None:
    first = put(tmp_path, FIRST, url).deploy.id
    output = built(tmp_path / "public", {"a/index.html": "b" * 1_000_000, "z/index.html": "never comes"})
    (output / "z/index.html").unlink()
    os.mkfifo(output / "z/index.html")
    command = [sys.executable, "-m", "generator.cli", "deploy", url, "--output", str(output)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while not (shop / "releases/.incoming").exists():
            assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
    subprocess.run(["flock", shop / ".lock", "true"], check=True)  # the server has noticed
    assert (shop / "current").readlink().name == first
    assert (public(shop), releases(shop)) == (FIRST, [first])
    assert len(put(tmp_path, SECOND, url, NOON + timedelta(days=1)).uploaded) == 5


def test_of_two_at_once_the_second_is_refused(tmp_path: Path, shop: Path, url: str) -> None:
    put(tmp_path, FIRST, url)
    with subprocess.Popen(["flock", shop / ".lock", "sh", "-c", "echo; read _"], stdin=-1, stdout=-1) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(DeployError) as told:
            put(tmp_path, SECOND, url, NOON + timedelta(days=1))
        other.stdin.close()
    assert str(told.value) == f"{url}: another deploy is under way. Deploy again when it is done."
    assert public(shop) == FIRST


def test_a_live_release_that_lost_a_file_is_made_anew(tmp_path: Path, shop: Path, url: str) -> None:
    put(tmp_path, FIRST, url)
    (shop / "current/feed.xml").unlink()
    put(tmp_path, {**FIRST, "legal/index.html": "new"}, url, NOON + timedelta(days=1))
    assert public(shop) == {**FIRST, "legal/index.html": "new"}


def test_a_command_runs_after_the_switch_in_the_folder(
    tmp_path: Path, shop: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output = str(built(tmp_path / "public", FIRST))
    assert main(["deploy", url, "--output", output, "--then", "readlink current > seen"]) == 0
    assert (shop / "seen").read_text("ascii") == f"releases/{releases(shop)[0]}\n"
    capsys.readouterr()
    assert main(["rollback", url, "--to", releases(shop)[0], "--then", "echo no unit >&2; exit 5"]) == 1
    assert capsys.readouterr().err == f"litfass: {url}: no unit\n"


def test_what_was_done_is_one_line(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", url, "--output", str(built(tmp_path / "public", FIRST))]) == 0
    assert main(["deploy", url, "--output", str(built(tmp_path / "public", SECOND))]) == 0
    assert main(["rollback", url]) == 0
    assert main(["rollback", url, "--list"]) == 0
    told = re.sub(r"\d+T\d+Z|\d+-\d+-\d+ \d+:\d+|\d\.\d", "…", capsys.readouterr().out).splitlines()
    assert told == [
        "3 pages live in … s · 8 uploaded, 7 changed, 0 removed · …-51437dc93cbc",
        "3 pages live in … s · 5 uploaded, 5 changed, 1 removed · …-57eae3a63ebb",
        "3 pages live in … s · …-51437dc93cbc",
        "…-51437dc93cbc  … UTC  3 pages  build 51437dc93cbc  live",
        "…-57eae3a63ebb  … UTC  3 pages  build 57eae3a63ebb",
    ]


def test_a_host_whose_key_nobody_knows_is_not_believed(tmp_path: Path, server: SshServer, url: str) -> None:
    known = server.path.parent / "known_hosts"
    kept = known.read_text("ascii")
    known.write_text("", "ascii")
    try:
        with pytest.raises(DeployError, match="Host key verification failed"):
            put(tmp_path, FIRST, url)
    finally:
        known.write_text(kept, "ascii")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ssh://host", "ssh://host names no folder on a server. Write it like ssh://user@host/srv/magazine"),
        ("ssh://me:secret@host/srv", "ssh://host: no password stands in an address. Let ssh use a key."),
    ],
)
def test_an_address_that_will_not_do_is_told(tmp_path: Path, url: str, why: str) -> None:
    with pytest.raises(DeployError) as told:
        put(tmp_path, FIRST, url)
    assert str(told.value) == why


def test_nothing_to_go_back_to_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(DeployError, match="nothing was deployed there"):
        rollback(url, NOON)
    only = put(tmp_path, FIRST, url).deploy.id
    with pytest.raises(DeployError, match=f"there is none before {only}"):
        rollback(url, NOON)


def test_a_folder_named_current_is_left_alone(tmp_path: Path, shop: Path, url: str) -> None:
    (shop / "current").mkdir(parents=True)
    with pytest.raises(DeployError, match=r"current is no link\. Move it away"):
        put(tmp_path, FIRST, url)


def test_what_a_login_says_first_is_passed_over(
    tmp_path: Path, server: SshServer, shop: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/ssh").write_text(f'#!/bin/sh\necho Welcome\nexec {server.path}/ssh "$@"\n', "ascii")
    (tmp_path / "bin/ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    put(tmp_path, FIRST, url)
    assert public(shop) == FIRST


def test_a_machine_without_ssh_is_told(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeployError) as told:
        put(tmp_path, FIRST, url)
    assert str(told.value) == f"{url}: ssh cannot be started (No such file or directory). Install OpenSSH's client."
