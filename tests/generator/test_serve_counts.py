"""How the shop of the preview counts within a scene, in a real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from functions.order import State
from functions.store import Happening, OutOfStock, Placed
from generator.serve.counts import SceneStore
from generator.serve.scene import Scene
from tests.functions.test_store import LATER, line, order, place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Stage:
    """Who says which scene is played."""

    def __init__(self) -> None:
        self.scene: Scene | None = None


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def store(tmp_path: Path, stage: Stage) -> Iterator[SceneStore]:
    """With ten of TEA as its file says, of which none was ever sold."""
    with SceneStore.open(f"sqlite:///{tmp_path / 'till.sqlite'}") as made:
        made.migrate()
        made.play(lambda: stage.scene, lambda _sku: 10)
        yield made


def free(store: SceneStore) -> int | None:
    return store.free(["TEA"])["TEA"]


def test_without_a_scene_the_store_counts(store: SceneStore) -> None:
    assert free(store) is None
    place(store, order())
    assert free(store) == 9


def test_what_is_sold_out_in_the_scene_cannot_be_ordered(store: SceneStore, stage: Stage) -> None:
    stage.scene = Scene(stock={"TEA": 0})
    assert free(store) == 0
    assert place(store, order()) == OutOfStock(free={"TEA": 0})


def test_where_all_is_sold_out_nothing_can_be_ordered(store: SceneStore, stage: Stage) -> None:
    stage.scene = Scene(sold_out=True)
    assert place(store, order()) == OutOfStock(free={"TEA": 0})


def test_afterwards_all_is_as_it_was(store: SceneStore, stage: Stage) -> None:
    place(store, order())
    stage.scene = Scene(stock={"TEA": 0})
    place(store, order("B"))
    stage.scene = None
    assert free(store) == 9


def test_the_last_one_is_sold_once(store: SceneStore, stage: Stage) -> None:
    stage.scene = Scene(stock={"TEA": 1})
    assert isinstance(place(store, order()), Placed)
    assert free(store) == 0
    assert place(store, order("B")) == OutOfStock(free={"TEA": 0})


def test_an_order_that_is_sent_again_is_the_first_one(store: SceneStore, stage: Stage) -> None:
    stage.scene = Scene(stock={"TEA": 1})
    place(store, order())
    again = place(store, order())
    assert isinstance(again, Placed)
    assert again.repeated


def test_an_edited_cart_does_not_compete_with_its_own_order(store: SceneStore, stage: Stage) -> None:
    stage.scene = Scene(stock={"TEA": 1})
    place(store, order(cart="one"))
    assert isinstance(place(store, order("B", cart="one"), replaces="A"), Placed)


def test_what_is_cancelled_can_be_had_again(store: SceneStore, stage: Stage) -> None:
    stage.scene = Scene(stock={"TEA": 1})
    place(store, order())
    store.transition("A", State.CANCELLED, Happening(cause="cancelled", at=LATER))
    assert free(store) == 1


def test_what_is_sold_in_the_scene_is_sold_afterwards_too(store: SceneStore, stage: Stage) -> None:
    stage.scene = Scene(stock={"TEA": 5})
    place(store, order("A", line(quantity=2, opening=5)))
    stage.scene = None
    assert free(store) == 8


def test_more_can_be_sold_than_the_store_has(store: SceneStore, stage: Stage) -> None:
    store.set_stock("TEA", 0)
    stage.scene = Scene(stock={"TEA": 3})
    assert isinstance(place(store, order("A", line(quantity=2))), Placed)
    assert free(store) == 1
    stage.scene = None
    assert free(store) == 0
