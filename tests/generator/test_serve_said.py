"""What the preview says after a save, as the task of an editor's program reads it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from generator.schema import Known, shared_files
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TASKS = json.loads(json.dumps(shared_files(Known())[".vscode/tasks.json"]))["tasks"]
MATCHER = _TASKS[0]["problemMatcher"]
BEGINS, ENDS, FINDING = (
    re.compile(pattern)
    for pattern in (
        MATCHER["background"]["beginsPattern"],
        MATCHER["background"]["endsPattern"],
        MATCHER["pattern"]["regexp"],
    )
)


def underlined(lines: Iterator[str]) -> list[str]:
    """The codes that are told until the preview has told all."""
    found: list[str] = []
    for line in lines:
        if ENDS.match(line):
            return found
        if BEGINS.match(line):
            found = []
        elif told := FINDING.match(line):
            found.append(f"{told[1]}:{told[2]} {told[5]}")
    message = "the preview ended"
    raise AssertionError(message)


def test_a_mistake_is_underlined_after_the_save_that_made_it_until_it_is_mended(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    story = (root / "content/stories/moor.md").read_text("utf-8")
    command = [sys.executable, "-m", "generator.cli", "serve", "--site", str(root), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = (line.rstrip("\n") for line in process.stdout)
        try:
            assert underlined(said) == []
            write_files(root, {"content/stories/moor.md": story.replace("section: walks", "section: wlaks")})
            assert underlined(said) == ["content/stories/moor.md:4 E209"]
            write_files(root, {"content/stories/moor.md": story})
            assert underlined(said) == []
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
