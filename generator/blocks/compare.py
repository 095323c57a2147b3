"""The block ``compare``: two to four products side by side, by what their front matter says of them.

:::{compare} washed, natural, honey
:facts: Origin, Altitude
:::
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.contract import ANYTHING, ID, IDS, Block, Reference, Setting, entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed

FEWEST, MOST = 2, 4
_ONE = re.compile(rf"(?:(?<=,)|^)\s*({ID.pattern})\s*(?=,|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A fact: its name, and what each product says of it, "" where it says nothing."""

    name: str
    values: tuple[str, ...]


class CompareBlock(Block):
    """Products as columns of a table; the template sees ``cards`` and ``rows``."""

    name: ClassVar[str] = "compare"
    argument: ClassVar[str] = "two to four products with commas between them"
    example: ClassVar[str] = ":::{compare} washed, natural"
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType({"facts": ANYTHING})

    def references(self, embed: Embed) -> tuple[Reference, ...]:
        """Each product at its own place."""
        return tuple(_products(embed))

    def check(self, embed: Embed, report: Report) -> None:
        """Two to four, each once."""
        names = entries(embed.argument)
        if names and not IDS.pattern.fullmatch(embed.argument.strip(", ")):
            message = f'The block compare is ids with commas between them, not "{embed.argument}".'
            report.error("E438", message, f"Write it so: {self.example}", at=embed.at)
        elif names and not (FEWEST <= len(set(names)) == len(names) <= MOST):
            message = f"The block compare sets two to four products side by side, each once, not {len(names)}."
            report.error("E438", message, f"Write it so: {self.example}", at=embed.at)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``cards``, ``rows``; nothing if fewer than two are visible now."""
        shown = [(name, card) for name in entries(embed.argument) if (card := context.card(name, embed))]
        if len(shown) < FEWEST:
            return None
        facts = [dict(context.facts(name)) for name, _ in shown]
        names = entries(embed.options.get("facts", "")) or _shared(facts)
        rows = tuple(Row(name=name, values=tuple(one.get(name, "") for one in facts)) for name in names)
        return {"cards": tuple(card for _, card in shown), "rows": tuple(row for row in rows if any(row.values))}


def _products(embed: Embed) -> Iterator[Reference]:
    for match in _ONE.finditer(embed.argument):
        at = embed.at and replace(embed.at, column=embed.at.column + match.start(1), length=len(match[1]))
        yield Reference(kind="product", id=match[1], at=at)


def _shared(facts: list[dict[str, str]]) -> tuple[str, ...]:
    """The names that two products at least have in common, in the order of their first."""
    counts = Counter(name for one in facts for name in one)
    return tuple(name for name, count in counts.items() if count >= FEWEST)
