"""Recording: what each thing costs at a moment, appended to the price history.

Rules of the room: a line that stands there is never touched; where nothing has changed, nothing is written; with an
error in the content neither, since what could not be read would seem to be sold no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.diagnostics import Report
from generator.magazine import Moment, link_content, read_content, read_site
from generator.prices import COLUMNS, due, line_of, read_history
from generator.source import PRICES

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True, slots=True)
class Entries:
    """The lines that were appended to the history, and what was wrong on the way: with an error there are none."""

    lines: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def record(root: Path, now: datetime) -> Entries:
    """Append to the price history what has changed since its last line, as of ``now``."""
    report = Report()
    lines = _due(root, now, report)
    if lines and not report.failed:
        _append(root / PRICES, lines)
    return Entries(lines=() if report.failed else lines, diagnostics=report.diagnostics)


def _due(root: Path, now: datetime, report: Report) -> tuple[str, ...]:
    moment = Moment(now=now)
    site = read_site(root, moment, report)
    if site is None:
        return ()
    content, history = read_content(root, site, report), read_history(root, site, report)
    if report.failed:
        return ()
    graph = link_content(content, site, moment, report, history)
    minute = graph.now.astimezone(site.timezone).replace(second=0, microsecond=0)
    currencies = {market.id: market.currency for market in site.markets}
    return tuple(line_of(one, currencies[one.market]) for one in due(graph, minute))


def _append(file: Path, lines: tuple[str, ...]) -> None:
    """Append lines; the last of those that are there may have no end, and a new file gets the names of its columns."""
    before = file.read_bytes() if file.exists() else b""
    lead = "" if before.endswith(b"\n") else "\n" if before else f"{','.join(COLUMNS)}\n"
    with file.open("a", encoding="utf-8", newline="\n") as out:
        out.write(lead + "".join(f"{line}\n" for line in lines))
