"""Deploys to S3: moto's server behind real HTTP, asked by the real s3fs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from s3fs import S3FileSystem

from generator.deploy import DeployError, Outcome, Terms, deploy, rollback
from tests.built_output import FIRST, SECOND, built
from tests.s3_server import S3Server, s3_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "s3://shop/mag"


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    S3FileSystem.clear_instance_cache()
    with s3_server() as running:
        yield running
    S3FileSystem.clear_instance_cache()


@pytest.fixture
def anew() -> Iterator[None]:
    """The environment is looked at anew: fsspec keeps a client for as long as a command runs."""
    S3FileSystem.clear_instance_cache()
    yield
    S3FileSystem.clear_instance_cache()


@pytest.fixture
def s3(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server with one empty bucket, ``shop``, and the environment that leads there."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    server.make("shop")
    return server


def put(folder: Path, files: Mapping[str, str], now: datetime = NOON, *, keep: int = 5, url: str = URL) -> Outcome:
    return deploy(built(folder, files), url, now, Terms(grace=timedelta(days=30), keep=keep))


def listing(s3: S3Server) -> set[str]:
    """Every key of the bucket."""
    return set(re.findall("<Key>(.*?)</Key>", s3.owner.get("/shop?list-type=2").text))


def public(s3: S3Server) -> dict[str, str]:
    """What readers can ask for, path → content."""
    paths = sorted(key.removeprefix("mag/") for key in listing(s3) if "/_till/" not in key)
    return {path: s3.owner.get(f"/shop/mag/{path}").text for path in paths}


def assert_whole(s3: S3Server) -> None:
    """No page asks for what is not there."""
    there = public(s3)
    assert [
        asked for path in there if path.endswith(".html") for asked in there[path].split() if asked not in there
    ] == []


def test_the_first_deploy_brings_everything_but_the_tills(s3: S3Server, tmp_path: Path) -> None:
    done = put(tmp_path / "public", FIRST)
    assert public(s3) == FIRST
    assert {key for key in listing(s3) if "/_till/" in key and "/_till/deploys/" not in key} == set()
    assert (done.deploy.pages, len(done.uploaded), done.removed) == (3, 6, ())  # two pages have the same content


def test_each_file_says_its_type_and_how_long_it_keeps(s3: S3Server, tmp_path: Path) -> None:
    put(tmp_path / "public", FIRST)
    told = {path: s3.owner.head(f"/shop/mag/{path}").headers for path in FIRST}
    asked, kept = "public, max-age=0, must-revalidate", "public, max-age=31536000, immutable"
    assert {path: (headers["content-type"], headers["cache-control"]) for path, headers in told.items()} == {
        "_headers": ("application/octet-stream", asked),
        "assets/site.1111.css": ("text/css; charset=utf-8", kept),
        "feed.xml": ("application/xml", asked),
        "images/hill.1111.avif": ("image/avif", kept),
        "index.html": ("text/html; charset=utf-8", asked),
        "legal/index.html": ("text/html; charset=utf-8", asked),
        "stories/hill/index.html": ("text/html; charset=utf-8", asked),
    }


def test_only_what_changed_is_uploaded(s3: S3Server, tmp_path: Path) -> None:
    put(tmp_path / "public", FIRST)
    s3.reset()
    done = put(tmp_path / "public", {**FIRST, "stories/hill/index.html": "images/hill.1111.avif"}, NOON + timedelta(1))
    assert (len(done.uploaded), done.changed, done.removed) == (1, ("stories/hill/index.html",), ())
    ours = [key.removeprefix("shop/mag/_till/deploys/").split("/")[0] for key in s3.keys("PUT")]
    assert ours == ["lists", "files", "state.json", "state.json"]
    assert s3.keys("COPY") == ["shop/mag/stories/hill/index.html"]
    assert s3.keys("DELETE", "POST") == []


def test_an_unchanged_build_changes_nothing(s3: S3Server, tmp_path: Path) -> None:
    first = put(tmp_path / "public", FIRST)
    s3.reset()
    again = put(tmp_path / "public", FIRST, NOON + timedelta(1))
    assert (again.deploy, again.uploaded, again.changed) == (first.deploy, (), ())
    assert s3.keys("PUT", "COPY", "DELETE", "POST") == []


def test_what_a_page_needs_is_there_before_the_page(s3: S3Server, tmp_path: Path) -> None:
    put(tmp_path / "public", FIRST)
    s3.reset()
    put(tmp_path / "public", SECOND, NOON + timedelta(1))
    asked = [
        (act, key.removeprefix("shop/mag/"))
        for act, key in s3.asked
        if act in {"PUT", "COPY", "DELETE"} and "_till/" not in key
    ]
    assert asked[2:] == [
        ("COPY", "feed.xml"),
        ("COPY", "stories/moor/index.html"),
        ("COPY", "index.html"),
        ("DELETE", "stories/hill/index.html"),
    ]
    assert set(asked[:2]) == {("PUT", "assets/site.2222.css"), ("PUT", "images/moor.2222.avif")}


def test_a_rollback_brings_back_each_byte(s3: S3Server, tmp_path: Path) -> None:
    put(tmp_path / "public", FIRST)
    before = public(s3)
    put(tmp_path / "public", SECOND, NOON + timedelta(1))
    done = rollback(URL, NOON + timedelta(2))
    assert {path: public(s3)[path] for path in before} == before
    assert "stories/moor/index.html" not in public(s3)
    assert (done.changed, done.removed) == (
        ("feed.xml", "stories/hill/index.html", "index.html"),
        ("stories/moor/index.html",),
    )


def test_a_dry_run_only_reads(s3: S3Server, tmp_path: Path) -> None:
    put(tmp_path / "public", FIRST)
    s3.reset()
    terms = Terms(grace=timedelta(30), keep=5, dry_run=True)
    planned = deploy(built(tmp_path / "public", SECOND), URL, NOON + timedelta(1), terms)
    assert {act for act, _ in s3.asked} == {"GET", "HEAD"}
    assert list(planned.lines(0))[-1] == "4 to upload, 3 to change, 1 to remove · nothing was done"


@pytest.mark.parametrize("writes", [3, 8, 10])
def test_a_deploy_that_is_refused_on_its_way_leaves_a_whole_site_and_the_next_goes_on(
    s3: S3Server, tmp_path: Path, writes: int
) -> None:
    put(tmp_path / "public", FIRST)
    s3.reset()
    s3.gate = lambda _act, _key: len(s3.keys("PUT", "COPY", "DELETE")) < writes
    with pytest.raises(DeployError, match="s3://shop/mag: this is not allowed"):
        put(tmp_path / "public", SECOND, NOON + timedelta(1))
    s3.reset()
    assert_whole(s3)
    put(tmp_path / "public", SECOND, NOON + timedelta(2))
    assert {path: text for path, text in public(s3).items() if path in SECOND} == SECOND
    assert "stories/hill/index.html" not in public(s3)


def test_what_a_killed_deploy_uploaded_is_not_uploaded_again(s3: S3Server, tmp_path: Path) -> None:
    output = built(tmp_path / "public", {f"images/{number}.avif": "picture" for number in range(40)})
    command = [sys.executable, "-m", "generator.cli", "deploy", URL, "--output", str(output)]
    killed: list[int] = []

    def gate(act: str, _key: str) -> bool:
        if act == "PUT" and len(s3.keys("PUT")) > 20 and not killed:
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)
        return not killed

    s3.gate = gate
    with subprocess.Popen(command) as process:
        assert process.wait() == -signal.SIGKILL
    s3.reset()
    there = set(public(s3))
    assert len(there) >= 20 - 17  # one is the list, and as many as were under way may be lost
    done = deploy(output, URL, NOON, Terms(grace=timedelta(30), keep=5))
    assert there.isdisjoint(done.uploaded)  # what was under way may have come in since
    assert len(public(s3)) == 40


def test_of_two_at_once_the_slower_one_changes_nothing(s3: S3Server, tmp_path: Path) -> None:
    put(tmp_path / "public", FIRST)
    s3.reset()

    def gate(act: str, key: str) -> bool:
        if (act, key) == ("PUT", "shop/mag/assets/site.2222.css"):
            s3.reset()
            put(tmp_path / "other", {**FIRST, "legal/index.html": "faster"}, NOON + timedelta(1))
        return True

    s3.gate = gate
    with pytest.raises(DeployError, match=r"another deploy was faster; no page was changed\. Deploy again\."):
        put(tmp_path / "public", SECOND, NOON + timedelta(1))
    assert {path: public(s3)[path] for path in FIRST} == {**FIRST, "legal/index.html": "faster"}


def test_of_two_at_once_both_are_told_when_their_pages_may_be_mixed(s3: S3Server, tmp_path: Path) -> None:
    put(tmp_path / "public", FIRST)
    other = {**FIRST, "index.html": "images/hill.1111.avif"}

    def gate(act: str, key: str) -> bool:
        if (act, key) == ("COPY", "shop/mag/index.html"):
            s3.reset()
            put(tmp_path / "other", other, NOON + timedelta(1))
        return True

    s3.gate = gate
    with pytest.raises(DeployError, match=r"pages may be mixed\. Deploy again\."):
        put(tmp_path / "public", SECOND, NOON + timedelta(1))
    assert_whole(s3)
    put(tmp_path / "other", other, NOON + timedelta(2))  # the same build, and yet nothing is taken for granted
    assert {path: text for path, text in public(s3).items() if path in other} == other
    assert "stories/moor/index.html" not in public(s3)


def test_s3_itself_sees_that_the_state_is_as_it_was_read(s3: S3Server, tmp_path: Path) -> None:
    put(tmp_path / "public", FIRST)
    state = "/shop/mag/_till/deploys/state.json"

    def gate(act: str, key: str) -> bool:
        if act == "PUT" and key.endswith("state.json"):  # between the last look and the writing
            s3.reset()
            s3.owner.put(state, content=b'{"made_by": "litfass"}')
        return True

    s3.gate = gate
    with pytest.raises(DeployError, match="another deploy was faster"):
        put(tmp_path / "public", SECOND, NOON + timedelta(1))
    assert s3.owner.get(state).json() == {"made_by": "litfass"}


@pytest.mark.usefixtures("s3")
def test_a_bucket_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DeployError) as told:
        put(tmp_path / "public", FIRST, url="s3://shpo/mag")
    assert str(told.value) == "s3://shpo/mag: there is no such place (The specified bucket does not exist)."


@pytest.mark.usefixtures("anew", "s3")
def test_a_store_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(
        DeployError, match=r'^s3://shop/mag: Could not connect to the endpoint URL: "http://127\.0\.0\.1:9'
    ):
        put(tmp_path / "public", FIRST)


@pytest.mark.usefixtures("anew", "s3")
def test_a_key_that_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(DeployError, match=r"^s3://shop/mag: Unable to locate credentials$"):
        put(tmp_path / "public", FIRST)
