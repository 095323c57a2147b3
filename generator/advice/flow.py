"""Lists and groups on one line, such as ``[tea, coffee]`` and ``{sku: A, price: 12.50}``.

Each rule sees the line, and answers or not. What stands in quotes is masked first, so that nothing in it counts.
"""

from __future__ import annotations

import re

from generator.advice.lines import ENTRY, Advice, quote

_CLOSING = {"[": "]", "{": "}"}
_NAMES = {"[": "a square bracket", "{": "a curly bracket"}
_QUOTED = re.compile(r""""(?:\\.|[^"\\])*"|'(?:''|[^'])*'""")
_KEY = r"[A-Za-z_][\w-]*:(?=\s|$)"
_JOINED = re.compile(
    rf"(?:(?P<key>(?<![\w-]){_KEY})(?P<between>[^,{{}}\[\]]*?(?<![\w-]))|[}}\]][\s;]*)(?P<next>{_KEY})[^,{{}}\[\]]*"
)
_HASH = re.compile(r"(?<=[\s\[{,])#[^\s,\]}]*")


def _hash(index: int, line: str) -> Advice | None:
    """A hash sign begins a comment, so that the rest of the line with the closing bracket is lost."""
    entry = ENTRY.match(line)
    masked = _masked(entry)
    found = _HASH.search(masked)
    if entry is None or found is None or not _depth(masked[: found.start()]):
        return None
    value = entry["value"]
    for word in reversed(list(_HASH.finditer(masked))):
        value = value[: word.start()] + quote(value[word.start() : word.end()]) + value[word.end() :]
    return Advice(
        line=index,
        column=entry.start("value") + found.start(),
        length=len(found[0]),
        message="A hash sign begins a comment here, and the rest of the line is lost.",
        instead=entry["head"] + value,
    )


def _comma(index: int, line: str) -> Advice | None:
    """Two keys between two commas: one is missing, or the value has a colon in it."""
    entry = ENTRY.match(line)
    masked = _masked(entry)
    found = _JOINED.search(masked)
    if entry is None or found is None:
        return None
    first, second, end = (
        entry.start("value") + place for place in (found.end("key"), found.start("next"), found.end())
    )
    message = f"Before {found['next'].rstrip(':')} a comma is missing, or else the value before it needs quotes."
    instead = f"{line[:second].rstrip(' ;')}, {line[second:]}"
    if found["key"] and not found["between"].strip():
        message = "A value with a colon in it needs quotes."
        instead = f"{line[:first]} {quote(line[first:end].strip())}{line[end:]}"
    return Advice(line=index, column=second, length=len(found["next"]) - 1, message=message, instead=instead)


def _brackets(index: int, line: str) -> Advice | None:
    """Brackets that nobody closes, or behind which the value goes on."""
    entry = ENTRY.match(line)
    masked = _masked(entry)
    if entry is None or not masked:
        return None
    value, opening = entry["value"], entry["value"][0]
    closing = _CLOSING[opening]
    depth = _depth(masked)
    if depth > 0:
        return Advice(
            line=index,
            column=entry.start("value"),
            length=1,
            message=f"The bracket {opening} that opens here is not closed.",
            instead=None if value.endswith(",") else entry["head"] + value + closing * depth,
            hint=f"Close it with {closing}." if value.endswith(",") else "",
        )
    if value.endswith(closing) or re.search(rf"{re.escape(closing)}\s+#", value):
        return None
    return Advice(
        line=index,
        column=entry.start("value"),
        length=1,
        message=f"A value that begins with {_NAMES[opening]} ({opening}) is read as a list or a group of keys.",
        instead=entry["head"] + quote(value),
    )


def _masked(entry: re.Match[str] | None) -> str:
    """The value of a line that begins with a bracket, its quoted parts without meaning; else nothing."""
    if entry is None or entry["value"][0] not in _CLOSING:
        return ""
    return _QUOTED.sub(lambda match: "_" * len(match[0]), entry["value"])


def _depth(masked: str) -> int:
    """How many brackets are open at the end."""
    return sum(masked.count(sign) for sign in "[{") - sum(masked.count(sign) for sign in "]}")


RULES = (_hash, _comma, _brackets)
"""All rules, in the order in which they are asked."""
