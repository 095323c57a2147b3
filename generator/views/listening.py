"""What is to be heard: the stories of a language with a sound of their own, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.views.facts import facet

if TYPE_CHECKING:
    from generator.views.context import ViewContext


@facet
def episodes(context: ViewContext, language: str) -> tuple[tuple[str, str], ...]:
    """Ids of stories, each with the path of its first sound below ``content/``."""
    sounds = {
        id_: next((src for src in sources if context.media.is_sound(src)), "")
        for (kind, id_, code), sources in context.graph.media.items()
        if (kind, code) == ("story", language)
    }
    listed = context.routes.lists.positions[language] if sounds else {}
    heard = [(id_, src) for id_, src in sounds.items() if src and (id_, language) in listed]
    return tuple(sorted(heard, key=lambda one: listed[one[0], language]))
