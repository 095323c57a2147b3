"""Content: all that was read below ``content/``, thing by thing, before anything is linked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from generator.model.things import FreePage, Product, Story, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic
    from generator.model.prose import Prose, Reference
    from generator.model.things import Entity

Key: TypeAlias = tuple[str, str]
"""Kind and id of a thing, the kind being "story", "product", "page", "section", "tag" or "author"."""

EditionKey: TypeAlias = tuple[str, str, str]
"""Kind, id and language of an edition."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """All editions of one thing, as far as the magazine's shape hangs on them; their bodies lie apart.

    ``entities`` has the default language's edition first; it is empty if the thing is ``broken``, which means that it
    has errors. By the language of each file that there is, ``names`` has what is referred to, as (kind, id), front
    matter first, ``pictures`` those that the body shows, and ``media`` its films and sounds. ``diagnostics`` are the
    thing's own.
    """

    entities: tuple[Entity, ...] = ()
    names: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    pictures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    media: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    broken: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """All things in the order of their files.

    ``prose`` and ``references`` (what `Thing.names` has, in the same order, with its places) are loaded when asked for.
    ``digests`` tell whether a thing is what it was, bodies included.
    """

    things: Mapping[Key, Thing] = field(default_factory=dict)
    prose: Mapping[EditionKey, Prose] = field(default_factory=dict)
    references: Mapping[EditionKey, tuple[Reference, ...]] = field(default_factory=dict)
    digests: Mapping[Key, str] = field(default_factory=dict)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Every edition of everything."""
        return tuple(entity for thing in self.things.values() for entity in thing.entities)

    @property
    def stories(self) -> tuple[Story, ...]:
        """Every edition of every story."""
        return tuple(one for one in self.entities if isinstance(one, Story))

    @property
    def products(self) -> tuple[Product, ...]:
        """Every edition of every product."""
        return tuple(one for one in self.entities if isinstance(one, Product))

    @property
    def pages(self) -> tuple[FreePage, ...]:
        """Every edition of every free page."""
        return tuple(one for one in self.entities if isinstance(one, FreePage))

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every edition of every section, tag and author that has a file."""
        return tuple(one for one in self.entities if isinstance(one, Term))

    @property
    def broken(self) -> frozenset[Key]:
        """The things whose files have errors, so that nobody calls them unknown."""
        return frozenset(key for key, thing in self.things.items() if thing.broken)
