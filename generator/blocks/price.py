"""The block ``price``: ``[](price:wind-jacket)``."""

from __future__ import annotations

from typing import ClassVar

from generator.blocks.product_facts import FactBlock


class PriceBlock(FactBlock):
    """What it costs now, with what the law wants beside a price."""

    name: ClassVar[str] = "price"
    example: ClassVar[str] = "[](price:wind-jacket)"
