"""Nodes: what a front matter consists of. Text and its place, no types, no meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from generator.diagnostics import Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Scalar:
    """One value as text. ``comment`` is what followed it on the line after `` #``, the hash sign included."""

    text: str
    at: Location
    quoted: bool = False
    comment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    at: Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapping:
    """Keys and their nodes in the order of the file, each key once."""

    entries: tuple[tuple[Scalar, Node], ...]
    at: Location


Node: TypeAlias = Scalar | Sequence | Mapping
