"""Layered: a mapping of which a few values were exchanged, at the cost of these few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

#: So many values lie on top before all are copied into one mapping again.
_HIGH = 256


class Layered(Mapping[Key, Value]):
    """The values of ``base``, those of ``top`` in the place of theirs; all keys are the base's, in its order."""

    def __init__(self, base: Mapping[Key, Value], top: Mapping[Key, Value]) -> None:
        """Neither is changed afterwards by anybody."""
        self._base = base
        self._top = top

    @classmethod
    def of(cls, base: Mapping[Key, Value], changed: Mapping[Key, Value]) -> Mapping[Key, Value]:
        """The values of ``base`` but those that changed; ``base`` may be layered itself."""
        if not changed:
            return base
        return base.with_values(changed) if isinstance(base, Layered) else cls(base, changed)

    def with_values(self, changed: Mapping[Key, Value]) -> Mapping[Key, Value]:
        """These values with others on top."""
        layered = Layered(self._base, {**self._top, **changed})
        return dict(layered) if len(layered._top) > _HIGH else layered

    def __getitem__(self, key: Key) -> Value:
        return self._top[key] if key in self._top else self._base[key]

    def __contains__(self, key: object) -> bool:
        return key in self._base

    def __iter__(self) -> Iterator[Key]:
        return iter(self._base)

    def __len__(self) -> int:
        return len(self._base)
