"""The files of an editor's program, written into a magazine: its own anew, shared ones with what they had."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.diagnostics import Report
from generator.magazine import Moment, read_content, read_site
from generator.magazine.moment import read_blocks
from generator.schema import Known, editor_files, shared_files

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """Paths below the site: what was ``written``, and what was ``left`` since it cannot be read as JSON."""

    written: tuple[str, ...]
    left: tuple[str, ...] = ()


def prepare_editor(root: Path, now: datetime, report: Report) -> Prepared | None:
    """Write schemas, snippets and settings into the magazine in ``root``.

    None if site.yml cannot be read, which is reported; what else is wrong with the magazine is no hindrance.
    Raises OSError.
    """
    site = read_site(root, Moment(now=now), report)
    if site is None:
        return None
    known = Known.of(site, read_content(root, site, Report()))
    written, left = [], []
    for path, content in editor_files(known, read_blocks(root, site, Report()).values()).items():
        _write(root / path, content)
        written.append(path)
    for path, content in shared_files(known).items():
        if (found := _with_own(root / path, content)) is None:
            left.append(path)
        else:
            _write(root / path, found)
            written.append(path)
    return Prepared(written=tuple(written), left=tuple(left))


def _with_own(file: Path, ours: object) -> object | None:
    """What the file has, and what it lacks of ours; None if it has comments, which would be lost."""
    if not file.exists():
        return ours
    try:
        return _merged(json.loads(file.read_text("utf-8")), ours)
    except ValueError:  # no JSON, or no UTF-8
        return None


def _merged(own: object, ours: object) -> object:
    """Their own values stay; groups are joined key by key, lists by what they lack, tasks by their label."""
    if isinstance(own, dict) and isinstance(ours, dict):
        return {**ours, **{key: _merged(value, ours[key]) if key in ours else value for key, value in own.items()}}
    if isinstance(own, list) and isinstance(ours, list):
        names = [_name(one) for one in own]
        return [*own, *(one for one in ours if _name(one) not in names)]
    return own


def _name(entry: object) -> object:
    return entry.get("label", entry) if isinstance(entry, dict) else entry


def _write(file: Path, content: object) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_bytes() != text.encode():
        file.write_text(text, "utf-8", newline="\n")
