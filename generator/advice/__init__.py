"""YAML's own traps, in the editor's words: what is wrong with a line, and the line as it should be written.

Rules of the room: it sees lines of text and the place where a parser stumbled, and never repeats a parser's words.
It knows no file, no front-matter key and no parser.
"""

from __future__ import annotations

from generator.advice import layout, signs
from generator.advice.lines import Advice, quote, quoted_line

__all__ = ["Advice", "advise", "quote", "quoted_line"]


def advise(lines: list[str], line: int, *, started: int | None = None) -> Advice:
    """Explain why YAML stumbled at ``line``, having begun what it could not finish in line ``started``."""
    at = max(0, min(line, len(lines) - 1))
    above = next((index for index in range(at - 1, -1, -1) if lines[index].strip()), at)
    for index in dict.fromkeys([at, at if started is None else min(started, at), above]):
        found = layout.tab(lines, index) or signs.of_line(index, lines[index])
        if found:
            return found
    for index in range(at, -1, -1):
        found = signs.unclosed(index, lines[index])
        if found:
            return found
    rules = (layout.no_hyphen, layout.below_value, layout.indentation, layout.second_value)
    return next((found for rule in rules if (found := rule(lines, at))), None) or layout.stranger(lines, at, above)
