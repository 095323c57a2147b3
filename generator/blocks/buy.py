"""The block ``buy``: ``[take it along](buy:wind-jacket)``."""

from __future__ import annotations

from typing import ClassVar

from generator.blocks.product_facts import FactBlock


class BuyBlock(FactBlock):
    """A link that leads to the till with it, or to its page where there is something to choose first."""

    name: ClassVar[str] = "buy"
    example: ClassVar[str] = "[take it along](buy:wind-jacket)"
