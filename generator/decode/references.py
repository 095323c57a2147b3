"""References: readers of the ids by which one thing names others, each with its place.

Rules of the room: whether there is such a thing is not known here; the graph asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.decode.misread import Misread, fault
from generator.decode.readers import each, identifier
from generator.diagnostics import Diagnostic
from generator.model import Reference
from generator.source import Scalar, Sequence

if TYPE_CHECKING:
    from generator.decode.readers import Reader
    from generator.source import Node


def reference(kind: str) -> Reader[Reference]:
    """The id of another entity, with its place."""

    def read(node: Node, name: str) -> Reference:
        try:
            return Reference(kind=kind, id=identifier(node, name), at=node.at)
        except Misread as misread:
            meant = misread.instead
            instead = Reference(kind=kind, id=str(meant), at=node.at) if meant is not None else None
            raise Misread(*misread.found, instead=instead) from misread

    return read


def references(kind: str) -> Reader[tuple[Reference, ...]]:
    """The ids of other entities, each once: a list, or words with commas between them."""

    def read(node: Node, name: str) -> tuple[Reference, ...]:
        written = parted(node) if isinstance(node, Scalar) and not node.text.startswith("-") else node
        try:
            found, faults = each(reference(kind))(written, name), list[Diagnostic]()
        except Misread as misread:
            if not isinstance(misread.instead, tuple):
                raise
            found, faults = misread.instead, list(misread.found)
        once = {one.id: one for one in reversed(found)}
        faults += [
            fault("E121", f'{name} has "{one.id}" twice.', "Delete one.", at=one.at)
            for one in found
            if once[one.id] is not one
        ]
        if faults:
            raise Misread(*faults, instead=tuple(reversed(once.values())))
        return found

    return read


def parted(node: Scalar) -> Sequence:
    """Words with commas between them as a list; each knows its place if it stands on the line that the node begins."""
    items, column = [], node.at.column - 1
    for word in (part.strip() for part in node.text.split(",")):
        found = node.at.text.find(word, column) if word else -1
        at = replace(node.at, column=found + 1, length=len(word)) if found >= 0 else node.at
        column = found + len(word) if found >= 0 else column
        items.append(replace(node, text=word, at=at))
    return Sequence(items=tuple(items), at=node.at)
