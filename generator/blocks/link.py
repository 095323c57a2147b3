"""The block ``link``: ``[words](story:rannoch)``, ``[words](page:imprint#address)``: links that survive a new slug."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from markupsafe import escape

from generator.blocks.contract import Block, Reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.model import Embed


class LinkBlock(Block):
    """A link within the magazine. The template sees ``words`` (HTML; the title where there are none) and ``link``.

    Where the target is not visible now, ``link`` is None: the sentence keeps its words.
    """

    name: ClassVar[str] = "link"
    argument: ClassVar[str] = "what it leads to"
    example: ClassVar[str] = "[the walk](story:rannoch)"
    directive: ClassVar[bool] = False

    def references(self, embed: Embed) -> tuple[Reference, ...]:
        """The one story or page."""
        kind, _, subject = embed.argument.partition(":")
        return (Reference(kind=kind, id=subject.partition("#")[0], at=embed.at),)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``words``, ``link``; nothing where there are neither words nor a target."""
        kind, _, target = embed.argument.partition(":")
        subject, sign, anchor = target.partition("#")
        link = context.link(kind, subject)
        if link is None and not embed.words:
            return None
        words = context.html(embed.words) if embed.words or link is None else escape(link.title)
        return {"words": words, "link": replace(link, url=f"{link.url}{sign}{anchor}") if link else None}
