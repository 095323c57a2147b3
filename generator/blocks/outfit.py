"""The block ``outfit``: a set that somebody put together, bought with one act; each item can be left out.

:::{outfit} What we would take again
- [Wind jacket](product:wind-jacket)
- 2 × [Socks](product:socks)
:::
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from generator.blocks.contract import Block, line_of
from generator.blocks.goods import check_goods, goods
from generator.views.offer import CAN_BE_BOUGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed
    from generator.views.shapes import CardView, VariantView

_TIMES = re.compile(r"([0-9]{1,9})\s?[×xX*]")

MOST_ITEMS = 16
"""The till reads forms of 64 fields: three for each item, and the rest of the page."""

LONGEST_TITLE = 64
"""The title names the group in the cart, and the till takes no longer name."""

MOST_OF_ONE = 99


@dataclass(frozen=True, kw_only=True, slots=True)
class OutfitItem:
    """How many of a product; ``chosen`` is the variant that is proposed, None if there is none left."""

    number: int
    quantity: int
    card: CardView
    chosen: VariantView | None


class OutfitBlock(Block):
    """A set; the template sees ``title`` and ``items``, and as proposed ``total`` and ``saving`` (Money or None)."""

    name: ClassVar[str] = "outfit"
    argument: ClassVar[str] = "a title"
    example: ClassVar[str] = ":::{outfit} What we would take again"
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """A title that fits, not too many items, and how many of each."""
        if len(embed.argument) > LONGEST_TITLE:
            message = f"The title of an outfit has {LONGEST_TITLE} letters at most, and this one {len(embed.argument)}."
            report.error("E435", message, "It names the set in the cart too: make it shorter.", at=embed.at)
        found = goods(embed)
        check_goods(self.name, embed, found, report)
        if len(found) > MOST_ITEMS:
            message = f"An outfit has {MOST_ITEMS} products at most, and this one {len(found)}."
            report.error("E436", message, "Make two of it.", at=found[MOST_ITEMS].at(embed))
        for good in found:
            if good.product and _quantity(good.words) is None:
                message = f'How many of "{good.product.words}" is not to be read in "{good.words}".'
                hint = f"Write a number from 1 to {MOST_OF_ONE} before it: - 2 × [{good.product.words}](…)"
                report.error("E437", message, hint, at=line_of(embed, good.words))

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``title``, ``items``, ``total``, ``saving``; nothing if no product is visible now."""
        wanted = tuple(_wanted(embed, context))
        return bought_together(embed.argument, wanted) if wanted else None


def bought_together(title: str, wanted: Iterable[tuple[int, CardView]]) -> Mapping[str, object]:
    """What the template of a set sees, of how many of which products; there is one at least."""
    items = tuple(
        OutfitItem(number=number, quantity=quantity, card=card, chosen=_chosen(card, quantity))
        for number, (quantity, card) in enumerate(wanted, start=1)
    )
    bought = [(item.quantity, item.chosen) for item in items if item.chosen]
    total = sum(quantity * one.price.minor for quantity, one in bought)
    usual = sum(quantity * (one.list_price or one.price).minor for quantity, one in bought)
    price = items[0].card.variants[0].price  # for its currency
    return {
        "title": _printable(title),
        "items": items,
        "total": replace(price, minor=total) if bought else None,
        "saving": replace(price, minor=usual - total) if usual > total else None,
    }


def _printable(title: str) -> str:
    """The title as the till takes it: without soft hyphens and the like, every space a plain one."""
    return "".join(letter for letter in " ".join(title.split()) if letter.isprintable())


def _wanted(embed: Embed, context: BlockContext) -> Iterator[tuple[int, CardView]]:
    """Those that are visible now, and how many of each."""
    for good in goods(embed):
        card = context.card(good.product.argument, embed) if good.product else None
        quantity = _quantity(good.words)
        if card and quantity:
            yield quantity, card


def _chosen(card: CardView, quantity: int) -> VariantView | None:
    """What the card proposes, if it can be bought so often; else the first variant that can."""
    open_ = [one for one in card.variants if one.availability in CAN_BE_BOUGHT and one.maximum >= quantity]
    return next((one for one in open_ if one.sku == card.chosen), next(iter(open_), None))


def _quantity(words: str) -> int | None:
    """How many: one where nothing is said; None if it cannot be read."""
    if not words:
        return 1
    times = _TIMES.fullmatch(words)
    return int(times[1]) if times and 0 < int(times[1]) <= MOST_OF_ONE else None
