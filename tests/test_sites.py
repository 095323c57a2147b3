"""Every text file of tests/sites is one tiny site and, at its end, what the build has to say about it.

A file begins with one line that says what it shows. Sections ``=== path`` replace files of `_base.txt` or add new ones;
``=== path (missing)`` takes one away, ``=== path (bytes)`` has Python escapes, and ``=== path (old)`` was written a day
before. The last section,
``=== diagnostics``, is the exact text of errors and warnings; ``=== diagnostics with notes`` has the notes as well.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build import Options, check
from generator.diagnostics import Severity, as_text

SITES = Path(__file__).parent / "sites"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_SECTION = re.compile(r"^=== (.+)\n", re.MULTILINE)


def sections(path: Path) -> dict[str, str]:
    _, *rest = _SECTION.split(path.read_text("utf-8"))
    return dict(zip(rest[::2], rest[1::2], strict=True))


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        plain = re.sub(r" \((?:missing|bytes|old)\)$", "", name)
        target = root / plain
        if name.endswith("(missing)"):
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        escaped = name.endswith("(bytes)")
        target.write_bytes(
            text.encode("latin-1").decode("unicode_escape").encode("latin-1") if escaped else text.encode()
        )
        if name.endswith("(old)"):
            day_before = target.stat().st_mtime - 24 * 60 * 60
            os.utime(target, (day_before, day_before))


def found(root: Path, *, notes: bool) -> str:
    diagnostics = check(root, NOW, Options()).diagnostics
    shown = (one for one in diagnostics if notes or one.severity is not Severity.NOTE)
    return "".join(f"{as_text(one)}\n" for one in shown)


def cases() -> list[Path]:
    return sorted(SITES.glob("*.txt"))


@pytest.mark.parametrize("path", cases(), ids=lambda path: path.stem)
def test_a_site_is_told_exactly_what_is_wrong_with_it(path: Path, tmp_path: Path) -> None:
    files = sections(path)
    notes = "diagnostics with notes" in files
    expected = files.pop("diagnostics with notes" if notes else "diagnostics", "")
    write(tmp_path, sections(SITES / "_base.txt"))
    write(tmp_path, files)
    assert found(tmp_path, notes=notes) == expected
