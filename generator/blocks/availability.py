"""The block ``availability``: ``[](availability:wind-jacket)``."""

from __future__ import annotations

from typing import ClassVar

from generator.blocks.product_facts import FactBlock


class AvailabilityBlock(FactBlock):
    """Whether it is to be had, and when it arrives."""

    name: ClassVar[str] = "availability"
    example: ClassVar[str] = "[](availability:wind-jacket)"
