from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from generator import __version__
from generator.build import Options, build, check
from generator.cli import main
from generator.new import NotEmptyError, new_magazine

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_new_magazine_has_nothing_to_mend(tmp_path: Path) -> None:
    new_magazine(tmp_path / "mine")
    assert check(tmp_path / "mine", NOW, Options()).diagnostics == ()


def test_a_new_magazine_is_pinned_to_the_tools_version(tmp_path: Path) -> None:
    new_magazine(tmp_path / "mine")
    first = ".".join(__version__.split(".")[:2])
    assert f'litfass: "{first}"' in (tmp_path / "mine/site.yml").read_text()


def test_a_new_magazine_is_built_in_both_languages(tmp_path: Path) -> None:
    new_magazine(tmp_path / "mine")
    result = build(tmp_path / "mine", tmp_path / "public", NOW, Options())
    assert not result.failed
    assert (tmp_path / "public/stories/erste-schritte/index.html").is_file()
    assert (tmp_path / "public/en/stories/first-steps/index.html").is_file()


def test_a_new_magazine_keeps_what_is_made_out_of_git(tmp_path: Path) -> None:
    new_magazine(tmp_path / "mine")
    assert (tmp_path / "mine/.gitignore").read_text() == "/public/\n/.litfass/\n/.till/\n/bundle-*/\n/.venv/\n"


def test_a_new_magazine_has_no_code_of_the_tool(tmp_path: Path) -> None:
    new_magazine(tmp_path / "mine")
    assert list((tmp_path / "mine").rglob("*.py")) == []


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert new_magazine(tmp_path) > 20


def test_a_folder_with_something_in_it_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(NotEmptyError):
        new_magazine(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_command_says_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "mine")]) == 0
    assert capsys.readouterr().out.endswith(f"cd {tmp_path / 'mine'} && litfass serve\n")


def test_the_command_refuses_a_folder_with_something_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["new", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"litfass: {tmp_path} is not empty. Name an empty or a new folder.\n"


def test_a_folder_that_cannot_be_made_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["new", str(tmp_path / "file" / "mine")]) == 2
    assert capsys.readouterr().err == f"litfass: {tmp_path / 'file' / 'mine'} cannot be made: Not a directory.\n"
