"""Answers: what came of a command, in words and as JSON.

Rules of the room: a result in, text out; nothing is printed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from generator.diagnostics import Severity, as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.last import Result

#: How many causes and pages a line of ``--explain`` names.
_SHOWN = 5


def summary(result: Result, seconds: float, output: Path) -> str:
    """What a build did, in one line."""
    counts = counts_of(result.diagnostics)
    if result.written is None:
        return f"{counts}. Nothing was written; {output} is as it was."
    written = result.written
    rewritten = number(len(written.rewritten), "file")
    changed = f"{rewritten} rewritten, {len(written.removed)} removed, {written.unchanged} unchanged"
    return " · ".join(part for part in (f"{number(result.pages, 'page')} in {seconds:.1f} s", changed, counts) if part)


def counts_of(diagnostics: Iterable[Diagnostic]) -> str:
    """How many findings of each severity there are, the worst first; "" for none."""
    severities = [found.severity for found in diagnostics]
    numbers = ((severities.count(severity), str(severity)) for severity in Severity)
    return ", ".join(number(count, word) for count, word in numbers if count)


def by_code(diagnostics: Iterable[Diagnostic]) -> dict[str, int]:
    """How many findings of each code there are: errors first, then warnings, then notes."""
    found = Counter((tuple(Severity).index(one.severity), one.code) for one in diagnostics)
    return {code: found[severity, code] for severity, code in sorted(found)}


def number(count: int, word: str) -> str:
    """A number with its noun: ``1 page``, ``2 pages``."""
    return f"{count} {word}{'s' * (count != 1)}"


def explained(because: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What was made, and because of what: a line for the same causes, with some of the pages."""
    pages: dict[tuple[str, ...], list[str]] = {}
    for target, why in because.items():
        pages.setdefault(why, []).append(" ".join(target.split()[1:]))
    for why, made in pages.items():
        some = ", ".join(sorted(made)[:_SHOWN]) + (f" and {len(made) - _SHOWN} more" if len(made) > _SHOWN else "")
        causes = "; ".join(why[:_SHOWN]) + (f"; and {len(why) - _SHOWN} more" if len(why) > _SHOWN else "")
        yield f"{number(len(made), 'page')} ({causes}): {some}"


def result_as_json(result: Result, seconds: float) -> dict[str, object]:
    """What came of a build or check, for machines."""
    written = result.written
    return {
        "ok": not result.failed,
        "pages": result.pages,
        "seconds": round(seconds, 3),
        "rewritten": list(written.rewritten) if written else [],
        "removed": list(written.removed) if written else [],
        "unchanged": written.unchanged if written else 0,
        "because": {target.replace("\t", " "): list(why) for target, why in result.because.items()},
        "counts": by_code(result.diagnostics),
        "diagnostics": [as_json(found) for found in result.diagnostics],
    }
