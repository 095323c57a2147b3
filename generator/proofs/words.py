"""Words and a picture that every list, feed and share card shows of a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.proofs.proof import Proof


def read(proof: Proof, report: Report) -> None:
    """Notes of stories without description or hero."""
    for story in proof.stories:
        if not story.description:
            message = (
                f"The story {story.id} has no description: lists, search engines and share cards show its title alone."
            )
            report.note("N150", message, "Add one sentence: description: …", at=story.at)
        if story.hero is None and proof.is_original(story):
            message = (
                f"The story {story.id} has no hero: it opens without a picture, and its share card shows the brand's."
            )
            report.note("N151", message, 'Add: hero: {src: images/…, alt: "what one sees"}', at=story.at)
