"""Prices: what each thing has cost, kept in content/prices.csv, and what the law makes of it.

Rules of the room: what a thing cost is known from the history or not at all; nothing is guessed. A reduced price is
called so only beside the lowest price of the 30 days before (§ 11 PAngV); where the history does not go so far back,
the page shows the price alone. No clock is read here, and nothing is written.
"""

from __future__ import annotations

from generator.prices.history import COLUMNS, line_of, read_history
from generator.prices.offers import tell_offers, tell_unrecorded
from generator.prices.periods import cost_at, edges, lowest_before, periods_of
from generator.prices.record import due

__all__ = [
    "COLUMNS",
    "cost_at",
    "due",
    "edges",
    "line_of",
    "lowest_before",
    "periods_of",
    "read_history",
    "tell_offers",
    "tell_unrecorded",
]
