from __future__ import annotations

import multiprocessing
import pickle
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Report
from generator.write import MANIFEST, Output, WriteError
from tests.written import beside, put, texts

if TYPE_CHECKING:
    from generator.write import Stage


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def staged(stage: Stage) -> dict[str, str]:
    return texts(Path(stage.folder))


def test_the_digests_of_what_lies_there_are_known(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A", b="B")
    (tmp_path / "public/b.html").write_text("X")
    with Output.open(tmp_path / "public", Report()) as out:
        assert out
        assert {path: found for path, found in out.digests.items() if path != MANIFEST} == {"a.html": digest("A")}


def test_what_was_only_touched_is_still_known(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    (tmp_path / "public/a.html").touch()
    with Output.open(tmp_path / "public", Report()) as out:
        assert out
        assert out.digests["a.html"] == digest("A")


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A", b="B")
    with Output.open(tmp_path / "public", Report()) as out:
        assert out
        assert out.stage.put("a.html", b"A") == digest("A")
        assert out.stage.put("b.html", b"new") == digest("new")
        assert staged(out.stage) == {"b.html": "new"}


def test_a_file_can_be_copied_to_the_stage(tmp_path: Path) -> None:
    (tmp_path / "kept.avif").write_text("picture")
    with Output.open(tmp_path / "public", Report()) as out:
        assert out
        assert out.stage.copy("images/a.avif", tmp_path / "kept.avif") == digest("picture")
        assert staged(out.stage) == {"images/a.avif": "picture"}


def test_of_two_that_put_the_same_path_one_is_there_and_whole(tmp_path: Path) -> None:
    with Output.open(tmp_path / "public", Report()) as out:
        assert out
        contents = [bytes([letter]) * 2_000_000 for letter in b"ABCD"]
        threads = [Thread(target=out.stage.put, args=["a.html", content]) for content in contents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (Path(out.stage.folder) / "a.html").read_bytes() in contents


def test_other_processes_can_use_the_stage(tmp_path: Path) -> None:
    with Output.open(tmp_path / "public", Report()) as out:
        assert out
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            made = pool.apply(pickle.loads(pickle.dumps(out.stage)).put, ["a/b.html", b"B"])
        out.publish({"a/b.html": made})
    assert texts(tmp_path / "public") == {"a/b.html": "B"}


def test_what_was_staged_and_is_not_wanted_does_not_go_live(tmp_path: Path) -> None:
    for page in "AB":
        with Output.open(tmp_path / "public", Report()) as out:
            assert out
            out.stage.put("left/out.html", b"X")
            out.publish({"a.html": out.stage.put("a.html", page.encode())})
        assert texts(tmp_path / "public") == {"a.html": page}
        assert not (tmp_path / "public/left").exists()


def test_what_is_neither_staged_nor_there_is_a_fault_of_the_builds(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    with Output.open(tmp_path / "public", Report()) as out:
        assert out
        with pytest.raises(LookupError, match=r"neither on the stage nor in .*: b\.html"):
            out.publish({"a.html": digest("A"), "b.html": digest("B")})
    assert texts(tmp_path / "public") == {"a.html": "A"}


@pytest.mark.parametrize("before", [{}, {"a": "A"}], ids=["first build", "another"])
def test_a_build_that_fails_leaves_nothing_on_the_stage(tmp_path: Path, before: dict[str, str]) -> None:
    if before:
        put(tmp_path / "public", **before)
    with suppress(ZeroDivisionError), Output.open(tmp_path / "public", Report()) as out:
        assert out
        out.stage.put("b.html", b"B")
        raise ZeroDivisionError
    if before:
        assert beside(tmp_path) == [".gitignore", "spare", "stamps"]
        assert texts(tmp_path / "public") == {"a.html": "A"}
    else:
        assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_ends_the_build_with_a_diagnostic(tmp_path: Path) -> None:
    report, after = Report(), []
    with Output.open(tmp_path / "public", report) as out:
        assert out
        out.stage.put("x" * 300, b"")
        after.append("more")
    assert after == []
    assert [found.message for found in report.diagnostics] == [
        f"{tmp_path}/.public.litfass/{Path(out.stage.folder).name}/{'x' * 300} cannot be written: File name too long."
    ]


def test_an_error_of_writing_can_cross_processes() -> None:
    error = pickle.loads(pickle.dumps(WriteError(28, "No space left on device", "a.html")))
    assert (type(error), error.strerror, error.filename) == (WriteError, "No space left on device", "a.html")


def test_other_faults_of_the_system_are_not_taken_for_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), Output.open(tmp_path / "public", Report()):
        (tmp_path / "gone").read_text()
