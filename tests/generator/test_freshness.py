from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from generator import freshness
from generator.freshness import doubtful

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Target = TypeVar("Target")
Key = TypeVar("Key")

TARGETS = {"story": {"prose", "card"}, "list": {"teaser"}, "shop": {"card"}, "imprint": {"site"}}
FACETS = {"teaser": {"prose"}, "card": {"price", "title"}, "title": {"words"}}


def stale(
    targets: Mapping[Target, set[Key]],
    facets: Mapping[Key, set[Key]],
    changed: Iterable[Key],
    differs: Callable[[Key], bool],
) -> dict[Target, tuple[Key, ...]]:
    keys = tuple(changed)
    return freshness.stale(targets, facets, keys, doubtful(facets, keys), differs)


def always(_facet: str) -> bool:
    return True


def never(_facet: str) -> bool:
    return False


def test_what_was_made_from_something_changed_is_stale_and_says_why() -> None:
    assert stale(TARGETS, FACETS, {"site"}, never) == {"imprint": ("site",)}


def test_nothing_changed_makes_nothing_stale() -> None:
    assert stale(TARGETS, FACETS, (), always) == {}


def test_a_facet_that_comes_out_different_goes_on() -> None:
    assert stale(TARGETS, FACETS, {"price"}, always) == {"story": ("card",), "shop": ("card",)}


def test_a_facet_that_comes_out_equal_stops_the_wave() -> None:
    assert stale(TARGETS, FACETS, {"prose"}, never) == {"story": ("prose",)}


def test_a_facet_is_made_after_those_that_it_is_made_from() -> None:
    made: list[str] = []

    def differs(facet: str) -> bool:
        made.append(facet)
        return True

    assert stale(TARGETS, FACETS, {"words", "price"}, differs).keys() == {"story", "shop"}
    assert made == ["title", "card"]


def test_a_facet_whose_facets_come_out_equal_is_not_made() -> None:
    assert stale(TARGETS, FACETS, {"words"}, lambda facet: facet != "title") == {}


def test_in_doubt_is_what_a_change_may_reach_also_through_others() -> None:
    assert doubtful(FACETS, {"words"}) == {"title", "card"}


@given(
    st.dictionaries(st.integers(0, 9), st.sets(st.integers(100, 129), max_size=4)),
    st.lists(st.sets(st.integers(0, 9), max_size=3), max_size=6),
    st.sets(st.integers(100, 129)),
    st.functions(like=always, returns=st.booleans(), pure=True),
)
def test_stale_is_who_reads_what_differs(
    targets: dict[int, set[int]], layers: list[set[int]], changed: set[int], differs: Callable[[int], bool]
) -> None:
    # Facet 100 + n is made from facets below it and from keys, so that there is no circle.
    facets = {120 + at: {120 + below for below in keys if below < at} | {100 + at} for at, keys in enumerate(layers)}
    changed -= facets.keys()
    different = set(changed)
    for facet in sorted(facets):
        if different & facets[facet] and differs(facet):
            different.add(facet)
    assert stale(targets, facets, changed, differs) == {
        target: tuple(key for key in keys if key in different) for target, keys in targets.items() if keys & different
    }
