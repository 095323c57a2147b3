"""Text to Prose: HTML that is safe, with slots where pictures, products and references go.

Rules of the room: fences become comments (`fences`), an engine that can be exchanged makes HTML (`engine`), headings
get anchors (`anchors`), the HTML is reduced to a safe subset (`safe`), and one walk finds everything in it (`reading`).
What an editor nearly wrote is told by `nearly` (blocks), `targets` (addresses) and `slips` (the rest).
This room knows no product: a reference stays a name, which the graph resolves.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from generator.diagnostics import instead
from generator.markdown import anchors, fast, fences, reading, safe
from generator.markdown.engine import MarkdownItEngine
from generator.markdown.scanned import CLOSE, OPEN
from generator.markdown.source import Lines, Places

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from generator.diagnostics import Report
    from generator.markdown.engine import Engine
    from generator.model import Prose

__all__ = ["DEFAULT", "engine_name", "parse", "to_html"]

DEFAULT = frozenset(
    {"anchors", "attributes", "definition_lists", "footnotes", "smart_quotes", "strikethrough", "tables"}
)
"""The extensions of a story. Without any, `to_html` is CommonMark."""

_PRIVATE = re.compile(f"[{OPEN}{CLOSE}]")
_FORGED = re.compile(
    f"<!--({OPEN}[0-9]+/?{CLOSE})-->|{OPEN}|{CLOSE}"
    r"|&#(?:x0*e00[01](?![0-9a-f])|0*5734[45](?![0-9]));?",
    re.IGNORECASE,
)


def parse(
    text: str,
    *,
    file: str,
    first_line: int,
    language: str,
    report: Report,
    blocks: Mapping[str, Collection[str]],
    holding: Collection[str] = (),
    extensions: frozenset[str] = DEFAULT,
) -> Prose:
    """The Prose of a body whose first line is line ``first_line`` of ``file``; never raises, whatever the text.

    ``blocks`` are the names that may stand in ``:::{name}``, each with the keys of its options; of those that are
    ``holding``, what stands before the closing line is the embed's ``words``. What the editor can mend goes to
    ``report``.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = Lines(file=file, first_line=first_line, lines=tuple(text.split("\n")))
    if _PRIVATE.search(text):
        lines = _without_marks(lines, report)
    scanned = fences.scan(lines, blocks=blocks, holding=holding, report=report)
    html = to_html(scanned.text, extensions, language)
    places = Places(lines=scanned.lines)
    marked = _FORGED.sub(lambda match: match[1] or "", html)
    cleaned = safe.clean(marked)
    if not safe.alike(marked, cleaned):
        safe.tell_removed(html, places, report)
    safe.tell_attribute_blocks(places, report)
    return reading.read(cleaned, scanned, places, language=language, report=report)


def to_html(text: str, extensions: frozenset[str] = frozenset(), language: str = "en") -> str:
    """The HTML of a text by the engine, not sanitised: CommonMark where there are no extensions."""
    html = _engine(language, extensions).render(text)
    return anchors.with_anchors(html) if "anchors" in extensions else html


def engine_name() -> str:
    """What makes the HTML, with versions: what is kept of it holds as long as this is the same."""
    names = ["markdown-it-py", "mdit-py-plugins"] + ["markdown-it-pyrs"] * fast.INSTALLED
    return ", ".join(f"{name} {version(name)}" for name in names)


@lru_cache(maxsize=32)
def _engine(language: str, extensions: frozenset[str]) -> Engine:
    """The engine of a language with these extensions: the fast one where it is installed."""
    return (fast.RustEngine if fast.INSTALLED else MarkdownItEngine)(language, extensions)


def _without_marks(lines: Lines, report: Report) -> Lines:
    """The lines without the private-use characters that mark slots."""
    for index, line in enumerate(lines.lines):
        if match := _PRIVATE.search(line):
            hint = "It came in by copying; write the word again by hand."
            at = lines.at(index, match.start() + 1)
            report.warning("W415", "An invisible private character was left out.", hint, at=at, fix=instead(at, ""))
    kept = tuple(_PRIVATE.sub("", line) for line in lines.lines)
    return Lines(file=lines.file, first_line=lines.first_line, lines=kept)
