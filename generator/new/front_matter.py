"""YAML as an editor would write it: a key on each line, a word above it, quotes only where they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.advice import quote
from generator.diagnostics import Report
from generator.new.placeholders import placeholders
from generator.schema import words
from generator.source import Scalar, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.model import Product, Story


def value(text: str) -> str:
    """A text as a value that reads back as the text, on one line."""
    line = " ".join(text.split())
    report = Report()
    read = read_yaml("", f"key: {line}", report)
    node = read.entries[0][1] if read and len(read.entries) == 1 else None
    plain = line and isinstance(node, Scalar) and node.text == line and not node.quoted and not node.comment
    return line if plain and not report.diagnostics and line not in {"~", "null"} else quote(line)


def inside(text: str) -> str:
    """A text as a value within brackets or braces."""
    bare = value(text)
    means_more = bare.startswith("?") or (set(bare) & set(",[]{}:#") and bare[0] not in "\"'")
    return quote(" ".join(text.split())) if means_more else bare


def listed(values: Iterable[str]) -> str:
    """A list on one line."""
    return f"[{', '.join(inside(one) for one in values)}]"


def grouped(pairs: Mapping[str, str]) -> str:
    """A group of keys on one line; the values are YAML already."""
    return f"{{{', '.join(f'{key}: {one}' for key, one in pairs.items())}}}"


class Lines:
    """The lines of a front matter in the making; above each key stands what it is."""

    def __init__(self, group: str, language: str) -> None:
        """Begin with nothing."""
        self._group, self._language = group, language
        self._lines: list[str] = []

    def say(self, key: str, more: str = "") -> None:
        """A comment that says what a key is, and ``more``."""
        self._lines.append(f"# {words(self._group, key, self._language)[0]}{f' ({more})' if more else ''}")

    def set(self, key: str, written: str, more: str = "") -> None:
        """A key with its value, under its words."""
        self.say(key, more)
        self._lines.append(f"{key}: {written}")

    def offer(self, key: str, written: str) -> None:
        """A key that may be missing, as a comment."""
        self.say(key)
        self._lines.append(f"# {key}: {written}")

    def add(self, *lines: str) -> None:
        """Lines as they are."""
        self._lines += lines

    def text(self, body: str) -> str:
        """The whole file."""
        return "\n".join(("---", *self._lines, "---", "", body.strip("\n"), ""))


def translated(group: str, title: str, slug: str, original: Story | Product, language: str) -> Lines:
    """How a translation begins: a title, the original's where it is "", a slug where it has one, the description."""
    lines = Lines(group, language)
    lines.add(f"# {placeholders(language)['translate']}")
    lines.set("title", value(title or original.title))
    if slug:
        lines.set("slug", slug)
    lines.set("description", value(original.description))
    return lines
