"""Translations that are older than their original."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.proofs.proof import Proof


def read(proof: Proof, report: Report) -> None:
    """Notes of translations that were left alone when the words of the original changed."""
    names = {language.code: language.name for language in proof.graph.site.languages}
    for thing in proof.content.things.values():
        if not thing.entities or (original := thing.entities[0].at) is None:
            continue
        for edition in thing.entities[1:]:
            if edition.at and edition.at.file != original.file and proof.is_older(edition.at.file, original.file):
                message = (
                    f"The {edition.kind} {edition.id} was changed after its translation into {names[edition.language]}."
                )
                hint = f"Compare it with {original.file}; any change of this file says that it is right again."
                report.note("N241", message, hint, at=edition.at, related=(original,))
