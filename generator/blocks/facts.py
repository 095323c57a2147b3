"""The block ``facts``: names and values, side by side.

:::{facts} The way
- Height: 1,345 m
- Map: OS Explorer 385
:::
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import Part, parts, tell_missing
from generator.blocks.contract import Block, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed

_LISTS = ("dl", "ul")
_WRITTEN = re.compile(r"((?:<p>)?)(.+?)\s*:(?:\s+|(?=<))(.+)", re.DOTALL)
_SPLIT_TAG = re.compile(r"<(strong|em|b|i)>(.+?)\s*:</\1>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A name and what there is to say of it, one value or several; HTML."""

    name: Markup
    values: tuple[Markup, ...]


class FactsBlock(Block):
    """Facts: a definition list, or a list of ``name: value``.

    The template sees ``title`` (or ""), ``facts``, ``before`` and ``after``: the other words of the body, HTML.
    """

    name: ClassVar[str] = "facts"
    argument: ClassVar[str] = "a title"
    needs_argument: ClassVar[bool] = False
    example: ClassVar[str] = ":::{facts} The way"
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """There is a list, and each of its items has a name."""
        lists = [part for part in parts(embed.words) if part.tag in _LISTS]
        if not lists:
            tell_missing(embed, "list", "Write one line for each fact, such as - Height: 1,345 m", report)
        for item in (item for part in lists if part.tag == "ul" for item in part.items):
            if not _pair(item):
                text = item.text(embed)
                message = f'This fact has no name: "{text}".'
                report.error(
                    "E452", message, "Write name and value, such as - Height: 1,345 m", at=line_of(embed, text)
                )

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``title``, ``facts``, ``before``, ``after``."""
        body = parts(embed.words)
        first = next((number for number, part in enumerate(body) if part.tag in _LISTS), len(body))
        others = [part.whole for part in body[first:] if part.tag not in _LISTS]
        return {
            "title": embed.argument,
            "facts": tuple(fact for part in body[first:] for fact in _facts(part, context)),
            "before": context.html("".join(part.whole for part in body[:first])),
            "after": context.html("".join(others)),
            "key": embed.index + 1,
        }


def _facts(part: Part, context: BlockContext) -> Iterator[Fact]:
    """Those of one list."""
    if part.tag == "ul":
        pairs = (pair for item in part.items if (pair := _pair(item)))
        yield from (Fact(name=context.html(name), values=(context.html(value),)) for name, value in pairs)
    elif part.tag == "dl":
        starts = [number for number, item in enumerate(part.items) if item.tag == "dt"]
        for start, end in zip(starts, [*starts[1:], len(part.items)], strict=True):
            name, *values = (context.html(item.html) for item in part.items[start:end])
            yield Fact(name=name, values=tuple(values))


def _pair(item: Part) -> tuple[str, str] | None:
    """Name and value of ``name: value``, also where the name is ``**name:**``."""
    found = _WRITTEN.fullmatch(_SPLIT_TAG.sub(r"\2:", item.html, count=1))
    return (found[2], found[1] + found[3]) if found else None
