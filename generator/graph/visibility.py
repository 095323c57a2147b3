"""Visibility: what is shown at a moment, and why the rest is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.model import Story, Term

if TYPE_CHECKING:
    from datetime import datetime

    from generator.model import Entity


@dataclass(frozen=True, kw_only=True, slots=True)
class Visibility:
    """What is shown: things of the moment ``now``, and, if so wished, drafts, future and expired ones."""

    now: datetime
    drafts: bool = False
    future: bool = False
    expired: bool = False

    def hidden(self, entity: Entity) -> str:
        """Why an entity is not shown: "draft", "future" or "expired"; "" if it is shown, as terms always are."""
        if isinstance(entity, Term):
            return ""
        if entity.draft and not self.drafts:
            return "draft"
        if isinstance(entity, Story):
            if start(entity) > self.now and not self.future:
                return "future"
            if entity.expiry_date and entity.expiry_date <= self.now and not self.expired:
                return "expired"
        return ""


def start(story: Story) -> datetime:
    """When a story appears."""
    return story.publish_date or story.date
