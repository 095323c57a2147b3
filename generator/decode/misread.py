"""Misread: what a reader raises, and what is said where a node is of another kind than was wanted."""

from __future__ import annotations

import re
from typing import NoReturn

from generator import advice
from generator.diagnostics import Diagnostic, Fix, Location, Severity
from generator.source import Mapping, Node, Scalar, Sequence

_KIND = {Scalar: "one value", Sequence: "a list", Mapping: "a group of keys"}


class Misread(Exception):  # noqa: N818 - what was read wrongly is the editor's fault, no error of ours
    """A node that cannot be read; it carries one diagnostic or more.

    ``instead`` is what was meant as far as one can tell, for those who read leniently; None if one cannot.
    """

    def __init__(self, *found: Diagnostic, instead: object = None) -> None:
        super().__init__(*(diagnostic.message for diagnostic in found))
        self.found = found
        self.instead = instead


def fault(
    code: str,
    message: str,
    hint: str = "",
    *,
    at: Location | None,
    related: tuple[Location, ...] = (),
    fix: Fix = (),
) -> Diagnostic:
    """An error as data."""
    return Diagnostic(severity=Severity.ERROR, code=code, message=message, hint=hint, at=at, related=related, fix=fix)


def refuse(
    code: str,
    message: str,
    hint: str = "",
    *,
    at: Location | None,
    related: tuple[Location, ...] = (),
    instead: object = None,
    fix: Fix = (),
) -> NoReturn:
    """Raise Misread with one error; ``instead`` is what was meant."""
    raise Misread(fault(code, message, hint, at=at, related=related, fix=fix), instead=instead)


def no_group(node: Node, name: str, example: str = "") -> NoReturn:
    """A group of keys was wanted; ``example`` is one, with ``%s`` for the value that was written."""
    before = node.at.text[: node.at.column - 1].strip()
    value = node.text if isinstance(node, Scalar) else "…"
    shown = f"{before} {example}" if before.endswith(("-", ":")) else example
    what = f"An entry of {name}" if before.endswith("-") and name[0].islower() else name
    hint = f"Write: {shown.replace('%s', value)}" if example else ""
    refuse("E108", f"{what} must be a group of keys, not {_KIND[type(node)]}.", hint, at=node.at)


def no_value(node: Sequence | Mapping, name: str, *, prose: bool) -> NoReturn:
    """One value was wanted; where YAML took a text apart, show it in quotes."""
    hint = ""
    entry = re.match(r"^(\s*- +)(\S.*?)\s*$", node.at.text)
    if isinstance(node, Mapping) and entry and node.at.column == entry.start(2) + 1:
        hint = f"If it is one text with a colon in it, write: - {advice.quote(entry[2])}"
    elif isinstance(node, Sequence) and node.at.text[node.at.column - 1 :].startswith("["):
        only = node.items[0] if len(node.items) == 1 else None
        hint = f"If the brackets belong to it, write: {advice.quoted_line(node.at.text).strip()}"
        if not prose:
            hint = f"Write: {name}: {only.text}" if isinstance(only, Scalar) else "Write one, without brackets."
    refuse("E108", f"{name} must be one value, not {_KIND[type(node)]}.", hint, at=node.at)


def no_list(node: Scalar | Mapping, name: str) -> NoReturn:
    """A list was wanted."""
    hint = ""
    if isinstance(node, Scalar):
        hint = f"Write: {name}: [{node.text}]"
        if not node.quoted and re.match(r"-\w", node.text):
            line = node.at.text.strip()
            entry = line if line.startswith("-") else node.text.split()[0]
            hint = f"Behind a hyphen a space is missing. Write: - {entry[1:]}"
    elif not node.at.text[: node.at.column - 1].strip():
        hint = f"Each entry begins with a hyphen: - {node.at.text.strip()}"
    refuse("E108", f"{name} must be a list, not {_KIND[type(node)]}.", hint, at=node.at)
