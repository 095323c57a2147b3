"""When files last changed, by git and without it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from generator.build import Options, check
from generator.history import last_changes, last_files
from tests.test_sites import NOW
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ORIGINAL, TRANSLATION = "content/stories/moor.md", "content/stories/moor.de.md"
GERMAN = "---\ntitle: Über das Moor\ndescription: Elf Tage Regen.\n---\nEs regnete, und der [Becher](product:mug)."
DAY = 24 * 60 * 60


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = write_site(tmp_path / "repository" / "site")
    write_files(root, {TRANSLATION: GERMAN})
    return root


@pytest.fixture
def commit(site: Path) -> Callable[[int], None]:
    """Commits all that is there at a second after 2026-01-01."""
    git("init", "-q", cwd=site.parent)

    def commit(second: int) -> None:
        at = f"{1767225600 + second} +0000"
        git("add", "-A", cwd=site.parent)
        git("commit", "-q", "-m", "x", cwd=site.parent, GIT_COMMITTER_DATE=at, GIT_AUTHOR_DATE=at)

    return commit


def git(*words: str, cwd: Path, **more: str) -> None:
    names = {"GIT_AUTHOR_NAME": "Desk", "GIT_COMMITTER_NAME": "Desk", "HOME": str(cwd)}
    mails = {"GIT_AUTHOR_EMAIL": "desk@x.example", "GIT_COMMITTER_EMAIL": "desk@x.example"}
    environment = {**os.environ, **names, **mails, **more}
    subprocess.run(["git", *words], cwd=cwd, check=True, env=environment)


def change(site: Path, file: str, old: str, new: str) -> None:
    path = site / file
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def stale(site: Path) -> list[str]:
    found = check(site, NOW, Options()).diagnostics
    return [one.at.file for one in found if one.code == "N241" and one.at]


def test_a_translation_is_older_if_words_of_the_original_were_committed_after_it(
    site: Path, commit: Callable[[int], None]
) -> None:
    commit(0)
    change(site, ORIGINAL, "It rained", "It poured")
    commit(1)
    assert stale(site) == [TRANSLATION]


def test_a_fact_of_the_original_makes_no_translation_older(site: Path, commit: Callable[[int], None]) -> None:
    commit(0)
    change(site, ORIGINAL, "date: 2026-10-03", "date: 2026-10-04")
    commit(1)
    assert stale(site) == []


def test_what_is_not_committed_yet_counts(site: Path, commit: Callable[[int], None]) -> None:
    commit(0)
    change(site, ORIGINAL, "It rained", "It poured")
    assert stale(site) == [TRANSLATION]
    commit(1)
    change(site, TRANSLATION, "Es regnete", "Es goss")
    assert stale(site) == []


def test_a_fresh_clone_says_the_same_and_a_shallow_one_says_nothing(
    site: Path, commit: Callable[[int], None], tmp_path: Path
) -> None:
    commit(0)
    change(site, ORIGINAL, "It rained", "It poured")
    commit(1)
    for name, more in (("whole", []), ("shallow", ["--depth", "1"])):
        git("clone", "-q", *more, f"file://{site.parent}", str(tmp_path / name), cwd=tmp_path)
    assert [stale(tmp_path / name / "site") for name in ("whole", "shallow")] == [[TRANSLATION], []]


def test_without_a_history_files_count_that_are_an_hour_apart(site: Path) -> None:
    assert stale(site) == []
    before = (site / ORIGINAL).stat().st_mtime - DAY
    os.utime(site / TRANSLATION, (before, before))
    assert stale(site) == [TRANSLATION]


def test_names_in_any_letters_are_found(site: Path, commit: Callable[[int], None]) -> None:
    write_files(site, {"content/images/grün ü.md": "x"})
    commit(7)
    changes = last_changes(site)
    assert (changes.seconds["content/images/grün ü.md"], changes.was("content/images/grün ü.md", ORIGINAL)) == (
        1767225607,
        "x",
    )


@pytest.mark.parametrize("listed", ["", "[]", "{}", '{"files": 1}'])
def test_an_output_without_a_list_of_files_had_no_files(tmp_path: Path, listed: str) -> None:
    write_files(tmp_path, {"_till/output.json": listed})
    assert last_files(tmp_path) == frozenset()
