"""Layout: how lines stand to each other. Each rule sees all lines, and answers or not."""

from __future__ import annotations

import re
from itertools import takewhile

from generator.advice.lines import ENTRY, Advice, indent_of


def tab(lines: list[str], index: int) -> Advice | None:
    """A line that is indented with a tab: it belongs below an open key, or beside the line above."""
    indent = indent_of(lines[index])
    if "\t" not in indent:
        return None
    above = next((line for line in reversed(lines[:index]) if line.strip()), "")
    wanted = _key_column(above) + (2 if above.rstrip().endswith(":") else 0)
    return Advice(
        line=index,
        column=indent.index("\t"),
        length=1,
        message="The line is indented with a tab; YAML allows only spaces there.",
        instead=" " * wanted + lines[index].lstrip(),
        hint=f"Begin it with {_spaces(wanted)} instead.",
    )


def _key_column(line: str) -> int:
    """Where the first word of the line stands, after spaces and the dashes of list entries."""
    found = re.match(r"^\s*(?:- +)*", line)
    return found.end() if found else 0


def indentation(lines: list[str], index: int) -> Advice | None:
    """A line that begins where no line above begins, or deeper than its neighbour that has a value already."""
    line = lines[index]
    here = len(indent_of(line))
    above = [other for other in lines[:index] if other.strip() and not other.lstrip().startswith("#")]
    if not above:
        return None
    levels = [len(indent_of(other)) for other in above] + [_key_column(other) for other in above]
    closed = re.search(r":\s+[^|>\s]", above[-1]) is not None
    if here in levels and not (closed and here > _key_column(above[-1])):
        return None
    wanted = min(levels, key=lambda level: (abs(level - here), -level))
    if closed and here > _key_column(above[-1]):
        wanted = _key_column(above[-1])
    return Advice(
        line=index,
        column=0,
        length=max(1, here),
        message=f"The line begins with {_spaces(here)}, which fits none of the lines above.",
        instead=" " * wanted + line.lstrip(),
        hint=f"Begin it with {_spaces(wanted)}: {' ' * wanted}{line.strip()}",
    )


def _spaces(count: int) -> str:
    return {0: "no space", 1: "1 space"}.get(count, f"{count} spaces")


def no_hyphen(lines: list[str], index: int) -> Advice | None:
    """An entry in braces without its hyphen, below or above one that has it."""
    above = index - 1
    here, there = lines[index].lstrip(), lines[above].lstrip() if index else ""
    if here.startswith("{") and there.startswith("- "):
        line, beside = index, above
    elif here.startswith("- ") and there.startswith("{"):
        line, beside = above, index
    else:
        return None
    return Advice(
        line=line,
        column=len(indent_of(lines[line])),
        length=1,
        message="An entry of a list begins with a hyphen.",
        instead=f"{indent_of(lines[beside])}- {lines[line].lstrip()}",
    )


def below_value(lines: list[str], index: int) -> Advice | None:
    """Several lines below a key that has a value already, told once.

    If they are the most of the text, they were indented by mistake; else nobody knows what they are, and they go.
    """
    above = next((line for line in reversed(lines[:index]) if line.strip()), "")
    here = len(indent_of(lines[index]))
    key = re.match(r"([\w-]+):\s+[^|>\s]", above[_key_column(above) :])
    run = list(takewhile(lambda line: len(indent_of(line)) >= here, lines[index:]))
    if key is None or here <= _key_column(above) or len(run) < len("ab"):
        return None
    wanted = _key_column(above)
    return Advice(
        line=index,
        column=0,
        length=here,
        message=f"{len(run)} lines stand below {key[1]}, which has a value already.",
        instead="\n".join(line[here - wanted :] if len(run) > index else "" for line in run),
        hint=f"Begin them with {_spaces(wanted)}; or if they belong to it, write its value below it too, behind a key.",
    )


def second_value(lines: list[str], index: int) -> Advice | None:
    """A list below a key that has a value already."""
    above = ENTRY.match(lines[index - 1]) if index else None
    entry = re.match(r"^\s*- +(\S.*)$", lines[index])
    if above is None or entry is None or not above["head"].rstrip().endswith(":"):
        return None
    return Advice(
        line=index,
        column=len(indent_of(lines[index])),
        length=len(lines[index].strip()),
        message="A list entry stands here, but the key above has a value already.",
        hint=f"Write: {above['head'].strip()} [{above['value']}, {entry[1].strip()}]",
    )


def stranger(lines: list[str], at: int, above: int) -> Advice:
    """A line that is no entry at all, or, if every line looks right, the place where reading stopped."""
    for index in dict.fromkeys([at, above]):
        text = lines[index].strip() if lines else ""
        if text and ":" not in text and not text.startswith(("-", "#")):
            return Advice(
                line=index,
                column=len(indent_of(lines[index])),
                length=len(text),
                message='The line is no "key: value".',
                hint="If it continues the line above, indent it by two spaces; "
                "if the text of the page begins here, put a line --- above it.",
            )
    return Advice(
        line=at,
        column=0,
        length=max(1, len(lines[at])) if lines else 1,
        message="Here the front matter stops making sense.",
        hint='Each line is "key: value"; what belongs to a key stands below it, indented by two spaces.',
    )
