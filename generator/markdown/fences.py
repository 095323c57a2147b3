"""The lines ``:::{name} argument`` of a text, read before any Markdown.

Rules of the room: a fence counts at the start of a line, outside code and comments. Its lines become comments, which
every CommonMark engine keeps as blocks of their own, so that the count of lines stays and the body of a block remains
part of the document. Which blocks exist is passed in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from generator.diagnostics import did_you_mean, instead, right_word
from generator.markdown import nearly
from generator.markdown.scanned import Fence, Scanned, mark
from generator.markdown.source import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from generator.diagnostics import Fix, Location, Report

_OPENING = re.compile(r"(:{3,})\{([^{}\s]*)\}\s*(.*)")
_CLOSING = re.compile(r"\s*(:{3,})")
_TOO_SHORT = (":", "::")
_OPTION = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(.*))?")
_AFTERWARDS = re.compile(r"\s+(:{2,}|:[A-Za-z][\w-]*:.*)$")
_ENDED = re.compile(r"\s:{2,}$")
_ELSEWHERE = re.compile(r"(?<![\\:]):{3,}\{([\w-]+)\}")
_CODE = re.compile(r" {0,3}(`{3,})[^`]*| {0,3}(~{3,}).*")
_SIGNS = (":", "：", "`", "~", "<")
_RAW = (
    (re.compile(r" {0,3}<!--"), re.compile(r"-->")),
    (
        re.compile(r" {0,3}<(?:script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
)


def scan(
    lines: Lines, *, blocks: Mapping[str, Collection[str]], holding: Collection[str] = (), report: Report
) -> Scanned:
    """Read all fences of a text and tell what is wrong with them.

    ``blocks`` are the keys of their options by name; those that are ``holding`` have a body.
    """
    scanner = _Scanner(lines=lines, blocks=blocks, holding=holding, report=report)
    scanner.run()
    return Scanned(
        text="\n".join(scanner.out),
        lines=Lines(file=lines.file, first_line=lines.first_line, lines=lines.lines, code=frozenset(scanner.code)),
        fences=tuple(scanner.fences),
        bodies=scanner.bodies,
        elsewhere=tuple(scanner.elsewhere),
    )


class _Opened(NamedTuple):
    """A block that is not closed yet; ``number`` is its fence's if it holds a body, else -1."""

    colons: int
    name: str
    at: Location
    number: int


@dataclass(kw_only=True, slots=True)
class _Scanner:
    """The pass over the lines; it lives as long as `scan` runs."""

    lines: Lines
    blocks: Mapping[str, Collection[str]]
    holding: Collection[str]
    report: Report
    out: list[str] = field(default_factory=list)
    code: set[int] = field(default_factory=set)
    fences: list[Fence] = field(default_factory=list)
    elsewhere: list[tuple[str, Location]] = field(default_factory=list)
    opened: list[_Opened] = field(default_factory=list)
    bodies: dict[int, tuple[int, int]] = field(default_factory=dict)
    indented: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    misread: int = 0
    is_cut: bool = False

    def run(self) -> None:
        """Go through the lines once; each step takes one line or several."""
        index = 0
        while index < len(self.lines.lines):
            line = self.lines.lines[index]
            if line.lstrip().startswith(_SIGNS) or ":::{" in line:
                index = self._code(index) or self._raw(index) or self._fence(index)
            else:  # most lines
                self.out.append(line)
                index += 1
        for colons, name, at, _ in () if self.is_cut else self.opened:
            below = next((self.lines.first_line + index for index in self.indented), 0)
            closing = ":" * colons
            hint = f"Put a line {closing} below it."
            if below:
                hint = f"The {closing} of line {below} counts only at the start of its line."
            elif short := next((one for one in self.short if one >= at.line), 0):
                hint = f"Line {short} has too few colons: write {closing}"
            fix = self._outdented() if len(self.opened) == 1 else ()
            self.report.error("E401", f"The block {name} is never closed.", hint, at=at, fix=fix)

    def _outdented(self) -> Fix:
        """The one closing line that is indented, at the start of its line."""
        if len(self.indented) != 1:
            return ()
        line = self.lines.lines[self.indented[0]]
        return instead(self.lines.at(self.indented[0], 1, len(line) - len(line.lstrip())), "")

    def _code(self, index: int) -> int:
        """The index behind a code block that starts here, or 0."""
        match = _CODE.fullmatch(self.lines.lines[index])
        if not match:
            return 0
        self._nearly(index)
        fence = match[1] or match[2]
        closing = re.compile(rf" {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$")
        return self._keep(index, self._end(index, closing.match, fence), masked=True)

    def _raw(self, index: int) -> int:
        """The index behind a comment or a raw element whose content is no Markdown, or 0."""
        line = self.lines.lines[index]
        for opening, closing in _RAW:
            if match := opening.match(line):
                end = "-->" if line.lstrip().startswith("<!--") else f"</{match[0].strip(' <').lower()}>"
                last = index if closing.search(line, match.end()) else self._end(index, closing.search, end)
                return self._keep(index, last, masked=end == "-->")
        return 0

    def _end(self, start: int, matches: Callable[[str], object], example: str) -> int:
        """The index of the first line below ``start`` that matches, or of the last line, if nothing ends it."""
        lines = self.lines.lines
        for index in range(start + 1, len(lines)):
            if matches(lines[index]):
                return index
        message = "What begins here never ends, and takes the rest of the text with it."
        at = self.lines.at(start, 1, len(lines[start]))
        self.report.error("E410", message, f"Put {example} where it should end.", at=at)
        self.is_cut = True  # what is open still may be closed in there
        return len(lines) - 1

    def _keep(self, first: int, last: int, *, masked: bool) -> int:
        """Take lines over as they are; the index behind them."""
        self.out += self.lines.lines[first : last + 1]
        if masked:
            self.code.update(range(first, last + 1))
        return last + 1

    def _fence(self, index: int) -> int:
        """The index behind a line outside code, with the option lines that belong to it."""
        line = self.lines.lines[index].rstrip()
        if opening := _OPENING.fullmatch(line):
            return self._open(index, opening)
        if closing := _CLOSING.fullmatch(line):
            return self._close(index, closing[1]) if line[0] == ":" else self._indented(index)
        self.short += [self.lines.first_line + index] if line.strip() in _TOO_SHORT and self.opened else []
        self._nearly(index)
        masked = self.lines.masked(index)
        self.elsewhere += [
            (match[1], self.lines.at(index, match.start() + 1, len(match[0]))) for match in _ELSEWHERE.finditer(masked)
        ]
        return self._keep(index, index, masked=False)

    def _nearly(self, index: int) -> None:
        """Tell of a line that was meant as an opening one."""
        line = self.lines.lines[index].rstrip()
        meant = nearly.opening(line, self.blocks)
        if meant:
            at = self.lines.at(index, 1, len(line))
            message = "A block begins with three colons and its name in braces."
            is_certain = re.match(r"[:：]{3}[^=]*=?[^=]*$", line) and any(
                meant.startswith(f":::{{{one}}}") for one in self.blocks
            )
            fix = instead(at, meant) if is_certain else ()
            self.report.error("E405", message, f"Write it {meant}", at=at, fix=fix)
            self.misread += 1

    def _indented(self, index: int) -> int:
        """Remember a closing line that counts for nothing; the index behind it."""
        self.indented += [index] if self.opened else []
        return self._keep(index, index, masked=False)

    def _open(self, index: int, opening: re.Match[str]) -> int:
        """Take an opening line and its options; the index behind them."""
        name = opening[2]
        name_at = self.lines.at(index, opening.start(2) + 1, len(name))
        argument = self._argument(index, opening[3], opening.start(3))
        options, places, end = self._options(index + 1)
        number = -1
        if name in self.blocks:
            at = self.lines.at(index, opening.start(3) + 1, len(argument)) if argument else name_at
            self.fences.append(Fence(name=name, argument=argument, options=options, places=places, at=at))
            self.out.append(mark(len(self.fences) - 1))
            if name in self.holding:
                number = len(self.fences) - 1
                self.bodies[number] = (end, len(self.lines.lines))
            if argument == opening[3]:
                self._tell_options(end, self.blocks[name])
        else:
            hint = did_you_mean(name, sorted(self.blocks)) or f"Known are: {', '.join(sorted(self.blocks))}."
            fix = right_word(name_at, name, self.blocks)
            self.report.error("E403", f'There is no block "{name}".', hint, at=name_at, fix=fix)
            self.out.append("<!---->")
        self.out += [""] * (end - index - 1)
        if argument == opening[3] or not _ENDED.search(opening[3]):
            self.opened.append(_Opened(len(opening[1]), name, name_at, number))
        return end

    def _argument(self, index: int, written: str, start: int) -> str:
        """What stands behind the braces, without an option or an end that belongs on a line of its own."""
        found = _AFTERWARDS.search(written)
        if found is None:
            return written
        at = self.lines.at(index, start + found.start(1) + 1, len(found[1]))
        message = f'"{found[1]}" stands on a line of its own, below this one.'
        is_option = not found[1].startswith("::")
        fix = instead(replace(at, column=start + found.start() + 1, length=len(found[0])), f"\n{found[1]}")
        self.report.error("E426", message, "Move it there.", at=at, fix=fix if is_option else ())
        if not is_option:  # whether the end stands on a line of its own as well is no second fault
            self.misread += 1
        return written[: found.start()]

    def _tell_options(self, index: int, keys: Collection[str]) -> None:
        """Tell of the first lines of a block's body that were meant as its options."""
        for number in range(index, len(self.lines.lines)):
            line = self.lines.lines[number]
            meant = nearly.option(line, keys)
            if meant:
                message = "An option stands right below the block's first line, its key between colons."
                self.report.error("E426", message, f"Write it there: {meant}", at=self.lines.at(number, 1, len(line)))
            elif line.strip("- \t"):
                return

    def _options(self, start: int) -> tuple[dict[str, str], dict[str, Location], int]:
        """The options from that line on, their places, and the index behind them."""
        options: dict[str, str] = {}
        places: dict[str, Location] = {}
        index = start
        while index < len(self.lines.lines) and (match := _OPTION.fullmatch(self.lines.lines[index].rstrip())):
            key, value = match[1], match[2] or ""
            key_at = self.lines.at(index, 2, len(key))
            if key in options:
                self.report.error(
                    "E406", f'The option "{key}" is given twice.', "Keep one.", at=key_at, related=(places[key],)
                )
            else:
                options[key] = value
                places[key] = self.lines.at(index, match.start(2) + 1, len(value)) if value else key_at
            index += 1
        return options, places, index

    def _close(self, index: int, line: str) -> int:
        """Take a closing line; the index behind it."""
        at = self.lines.at(index, 1, len(line))
        number = -1
        if self.opened:
            colons, name, opening, number = self.opened.pop()
            if colons != len(line):
                message = f"The block {name} is closed by {colons} colons, not {len(line)}."
                self.report.error("E402", message, f"Write it {':' * colons}", at=at, related=(opening,))
        elif self.misread:
            self.misread -= 1
        else:
            hint = "Take the line away, or open a block before it, such as :::{product} wind-jacket"
            self.report.error("E402", "Here a block is closed, but none is open.", hint, at=at)
        if number >= 0:
            self.bodies[number] = (self.bodies[number][0], index)
        self.out.append("<!---->" if number < 0 else mark(number, "/"))
        return index + 1
