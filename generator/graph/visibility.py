"""Visibility: what is shown at a moment, and why the rest is not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from generator.model import Product, Story, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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


def steady(
    entities: Iterable[Entity], now: datetime, further: Iterable[datetime] = ()
) -> tuple[datetime | None, datetime | None]:
    """From when, and until just before when, all is as at ``now``: nothing appears, comes, goes or changes its price.

    ``further`` are moments at which something else changes.
    None: since ever, for ever.
    """
    past: list[datetime] = []
    coming: list[datetime] = []
    for edge in chain((edge for one in entities for edge in _edges(one)), further):
        (past if edge <= now else coming).append(edge)
    return max(past, default=None), min(coming, default=None)


def _edges(entity: Entity) -> Iterator[datetime]:
    if isinstance(entity, Story):
        yield start(entity)
        if entity.expiry_date:
            yield entity.expiry_date
    elif isinstance(entity, Product):
        for price in (price for variant in entity.variants for price in variant.prices):
            yield from (edge for edge in (price.start, price.end) if edge)
        yield from (variant.available_from for variant in entity.variants if variant.available_from)
