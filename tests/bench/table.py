"""The table: medians of what was measured, and medians of ratios to the same round's first tool, as Markdown."""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Rounds = Mapping[str, Sequence[float]]


def table(measured: Iterable[tuple[str, str, int, float]], tools: Sequence[str], base: str) -> str:
    """``measured`` is row, tool, round, value; in the cells of others than ``base`` stands the ratio to it too.

    A value without end is a stale page, one that is no number a failure; either of them says so in place of a median.
    """
    rows: dict[str, dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for row, tool, number, value in measured:
        rows[row][tool][number] = value
    lines = ["| figure | " + " | ".join(tools) + " |", "|---" * (len(tools) + 1) + "|"]
    for row, by_tool in rows.items():
        cells = (_cell(by_tool[tool], by_tool[base] if tool != base else {}) for tool in tools)
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(values: Mapping[int, float], others: Mapping[int, float]) -> str:
    if not values:
        return "–"
    for wrong, word in ((math.isinf, "stale"), (math.isnan, "failed")):
        number = sum(wrong(value) for value in values.values())
        if number:  # once is too often
            return word if number == len(values) else f"{word} in {number} of {len(values)} rounds"
    middle = median(values.values())
    ratios = [value / others[number] for number, value in values.items() if number in others]
    ratio = median(ratios) if ratios else math.nan
    return _amount(middle) + (f" (× {ratio:.3g})" if math.isfinite(ratio) else "")


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
