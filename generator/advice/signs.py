"""Signs: letters within one line that YAML takes for its own. Each rule sees one line, and answers or not."""

from __future__ import annotations

import re

from generator.advice import flow
from generator.advice.lines import ENTRY, Advice, quote, quoted_line

_NO_SPACE = re.compile(r"^(?P<head>\s*(?:- +)*[A-Za-z_][\w-]*):(?P<value>[^\s:/].*)$")
_EQUALS = re.compile(r"^(?P<head>\s*(?:- +)*[A-Za-z_][\w-]*)\s*=\s*(?P<value>.*)$")
_SIGNS = {
    "*": "an asterisk",
    "&": "an ampersand",
    "@": "an at sign",
    "%": "a percent sign",
    "!": "an exclamation mark",
    "`": "a backtick",
    "|": "a vertical bar",
    ">": "a greater-than sign",
    "[": "a square bracket",
    "{": "a curly bracket",
    "]": "a square bracket",
    "}": "a curly bracket",
    ",": "a comma",
    "#": "a hash sign",
}
_TYPOGRAPHIC = {"“": "”", "„": "“", "‘": "’", "‚": "‘", "«": "»", "»": "«"}
_BLOCK_MARK = re.compile(r"^[|>][0-9+-]{0,2}(\s+#.*)?$")


def of_line(index: int, line: str) -> Advice | None:
    """The first rule that a line breaks by itself."""
    rules = (_hard_space, _typographic, _sign, unclosed, *flow.RULES, _dash, _missing_space, _colon)
    return next((found for rule in rules if (found := rule(index, line))), None)


def _hard_space(index: int, line: str) -> Advice | None:
    head = re.match(r"^[\s\u00a0]*(?:-[ \u00a0]+)*(?:[\w-]+:[\s\u00a0]+)?", line)
    if head is None or "\u00a0" not in head[0]:
        return None
    return Advice(
        line=index,
        column=head[0].index("\u00a0"),
        length=1,
        message="There is a non-breaking space (often typed with Alt or Option), which YAML does not take for a space.",
        instead=head[0].replace("\u00a0", " ") + line[head.end() :],
        certain=True,
        hint="Replace it by an ordinary space.",
    )


def _typographic(index: int, line: str) -> Advice | None:
    entry = ENTRY.match(line)
    if entry is None or entry["value"][0] not in _TYPOGRAPHIC:
        return None
    value = entry["value"]
    inner = value[1:-1] if value[-1] in "”“’‘»«\"'" else value[1:]
    return Advice(
        line=index,
        column=entry.start("value"),
        length=1,
        message=f"Typographic quotes {value[0]} are ordinary letters to YAML; only straight quotes protect a value.",
        instead=entry["head"] + quote(inner),
    )


def _sign(index: int, line: str) -> Advice | None:
    entry = ENTRY.match(line)
    if entry is None or entry["value"][0] not in "*&@%!`|>],}#" or _BLOCK_MARK.match(entry["value"]):
        return None
    sign = entry["value"][0]
    return Advice(
        line=index,
        column=entry.start("value"),
        length=1,
        message=f"A value cannot begin with {_SIGNS[sign]} ({sign}) unless it stands in quotes.",
        instead=quoted_line(line),
        certain=True,
    )


def unclosed(index: int, line: str) -> Advice | None:
    """A quote that is never closed, or text after the closing one."""
    entry = ENTRY.match(line)
    if entry is None or entry["value"][0] not in "\"'":
        return None
    value, mark = entry["value"], entry["value"][0]
    end = _closing(value)
    place = entry.start("value")
    if end is None:
        return Advice(
            line=index,
            column=place,
            length=1,
            message=f"The quote {mark} that opens here is not closed on this line.",
            instead=entry["head"] + quote(value[1:]),
        )
    if re.match(r"^\s*(\s#.*)?$", value[end + 1 :]) is None:
        nested = value[-1] == mark and (value[end - 1] == " " or not value[end + 1].isspace())
        return Advice(
            line=index,
            column=place + end,
            length=1,
            message=f"The quote {mark} closes here, but the value goes on.",
            instead=entry["head"] + quote(value[1:-1] if nested else value),
        )
    return _backslash(index, entry["head"], value[1:end]) if mark == '"' else None


def _closing(value: str) -> int | None:
    """Where the quote that opens ``value`` closes."""
    mark = value[0]
    pattern = r'"((?:\\.|[^"\\])*)"' if mark == '"' else r"'((?:''|[^'])*)'"
    found = re.match(pattern, value)
    return found.end() - 1 if found else None


def _backslash(index: int, head: str, inner: str) -> Advice | None:
    found = re.search(r"""\\[^0abtnvfre "/\\N_LPxuU\t]""", inner)
    if found is None:
        return None
    return Advice(
        line=index,
        column=len(head) + 1 + found.start(),
        length=2,
        message="A backslash between double quotes begins a code for a special letter; this one means nothing.",
        instead=f"{head}'{inner.replace(chr(39), chr(39) * 2)}'",
        certain=True,
    )


def _dash(index: int, line: str) -> Advice | None:
    found = re.match(r"^(?P<head>\s*(?:- +)*[\w-]+:\s+)(?P<value>[-?](?:\s.*)?)$", line)
    if found is None:
        return None
    sign = found["value"][0]
    return Advice(
        line=index,
        column=found.start("value"),
        length=1,
        message=f'A value cannot begin with "{sign} " unless it stands in quotes; a list begins on the next line.',
        instead=found["head"] + quote(found["value"].strip()),
    )


def _missing_space(index: int, line: str) -> Advice | None:
    found = _NO_SPACE.match(line)
    if found:
        return Advice(
            line=index,
            column=found.end("head"),
            length=1,
            message="After the colon a space is missing.",
            instead=f"{found['head']}: {found['value']}",
            certain=True,
        )
    found = _EQUALS.match(line)
    if found is None:
        return None
    return Advice(
        line=index,
        column=line.index("="),
        length=1,
        message="Key and value are joined by a colon and a space, not by an equals sign.",
        instead=f"{found['head'].rstrip()}: {found['value']}",
        certain=True,
    )


def _colon(index: int, line: str) -> Advice | None:
    entry = ENTRY.match(line)
    if entry is None or entry["value"][0] in "\"'[{|>":
        return None
    found = re.search(r":(?=\s|$)", entry["value"])
    if found is None or (entry["head"].lstrip().startswith("- ") and ":" not in entry["head"]):
        return None
    return Advice(
        line=index,
        column=entry.start("value") + found.start(),
        length=1,
        message="A value with a colon in it needs quotes.",
        instead=quoted_line(line),
        certain=True,
    )
