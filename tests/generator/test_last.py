from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from generator.build import Options, build
from generator.last import Result, recall
from tests.tiny import write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LATER = (
    "---\ntitle: Later\ndescription: One.\nsection: walks\ndate: 2026-10-01\npublishDate: 2026-11-22 12:00\n---\nWords."
)


def made(site: Path) -> Result:
    return build(site, site / "public", NOW, Options())


def recalled(site: Path, now: datetime = NOW, options: Options | None = None) -> Result | None:
    found = recall(site, site / "public", now, (options or Options()).switches)
    return found if isinstance(found, Result) else None


@pytest.fixture
def rested(site: Path) -> Path:
    """A site that was left alone for a while before it was built."""
    write_files(site, {"content/stories/later.md": LATER})
    time.sleep(2.1)
    made(site)
    return site


def rewritten(site: Path) -> None:
    file = site / "content/stories/moor.md"
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"warm", b"cold"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def shadowed(site: Path) -> None:
    write_files(site, {"themes/tiny/templates/story.html": "{{ story.title }}"})


def added(site: Path) -> None:
    write_files(site, {"content/stories/hill.md": LATER})


def removed(site: Path) -> None:
    (site / "content/stories/later.md").unlink()


def altered(site: Path) -> None:
    write_files(site, {"public/index.html": "by hand"})


def set_otherwise(site: Path) -> None:
    file = site / "site.yml"
    file.write_text(file.read_text() + "\n")


def test_what_nobody_touched_is_recalled(rested: Path) -> None:
    found = recalled(rested)
    assert found is not None
    again = made(rested)
    assert (found.diagnostics, found.pages, found.written) == (again.diagnostics, again.pages, again.written)


@pytest.mark.parametrize("change", [rewritten, shadowed, added, removed, altered, set_otherwise])
def test_whatever_changes_is_seen(rested: Path, change: Callable[[Path], None]) -> None:
    change(rested)
    assert recalled(rested) is None


def test_time_and_options_count(rested: Path) -> None:
    assert recalled(rested, NOW + DAY / 2) is not None
    assert recalled(rested, NOW + DAY) is None
    assert recalled(rested, NOW.replace(tzinfo=None)) is None
    assert recalled(rested, options=Options(drafts=True)) is None
    assert recall(rested, rested / "elsewhere", NOW, Options().switches) is None


def test_what_was_just_written_is_not_believed(site: Path) -> None:
    made(site)
    assert recalled(site) is None


def test_a_build_with_errors_is_not_recalled(rested: Path) -> None:
    write_files(rested, {"content/stories/hill.md": "no front matter"})
    time.sleep(2.1)
    assert made(rested).failed
    assert recalled(rested) is None
