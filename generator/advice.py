"""YAML's own traps, in the editor's words: what is wrong with a line, and the line as it should be written.

Rules of the room: it sees lines of text and the place where a parser stumbled, and never repeats a parser's words.
It knows no file, no front-matter key and no parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENTRY = re.compile(r"""^(?P<head>\s*(?:- +)*[\w"'-][^:#]*?\s*:[ \t]+|\s*- +)(?P<value>\S.*?)\s*$""")
_NO_SPACE = re.compile(r"^(?P<head>\s*(?:- +)*[A-Za-z_][\w-]*):(?P<value>[^\s:/].*)$")
_EQUALS = re.compile(r"^(?P<head>\s*(?:- +)*[A-Za-z_][\w-]*)\s*=\s*(?P<value>.*)$")
_INDENT = re.compile(r"^[ \t\u00a0]*")
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """What is wrong in ``line`` (counted from 0, columns too), and ``instead``, the whole line as it should be.

    ``instead`` is None where only the editor can know.
    """

    line: int
    column: int
    length: int
    message: str
    instead: str | None = None
    hint: str = ""

    @property
    def cure(self) -> str:
        """The hint for the editor: the corrected line, or what to do."""
        return self.hint or (f"Write: {self.instead.strip()}" if self.instead is not None else "")


def advise(lines: list[str], line: int, *, started: int | None = None) -> Advice:
    """Explain why YAML stumbled at ``line``, having begun what it could not finish in line ``started``."""
    at = max(0, min(line, len(lines) - 1))
    above = next((index for index in range(at - 1, -1, -1) if lines[index].strip()), at)
    for index in dict.fromkeys([at, at if started is None else min(started, at), above]):
        found = _of_line(lines, index)
        if found:
            return found
    for index in range(at, -1, -1):
        found = _quotes(index, lines[index])
        if found:
            return found
    return _indentation(lines, at) or _stranger(lines, at, above)


def quote(value: str) -> str:
    """A value in quotes, such that YAML reads back exactly the value."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def quoted_line(line: str) -> str:
    """The line with its value in quotes; the line itself if it has no value."""
    entry = _ENTRY.match(line)
    return line if entry is None else entry["head"] + quote(entry["value"])


def _of_line(lines: list[str], index: int) -> Advice | None:
    """The first rule that a line breaks by itself."""
    line = lines[index]
    return (
        _tab(lines, index)
        or _hard_space(index, line)
        or _typographic(index, line)
        or _sign(index, line)
        or _quotes(index, line)
        or _brackets(index, line)
        or _dash(index, line)
        or _missing_space(index, line)
        or _colon(index, line)
    )


def _tab(lines: list[str], index: int) -> Advice | None:
    indent = _INDENT.match(lines[index])
    if indent is None or "\t" not in indent[0]:
        return None
    spaced = indent[0].replace("\t", "  ") + lines[index][indent.end() :]
    better = _indentation([*lines[:index], spaced], index)
    return Advice(
        line=index,
        column=indent[0].index("\t"),
        length=1,
        message="The line is indented with a tab; YAML allows only spaces there.",
        instead=better.instead if better and better.instead else spaced,
        hint=f"Replace the tab by {len(_indent_of(better.instead if better and better.instead else spaced))} spaces.",
    )


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
        hint="Replace it by an ordinary space.",
    )


def _typographic(index: int, line: str) -> Advice | None:
    entry = _ENTRY.match(line)
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
    entry = _ENTRY.match(line)
    if entry is None or entry["value"][0] not in "*&@%!`|>],}#" or _BLOCK_MARK.match(entry["value"]):
        return None
    sign = entry["value"][0]
    return Advice(
        line=index,
        column=entry.start("value"),
        length=1,
        message=f"A value cannot begin with {_SIGNS[sign]} ({sign}) unless it stands in quotes.",
        instead=quoted_line(line),
    )


def _quotes(index: int, line: str) -> Advice | None:
    """A quote that is never closed, or text after the closing one."""
    entry = _ENTRY.match(line)
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
    )


def _brackets(index: int, line: str) -> Advice | None:
    entry = _ENTRY.match(line)
    if entry is None or entry["value"][0] not in "[{":
        return None
    value, opening = entry["value"], entry["value"][0]
    closing = "]" if opening == "[" else "}"
    depth = value.count(opening) - value.count(closing)
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
        message=f"A value that begins with {_SIGNS[opening]} ({opening}) is read as a list or a group of keys.",
        instead=entry["head"] + quote(value),
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
    )


def _colon(index: int, line: str) -> Advice | None:
    entry = _ENTRY.match(line)
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
    )


def _indent_of(line: str) -> str:
    found = _INDENT.match(line)
    return found[0] if found else ""


def _key_column(line: str) -> int:
    """Where the first word of the line stands, after spaces and the dashes of list entries."""
    found = re.match(r"^\s*(?:- +)*", line)
    return found.end() if found else 0


def _indentation(lines: list[str], index: int) -> Advice | None:
    """A line that begins where no line above begins, or deeper than its neighbour that has a value already."""
    line = lines[index]
    here = len(_indent_of(line))
    above = [other for other in lines[:index] if other.strip() and not other.lstrip().startswith("#")]
    if not above:
        return None
    levels = [len(_indent_of(other)) for other in above] + [_key_column(other) for other in above]
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


def _stranger(lines: list[str], at: int, above: int) -> Advice:
    """A line that is no entry at all, or, if every line looks right, the place where reading stopped."""
    for index in dict.fromkeys([at, above]):
        text = lines[index].strip() if lines else ""
        if text and ":" not in text and not text.startswith(("-", "#")):
            return Advice(
                line=index,
                column=len(_indent_of(lines[index])),
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
