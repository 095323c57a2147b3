"""The block ``recipe``: what goes in, and what is done with it.

:::{recipe} Cardamom buns
:servings: 16 buns
:prep: 45 min
:cook: 12 min
- 500 g flour
- 20 [cardamom pods](product:cardamom)

1. Knead, and let it rest.
2. Bake.
:::
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import parts, tell_missing
from generator.blocks.contract import Block, Setting
from generator.blocks.durations import DURATION, duration, iso, minutes
from generator.blocks.image import picture
from generator.blocks.outfit import LONGEST_TITLE, MOST_ITEMS, bought_together
from generator.blocks.plates import first_picture, largest
from generator.blocks.recipe_parts import Written, written
from generator.blocks.steps import how_to_steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed

_SERVINGS = Setting(pattern=re.compile(r"[1-9]\d{0,2}(?: \S.*)?"), expected="a number, such as 4 or 16 buns")


class RecipeBlock(Block):
    """A recipe: lists are ingredients, ordered lists steps; a picture before both is the recipe's own.

    The template sees ``title``, ``picture`` (or none), ``count`` and ``unit`` of its servings (0, ""), ``times`` (pairs
    of "prep", "cook" or "total" and `Duration`), ``before`` (HTML), ``groups`` of ingredients, ``method`` (HTML),
    ``card`` of the one product among the ingredients, or several ``together``, as an outfit; and ``key`` for ids.
    """

    name: ClassVar[str] = "recipe"
    argument: ClassVar[str] = "a title"
    example: ClassVar[str] = ":::{recipe} Cardamom buns"
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType(
        {"servings": _SERVINGS, "prep": DURATION, "cook": DURATION, "time": DURATION}
    )
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """There are ingredients, and steps."""
        tags = {part.tag for part in parts(embed.words)}
        if "ul" not in tags:
            tell_missing(embed, "ingredients", "Write one line for each, such as - 500 g flour", report)
        if "ol" not in tags:
            tell_missing(embed, "steps", "Number them: 1. for the first, 2. for the second.", report)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """All that the template sees."""
        body = written(embed, context.language)
        shown = body.picture and context.image(picture(body.picture))
        count, _, unit = embed.options.get("servings", "").partition(" ")
        times = ((name, duration(length, context)) for name, length in _times(embed).items())
        return {
            "title": embed.argument,
            "picture": shown,
            "count": int(count or 0),
            "unit": unit.strip(),
            "times": tuple((name, time) for name, time in times if time),
            "before": context.html(body.before),
            "groups": tuple(
                {"title": context.html(one.title), "anchor": one.anchor, "body": context.html(one.body)}
                for one in body.groups
            ),
            "method": context.html(body.method),
            **_products(embed, body, context),
            "key": embed.index + 1,
        }

    def structured(self, embed: Embed, context: BlockContext) -> Mapping[str, object]:
        """The recipe in plain text; who wrote it, and a picture where it has none, are the story's."""
        body = written(embed, context.language)
        teaser = context.teaser(context.story) if context.story else None
        image = first_picture(embed, context) or (teaser.image if teaser else None)
        times = {f"{name}Time": iso(length) for name, length in _times(embed).items() if length}
        facts: dict[str, object] = {
            "image": [context.absolute(largest(image))] if image else None,
            "description": teaser.description if teaser else None,
            "datePublished": teaser.date.isoformat() if teaser else None,
            "author": [_desk(one.title, context.absolute(one.url)) for one in teaser.authors] if teaser else None,
            "recipeYield": embed.options.get("servings"),
            **times,
            "recipeIngredient": body.ingredients,
            "recipeInstructions": how_to_steps(parts(embed.words), embed),
        }
        named = {"@type": "Recipe", "name": embed.argument, "inLanguage": context.language}
        return {**named, **{name: fact for name, fact in facts.items() if fact}}


def _times(embed: Embed) -> Mapping[str, int]:
    """In minutes: of preparation and cooking, and of all, which may be longer than both."""
    prep, cook, total = (minutes(embed.options.get(key, "")) for key in ("prep", "cook", "time"))
    return {"prep": prep, "cook": cook, "total": total or (prep + cook if prep and cook else 0)}


def _products(embed: Embed, body: Written, context: BlockContext) -> Mapping[str, object]:
    """The products among the ingredients that are visible now, each once: one alone, or a set."""
    found = (context.card(reference, embed) for reference in dict.fromkeys(one.argument for one in body.products))
    cards = tuple({card.id: card for card in found if card}.values())[:MOST_ITEMS]
    wanted = [(1, card) for card in cards]
    together = bought_together(embed.argument[:LONGEST_TITLE], wanted) if len(wanted) > 1 else None
    return {"card": cards[0] if len(cards) == 1 else None, "together": together}


def _desk(name: str, url: str) -> Mapping[str, str]:
    return {"@type": "Organization", "@id": url, "name": name, "url": url}
