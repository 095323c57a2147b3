"""What stands where in a recipe's body: groups of ingredients, and the way it is made.

Rules of the room: a list is ingredients, an ordered list steps; a heading belongs to the list that follows it, other
words to what stands before them. Nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.blocks.amounts import marked
from generator.blocks.body import HEADINGS, Part, parts

if TYPE_CHECKING:
    from generator.model import Embed


@dataclass(kw_only=True, slots=True)
class Group:
    """Ingredients under a heading, or without one: ``title`` is then "". ``title`` and ``body`` are HTML."""

    title: str = ""
    anchor: str = ""
    body: str = ""


@dataclass(kw_only=True, slots=True)
class Written:
    """A recipe's body, sorted: ``before`` and ``method`` are HTML, ``ingredients`` plain text."""

    picture: Embed | None = None
    before: str = ""
    groups: list[Group] = field(default_factory=list)
    method: str = ""
    ingredients: list[str] = field(default_factory=list)
    products: list[Embed] = field(default_factory=list)


def written(embed: Embed, language: str) -> Written:
    """The body of a recipe, sorted."""
    found = Written()
    headings: list[Part] = []
    for part in parts(embed.words):
        if part.tag in HEADINGS:
            headings.append(part)
            continue
        if part.tag == "ul":
            _ingredients(found, part, headings, embed, language)
        else:
            _others(found, part, headings, embed)
        headings = []
    found.method += "".join(map(_heading, headings))
    return found


def _ingredients(found: Written, part: Part, headings: list[Part], embed: Embed, language: str) -> None:
    """A list of ingredients, under the last of its headings."""
    found.groups += [Group(title=one.html, anchor=one.anchor) for one in headings]
    if not found.groups:
        found.groups.append(Group())
    items = "".join(f"<li>{marked(item.html, language)}</li>" for item in part.items)
    found.groups[-1].body += f"<ul>{items}</ul>"
    found.ingredients += [item.text(embed) for item in part.items]
    found.products += [one for one in part.embeds(embed) if one.block == "product_link"]


def _others(found: Written, part: Part, headings: list[Part], embed: Embed) -> None:
    """Steps, and whatever else there is: it stays with what it follows."""
    if part.tag == "ol" or headings or found.method:
        found.method += "".join(map(_heading, headings)) + part.whole
    elif found.groups:
        found.groups[-1].body += part.whole
    elif found.picture is None and not part.tag and (shown := _picture(part, embed)):
        found.picture = shown
    else:
        found.before += part.whole


def _picture(part: Part, embed: Embed) -> Embed | None:
    return next((one for one in part.embeds(embed) if one.block == "image"), None)


def _heading(part: Part) -> str:
    """A heading below the recipe's own, which is of level 2."""
    return f'<h3 id="{part.anchor}">{part.html}</h3>' if part.anchor else f"<h3>{part.html}</h3>"
