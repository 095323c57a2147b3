"""Freshness: from what was made of what, and what has changed, to what must be made again, and why.

Rules of the room: pure; it knows targets, facets and keys as names alone. In the shape of Hakyll's dependencies: facts
are kept from the build before, and a wave goes from the changed keys to whatever was made from them. A facet that
comes out equal stops it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

Target = TypeVar("Target")
Key = TypeVar("Key")


def doubtful(facets: Mapping[Key, Collection[Key]], changed: Iterable[Key]) -> set[Key]:
    """The facets that a change may reach, also through others."""
    reached, before = set(changed), 0
    while before < len(reached):
        before = len(reached)
        # A facet that was reached counts at once for those behind it: most stand behind what they were made from.
        reached.update(facet for facet, keys in facets.items() if not reached.isdisjoint(keys))
    return reached & facets.keys()


def stale(
    targets: Mapping[Target, Collection[Key]],
    facets: Mapping[Key, Collection[Key]],
    changed: Iterable[Key],
    in_doubt: Iterable[Key],
    differs: Callable[[Key], bool],
) -> dict[Target, tuple[Key, ...]]:
    """The targets that must be made again, each with the changed keys that it was made from.

    ``facets`` are the keys of facets with the keys that each was made from, ``in_doubt`` those that are `doubtful`;
    ``differs`` makes a facet again and says whether it came out different.
    """
    different, waiting = set(changed), set(in_doubt)

    def settle(facet: Key) -> None:
        waiting.discard(facet)
        for key in facets[facet]:
            if key in waiting:
                settle(key)
        if not different.isdisjoint(facets[facet]) and differs(facet):
            different.add(facet)

    while waiting:
        settle(next(iter(waiting)))
    return {
        target: tuple(key for key in keys if key in different)
        for target, keys in targets.items()
        if not different.isdisjoint(keys)
    }
