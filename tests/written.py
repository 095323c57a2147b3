"""What a test of `write` puts somewhere, and what lies there afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Report, as_text
from generator.write import MANIFEST, Output

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.write import Written


def publish(files: Mapping[str, bytes | Path], output: Path, report: Report) -> Written | None:
    """Make ``output`` hold exactly ``files``: bytes, or what another file holds."""
    with Output.open(output, report) as out:
        if out:
            put, copy = out.stage.put, out.stage.copy
            return out.publish(
                {path: put(path, what) if isinstance(what, bytes) else copy(path, what) for path, what in files.items()}
            )
    return None


def texts(folder: Path) -> dict[str, str]:
    """All files in ``folder`` but the list of them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}
    return {path: text for path, text in found.items() if path != MANIFEST}


def beside(folder: Path) -> list[str]:
    """What lies hidden beside ``public``; there is nothing else in ``folder``."""
    assert sorted(path.name for path in folder.iterdir()) == [".public.litfass", "public"]
    return sorted(path.name for path in (folder / ".public.litfass").iterdir())


def put(output: Path, **files: str) -> list[str]:
    """Publish a page for each of the ``files``; what there is to mend."""
    return put_all(output, {f"{name}.html": text for name, text in files.items()})


def put_all(output: Path, files: dict[str, str]) -> list[str]:
    """The same with whole paths."""
    report = Report()
    publish({path: text.encode() for path, text in files.items()}, output, report)
    return [as_text(found) for found in report.diagnostics]
