"""Proofs: what a proof-reader would mark in a magazine that is right otherwise.

Rules of the room: pure functions over what is linked, planned and surveyed; each finding has its place and its cure,
and is a note unless readers or shoppers suffer. No build waits for it: only ``check`` reads proofs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Report
from generator.proofs import addresses, facts, headings, pictures, selling, titles, translations, words
from generator.proofs.proof import Proof

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic

__all__ = ["Proof", "read_proof"]

_READERS = (words, headings, pictures, facts, selling, titles, translations, addresses)


def read_proof(proof: Proof) -> tuple[Diagnostic, ...]:
    """All that is to be marked, in the order of a report."""
    report = Report()
    for reader in _READERS:
        reader.read(proof, report)
    return report.diagnostics
