"""Deploys to a folder and to fsspec's memory, which keep what S3 keeps but the headers."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from generator.cli import main
from generator.deploy import DeployError, Terms, deploy, deploys, rollback
from tests.built_output import FIRST, SECOND, built

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return (tmp_path / "live").as_uri()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return built(tmp_path / "public", FIRST)


def put(folder: Path, files: Mapping[str, str], url: str, now: datetime = NOON, keep: int = 5) -> None:
    deploy(built(folder, files), url, now, Terms(grace=timedelta(days=30), keep=keep))


def public(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "_till" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_folder_gets_what_readers_may_see(tmp_path: Path, url: str) -> None:
    put(tmp_path / "public", FIRST, url)
    assert public(tmp_path / "live") == FIRST
    assert not (tmp_path / "live/_till/catalog.json").exists()


def test_a_built_magazine_is_deployed_and_brought_back(site: Path, tmp_path: Path, url: str) -> None:
    assert main(["build", "--site", str(site)]) == 0
    assert main(["deploy", url, "--site", str(site)]) == 0
    first = public(tmp_path / "live")
    assert first == public(site / "public")
    story = site / "content/stories/hill.md"
    story.write_text("---\ntitle: Hill\ndescription: Up.\nsection: walks\ndate: 2026-10-01\n---\nUp.\n", "utf-8")
    assert main(["build", "--site", str(site)]) == 0
    assert main(["deploy", url, "--site", str(site)]) == 0
    assert public(tmp_path / "live") == public(site / "public")
    assert main(["rollback", url]) == 0
    assert public(tmp_path / "live") == first


def test_what_was_done_is_one_line(output: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "deploy", url, "--output", output)
    live = deploys(url).live
    assert (code, err) == (0, "")
    assert out.startswith("3 pages live in ")
    assert out.endswith(f" s · 6 uploaded, 5 changed, 0 removed · {live}\n")
    assert said(capsys, "deploy", url, "--output", output) == (0, f"Nothing to do: {live} is live.\n", "")


def test_a_dry_run_names_each_file_and_does_nothing(
    output: Path, tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "deploy", url, "--output", output, "--dry-run")
    lines = out.splitlines()
    assert (code, lines[-1]) == (0, "6 to upload, 5 to change, 0 to remove · nothing was done")
    assert [line for line in lines if line.startswith("change")] == [
        "change _headers",
        "change feed.xml",
        "change index.html",
        "change legal/index.html",
        "change stories/hill/index.html",
    ]
    assert not (tmp_path / "live").exists()


def test_the_list_says_which_deploy_is_live(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path / "public", FIRST, url)
    put(tmp_path / "public", SECOND, url, NOON + timedelta(hours=1))
    rollback(url, NOON + timedelta(hours=2))
    code, out, err = said(capsys, "rollback", url, "--list")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "20261121T120000Z-6df0c89a5435  2026-11-21 12:00 UTC  3 pages  build 6df0c89a5435  live",
        "20261121T130000Z-e2c0bc2fd7a7  2026-11-21 13:00 UTC  3 pages  build e2c0bc2fd7a7",
    ]


def test_a_second_rollback_goes_further_back_and_one_can_come_forward_again(tmp_path: Path, url: str) -> None:
    third = {**SECOND, "legal/index.html": "third"}
    for hour, files in enumerate((FIRST, SECOND, third)):
        put(tmp_path / "public", files, url, NOON + timedelta(hours=hour))
    seen = []
    for to in ("", "", deploys(url).deploys[2].id):
        rollback(url, NOON + timedelta(hours=9), to)
        seen.append({path: text for path, text in public(tmp_path / "live").items() if path.endswith(".html")})
    wanted = [
        {path: text for path, text in files.items() if path.endswith(".html")} for files in (SECOND, FIRST, third)
    ]
    assert seen == wanted


def test_old_assets_stay_for_their_grace(tmp_path: Path, url: str) -> None:
    put(tmp_path / "public", FIRST, url)
    old = {"assets/site.1111.css", "images/hill.1111.avif"}
    left = []
    for day in (1, 30, 31):
        put(tmp_path / "public", {**SECOND, "legal/index.html": f"{day}"}, url, NOON + timedelta(day), keep=2)
        left.append(old & public(tmp_path / "live").keys())
    assert left == [old, old, set()]  # unneeded from day 1 on, the deploy of day 0 forgotten on day 30


def test_assets_of_a_kept_deploy_stay_whatever_their_age(tmp_path: Path, url: str) -> None:
    put(tmp_path / "public", FIRST, url)
    put(tmp_path / "public", SECOND, url, NOON + timedelta(1))
    put(tmp_path / "public", {**SECOND, "legal/index.html": "c"}, url, NOON + timedelta(300))
    rollback(url, NOON + timedelta(301), deploys(url).deploys[0].id)
    assert {path: public(tmp_path / "live")[path] for path in FIRST} == FIRST


def test_what_is_no_longer_kept_is_removed(tmp_path: Path, url: str) -> None:
    for day in range(4):
        files = {**FIRST, "legal/index.html": f"on day {day}"}
        put(tmp_path / "public", files, url, NOON + timedelta(day), keep=2)
    lists = {file.stem for file in (tmp_path / "live/_till/deploys/lists").iterdir()}
    assert lists == {one.id for one in deploys(url).deploys}
    assert len(lists) == 2
    copies = list((tmp_path / "live/_till/deploys/files").iterdir())
    assert len(copies) == 3 + 2  # of index, feed and _headers; of the legal page one for each deploy


def test_before_a_deploy_that_was_rolled_back_is_what_was_live_then(tmp_path: Path, url: str) -> None:
    put(tmp_path / "public", FIRST, url)
    put(tmp_path / "public", SECOND, url, NOON + timedelta(hours=1))
    rollback(url, NOON + timedelta(hours=2))
    put(tmp_path / "public", {**FIRST, "legal/index.html": "mended"}, url, NOON + timedelta(hours=3))
    assert rollback(url, NOON + timedelta(hours=4)).deploy.at == NOON


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "{url}: there is none before 20261121T120000Z-6df0c89a5435. Kept are: 20261121T120000Z-6df0c89a5435"),
        (["--to", "x"], "{url}: there is no deploy x. Kept are: 20261121T120000Z-6df0c89a5435"),
    ],
)
def test_where_there_is_nothing_to_go_back_to_the_kept_ones_are_named(
    tmp_path: Path, url: str, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path / "public", FIRST, url)
    assert said(capsys, "rollback", url, *words) == (1, "", f"litfass: {told.format(url=url)}\n")


def test_a_rollback_of_nothing_is_told(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    message = f"litfass: {url}: nothing was deployed there. Deploy first: litfass deploy {url}\n"
    assert said(capsys, "rollback", url) == (1, "", message)


def test_a_deploy_that_lost_its_files_is_not_brought_back(tmp_path: Path, url: str) -> None:
    put(tmp_path / "public", FIRST, url)
    put(tmp_path / "public", SECOND, url, NOON + timedelta(hours=1))
    live = public(tmp_path / "live")
    for copy in (tmp_path / "live/_till/deploys/files").glob("*.xml"):
        copy.unlink()
    with pytest.raises(DeployError, match=r"20261121T120000Z-6df0c89a5435 is no longer whole there\."):
        rollback(url, NOON + timedelta(hours=2))
    assert public(tmp_path / "live") == live


def test_without_a_state_everything_is_brought(tmp_path: Path, url: str) -> None:
    put(tmp_path / "public", FIRST, url)
    (tmp_path / "live/_till/deploys/state.json").unlink()
    (tmp_path / "live/index.html").write_text("by hand", "utf-8")
    put(tmp_path / "public", FIRST, url, NOON + timedelta(hours=1))
    assert public(tmp_path / "live") == FIRST


def test_a_damaged_state_is_told(tmp_path: Path, url: str, output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path / "public", FIRST, url)
    (tmp_path / "live/_till/deploys/state.json").write_text("{", "utf-8")
    assert said(capsys, "deploy", url, "--output", output) == (
        1,
        "",
        f"litfass: {url}/_till/deploys/state.json is damaged. Remove it, and the next deploy uploads everything.\n",
    )


def test_an_output_that_is_not_there_is_told(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = f"litfass: {tmp_path / 'none'} holds no finished site. Make it first: litfass build\n"
    assert said(capsys, "deploy", url, "--output", tmp_path / "none") == (1, "", told)


def test_an_output_that_is_not_whole_is_told(output: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    (output / "feed.xml").unlink()
    told = f"litfass: {output} is not whole, it lacks feed.xml. Make it again: litfass build\n"
    assert said(capsys, "deploy", url, "--output", output) == (1, "", told)


def test_an_output_that_was_altered_is_told(
    output: Path, tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (output / "feed.xml").write_text("altered", "utf-8")
    told = f"litfass: {output / 'feed.xml'} is not as the build made it. Make it again: litfass build\n"
    assert said(capsys, "deploy", url, "--output", output) == (1, "", told)
    assert not (tmp_path / "live/index.html").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("s3://", "s3:// names no place. Write it like s3://bucket or s3://bucket/path."),
        ("ftps3://b", "ftps3://b cannot be deployed to: Protocol not known: ftps3."),
        ("gs://b", "gs:// needs a package that is not installed: Please install gcsfs to access Google Storage"),
    ],
)
def test_a_url_that_leads_nowhere_is_told(
    output: Path, url: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "deploy", url, "--output", output) == (1, "", f"litfass: {told}\n")


def test_without_the_extra_it_says_what_to_install(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)  # as Python marks what cannot be imported
    told = "litfass: s3:// needs a package that is not installed: pip install 'litfass[deploy]'\n"
    assert said(capsys, "deploy", "s3://shop", "--output", output) == (1, "", told)


@pytest.mark.parametrize(
    "words",
    [
        ["deploy"],
        ["deploy", "bucket"],
        ["deploy", "s3://b", "--grace", "-1"],
        ["deploy", "s3://b", "--keep", "1"],
        ["rollback"],
    ],
)
def test_words_that_are_not_understood_are_wrong_use(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
