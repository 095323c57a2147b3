"""Translations that are older than their original.

Rules of the room: where it is known what the original said when its translation was last changed, only words count that
the translation has too: a price, a date or a new picture make nobody translate again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Report
from generator.source import Mapping, Scalar, SourceFile, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.proofs.proof import Proof
    from generator.source import Document, Node


def read(proof: Proof, report: Report) -> None:
    """Notes of translations that were left alone when the words of the original changed."""
    names = {language.code: language.name for language in proof.graph.site.languages}
    for thing in proof.content.things.values():
        if not thing.entities or (original := thing.entities[0].at) is None:
            continue
        for edition in thing.entities[1:]:
            if edition.at and edition.at.file != original.file and _is_stale(proof, edition.at.file, original.file):
                message = (
                    f"The {edition.kind} {edition.id} was changed after its translation into {names[edition.language]}."
                )
                hint = f"Compare it with {original.file}; any change of this file says that it is right again."
                report.note("N241", message, hint, at=edition.at, related=(original,))


def _is_stale(proof: Proof, translation: str, original: str) -> bool:
    """Whether words of the original changed since; without a history, whether its file did."""
    if not proof.is_older(translation, original):
        return False
    before = proof.was(original, translation)
    if before is None:
        return True
    keys = {key.text for key, _ in _document(translation, "\n".join(proof.lines(translation))).data.entries}
    then, now = _document(original, before), _document(original, "\n".join(proof.lines(original)))
    return _words(then, keys) != _words(now, keys)


def _document(path: str, text: str) -> Document:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return read_document(SourceFile(path=path, text=plain, digest=""), Report())


def _words(document: Document, keys: set[str]) -> tuple[object, ...]:
    """The body, and all texts behind these keys, however they are laid out."""
    front = {key.text: tuple(_texts(node)) for key, node in document.data.entries if key.text in keys}
    return tuple(document.body.split()), front


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield " ".join(node.text.split())
        return
    for part in (value for _, value in node.entries) if isinstance(node, Mapping) else node.items:
        yield from _texts(part)
