"""Counts: the shop's store, with as many units of some articles as the scene says.

Rules of the room: nothing is written when a scene begins or ends. How far what is shown is from what is counted is
kept in memory, so that a sale within the scene counts there too, and afterwards all is as it was but for what was sold.
Only where somebody buys units that the store does not have, these are put there first.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from functions.store import OutOfStock, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from functions.order import Order
    from functions.store import Letter, Outcome
    from functions.store.database import Database
    from generator.serve.scene import Scene


class SceneStore(Store):
    """A store that asks the scene first; see `play`. Every SKU that it says nothing of is the store's own affair."""

    def __init__(self, database: Database) -> None:
        """Use `open`. There is no scene."""
        super().__init__(database)
        self._lock = RLock()
        self._scene: Callable[[], Scene | None] = lambda: None
        self._counted: Callable[[str], int] = lambda _sku: 0
        self._of: Scene | None = None
        self._apart: dict[str, int] = {}

    def play(self, scene: Callable[[], Scene | None], counted: Callable[[str], int]) -> None:
        """From now on ask for the scene, and what articles' files say there was to begin with."""
        self._scene, self._counted = scene, counted

    def free(self, skus: Collection[str], *, replacing: str | None = None) -> dict[str, int | None]:
        """What can be sold of each SKU in the scene."""
        with self._lock:
            found = super().free(skus, replacing=replacing)
            return {sku: self._in_scene(sku, units) for sku, units in found.items()}

    def place(
        self,
        order: Order,
        *,
        reservations: Mapping[str, int],
        opening: Mapping[str, int],
        replaces: str | None = None,
        letters: Iterable[Letter] = (),
    ) -> Outcome:
        """Insert the order if the scene has the units."""
        with self._lock:
            free = self.free(reservations, replacing=replaces)
            played = [sku for sku in reservations if self._units(sku) is not None]
            short = {sku: left for sku in played if (left := free[sku] or 0) < reservations[sku]}
            if short and self.order_of_attempt(order.attempt) is None:
                return OutOfStock(free=short)
            counted = {**opening, **{sku: self._counted(sku) for sku in played}}
            for sku in played:
                self._provide(sku, reservations[sku], counted[sku], replaces)
            return super().place(order, reservations=reservations, opening=counted, replaces=replaces, letters=letters)

    def _provide(self, sku: str, quantity: int, opening: int, replacing: str | None) -> None:
        """Let the store have what only the scene has."""
        has = super().free([sku], replacing=replacing)[sku]
        lacking = quantity - (opening if has is None else has)
        if lacking > 0 and sku in self._apart:
            self.adjust_stock(sku, lacking, opening=opening)
            self._apart[sku] -= lacking

    def _units(self, sku: str) -> int | None:
        scene = self._scene()
        if scene is not self._of:
            self._of = scene
            self._apart.clear()
        return scene.units(sku) if scene else None

    def _in_scene(self, sku: str, units: int | None) -> int | None:
        """What the store counts as the scene shows it; a SKU that it names begins with so many."""
        shown = self._units(sku)
        if shown is None or self._of is None:
            return units
        if sku not in self._of.stock:
            return shown
        counted = self._counted(sku)
        if sku not in self._apart:
            has = super().free([sku])[sku]
            self._apart[sku] = shown - (counted if has is None else has)
        return max(0, (counted if units is None else units) + self._apart[sku])
