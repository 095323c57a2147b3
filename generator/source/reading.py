"""Reading YAML: text to nodes, with every fault explained, mended in memory and read on.

So one run shows all faults of a file; the build fails all the same, since a fault was reported.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from generator.advice import Advice, advise, quote, quoted_line
from generator.diagnostics import Location, instead
from generator.source.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Fix, Report

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 20  # deeper than any front matter, far below Python's own limit
_OPEN = 200  # brackets that are open at once; libyaml itself recurses without a limit
_DEEP = re.compile(r"^(?:\s{200}|(?:\s*[-?]){50}\s)")
_TOO_DEEP = (f"More than {_DEPTH} levels stand inside each other here.", "Write it flatter.")
_MENDS = 20  # more faults than this in one file help nobody
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_OTHER_BREAKS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})
_SWALLOWED = re.compile(r"^\s*[A-Za-z_][\w-]*:(\s|$)")


def read_yaml(path: str, text: str, report: Report) -> Mapping | None:
    """Read a whole file of YAML, such as site.yml; None, and diagnostics, if it cannot be read."""
    lines = text.split("\n")
    return Reading(path, lines, 0, report).mapping(Location(file=path, length=max(1, len(lines[0])), text=lines[0]))


class Reading:
    """One YAML text being read: its lines, where they begin in the file, and where to report."""

    def __init__(self, path: str, lines: list[str], offset: int, report: Report) -> None:
        self._path = path
        self._lines = lines
        self._mended = [line.translate(_OTHER_BREAKS) for line in lines]
        self._offset = offset
        self._report = report

    def mapping(self, at: Location) -> Mapping | None:
        """The text as a mapping that stands ``at`` a place; None if it is none."""
        if all(not line.strip() or line.lstrip().startswith("#") for line in self._mended):
            return Mapping(entries=(), at=at)
        root = self._compose() if self._clean() else None
        if root is None:
            return None
        if isinstance(root, yaml.MappingNode):
            return self._mapping(root, at, 0)
        place = self._at(root)
        self._report.error("E102", 'This is no "key: value".', 'Write lines such as "title: A title".', at=place)
        return None

    def _clean(self) -> bool:
        """Whether YAML may be asked at all: no control characters, and not so deep that its parser overflows."""
        depth = 0
        for number, line in enumerate(self._mended):
            found = _CONTROL.search(line)
            if found:
                name = f"U+{ord(found[0]):04X}"
                message = f"An invisible control character ({name}) stands here."
                self._report.error("E102", message, "Delete it.", at=self._spot(number, found.start(), 1))
                return False
            depth = max(0, depth + sum(line.count(sign) for sign in "[{") - sum(line.count(sign) for sign in "]}"))
            if depth > _OPEN or _DEEP.match(line):
                self._report.error("E102", *_TOO_DEEP, at=self._spot(number, 0, len(line)))
                return False
        return True

    def _compose(self) -> yaml.Node | None:
        """YAML's own tree; every fault on the way is reported and mended where advice knows how."""
        seen: set[int] = set()
        while len(seen) < _MENDS:
            try:
                root: yaml.Node | None = yaml.compose("\n".join(self._mended), Loader=_LOADER)
            except yaml.MarkedYAMLError as error:
                code, found = "E102", self._advice(error)
            else:
                trap = self._trap(root)
                if trap is None:
                    return root
                code, found = "E105", trap
            if found.line in seen:
                return None
            seen.add(found.line)
            at = self._spot(found.line, found.column, found.length)
            self._report.error(code, found.message, found.cure, at=at, fix=self._fix(found, at))
            if found.instead is None:
                return None
            meant = found.instead.split("\n")
            self._mended[found.line : found.line + len(meant)] = meant
        return None

    def _fix(self, found: Advice, at: Location) -> Fix:
        """The line as it should be, where that is certain."""
        is_whole = found.certain and self._mended[found.line] == at.text
        return instead(replace(at, column=1, length=len(at.text)), found.instead) if is_whole and found.instead else ()

    def _advice(self, error: yaml.MarkedYAMLError) -> Advice:
        line = error.problem_mark.line if error.problem_mark else 0
        return advise(self._mended, line, started=error.context_mark.line if error.context_mark else None)

    def _trap(self, root: yaml.Node | None) -> Advice | None:
        """A value that YAML reads without a word, and reads otherwise than it was meant."""
        return next((trap for node in _walk(root) if (trap := self._misread(node))), None)

    def _misread(self, node: yaml.Node) -> Advice | None:
        first, column = node.start_mark.line, node.start_mark.column
        line = self._line(first)
        sign = line[column : column + 1]
        if sign in {"&", "!"}:
            message = f"YAML takes a word that begins with {sign} for a mark of its own and drops it."
            instead = quoted_line(line)
        elif isinstance(node, yaml.ScalarNode) and node.style in {"'", '"'} and self._swallows(node):
            message = f"The quote {node.style} that opens here is not closed on this line and swallows the next."
            instead = line[:column] + quote(line[column + 1 :].rstrip())
        else:
            return None
        length = len(line.rstrip()) - column
        return Advice(line=first, column=column, length=length, message=message, instead=instead)

    def _swallows(self, node: yaml.ScalarNode) -> bool:
        """Whether a quoted value goes on over a line that looks like the next key."""
        following = self._mended[node.start_mark.line + 1 : node.end_mark.line + 1]
        return any(_SWALLOWED.match(line) for line in following)

    def _node(self, node: yaml.Node, depth: int) -> Node:
        at = self._at(node)
        if depth > _DEPTH:
            self._report.error("E102", *_TOO_DEEP, at=at)
            return Scalar(text="", at=at)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at, depth)
        if isinstance(node, yaml.SequenceNode):
            return Sequence(items=tuple(self._node(item, depth + 1) for item in node.value), at=at)
        assert isinstance(node, yaml.ScalarNode)  # YAML has three kinds of nodes
        return self._scalar(node, at)

    def _mapping(self, node: yaml.MappingNode, at: Location, depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        places: dict[str, Location] = {}
        for key, value in node.value:
            name = self._node(key, depth + 1)
            if not isinstance(name, Scalar):
                self._report.error("E102", "A key must be a word.", 'Write "key: value".', at=name.at)
            elif name.text in places:
                message = f'"{name.text}" is written twice; the first stands in line {places[name.text].line}.'
                self._report.error("E104", message, "Delete one of the two.", at=name.at, related=(places[name.text],))
            else:
                places[name.text] = name.at
                entries.append((name, self._node(value, depth + 1)))
        return Mapping(entries=tuple(entries), at=at)

    def _scalar(self, node: yaml.ScalarNode, at: Location) -> Scalar:
        first, last = node.start_mark.line, node.end_mark.line
        comment = ""
        if not node.style and first == last:
            rest = self._line(last)[node.end_mark.column :]
            comment = rest.strip() if re.match(r"\s+#", rest) else ""
        return Scalar(text=node.value, at=at, quoted=bool(node.style), comment=comment)

    def _at(self, node: yaml.Node) -> Location:
        line, column = node.start_mark.line, node.start_mark.column
        end = node.end_mark.column if node.end_mark.line == line else len(self._line(line).rstrip())
        return self._spot(line, column, end - column)

    def _line(self, number: int) -> str:
        """A line; an empty value may stand below the last one."""
        return self._mended[number] if number < len(self._mended) else ""

    def _spot(self, line: int, column: int, length: int) -> Location:
        text = self._lines[line] if line < len(self._lines) else ""
        place = Location(file=self._path, line=line + self._offset + 1, column=column + 1, text=text)
        return Location(file=place.file, line=place.line, column=place.column, length=max(1, length), text=place.text)


def _walk(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """A node and all below it, in the order of the text, each once: an alias is its anchor's node again."""
    waiting = [node] if node else []
    met: set[int] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in met:
            continue
        met.add(id(one))
        yield one
        if isinstance(one, yaml.MappingNode):
            waiting += [part for pair in reversed(one.value) for part in reversed(pair)]
        elif isinstance(one, yaml.SequenceNode):
            waiting += reversed(one.value)
