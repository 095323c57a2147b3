"""Stock: where a product's file says one thing and the till, which counts since, another.

Rules of the room: ``opening_stock`` seeds what the till does not know yet, and nothing else; the levels are passed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.model import SiteGraph


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """What the till knows of a SKU: what it ``began`` with, and what is ``free`` now."""

    sku: str
    began: int
    free: int


def differing(graph: SiteGraph, levels: Iterable[Level]) -> tuple[Diagnostic, ...]:
    """A note for each variant whose opening stock is no longer what the till began with."""
    known = {level.sku: level for level in levels}
    variants = (
        variant
        for (_, language), product in graph.products.items()
        if language == graph.site.default_language
        for variant in product.variants
        if variant.stock != "unlimited"
    )
    return tuple(
        Diagnostic(
            severity=Severity.NOTE,
            code="N701",
            message=(
                f"opening_stock {variant.opening_stock} of {variant.sku} has no effect: "
                f"the till began with {level.began} and has {level.free} free."
            ),
            hint=f"Say what there is with: litfass stock set {variant.sku} {variant.opening_stock}",
            at=variant.at,
        )
        for variant in variants
        if (level := known.get(variant.sku)) and level.began != variant.opening_stock
    )
