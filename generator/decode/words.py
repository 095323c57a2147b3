"""Words: what every edition of anything has, and pictures, whose words are translated while their file is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from generator.decode import values
from generator.decode.fields import Fields
from generator.decode.readers import each, identifier, maybe_text, pairs, text
from generator.model import FreePage, Image, Product, Story, Term

if TYPE_CHECKING:
    from generator.decode.readers import Reader
    from generator.diagnostics import Location
    from generator.source import Node

Thing = TypeVar("Thing", Story, Product, FreePage, Term)


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """The words that every edition of anything has."""

    slug: str
    title: str
    description: str
    aliases: tuple[str, ...]

    def on(self, original: Thing, language: str, at: Location) -> Thing:
        """A thing with these words in the place of its own."""
        return replace(
            original,
            language=language,
            slug=self.slug,
            title=self.title,
            description=self.description,
            aliases=self.aliases,
            at=at,
        )


def named(fields: Fields, slug: str, *, described: bool) -> Named:
    """Read title, description (a must if ``described``), slug and aliases; ``slug`` holds where none is written."""
    return Named(
        slug=fields.may("slug", identifier, slug),
        title=fields.need("title", text, ""),
        description=fields.need("description", text, "") if described else fields.may("description", text, ""),
        aliases=fields.may("aliases", each(values.path), ()),
    )


def params(fields: Fields) -> dict[str, str]:
    """Free keys for templates."""
    return dict(fields.may("params", pairs(maybe_text), ()))


def image(node: Node, name: str) -> Image:
    """A picture: src and alt are required, since a picture without words is silent to some."""
    fields = Fields(node, name, example='{src: %s, alt: "what one sees"}')
    found = Image(
        src=fields.need("src", values.picture_path, ""),
        alt=_alt(fields),
        credit=fields.may("credit", text, ""),
        caption=fields.may("caption", text, ""),
        at=fields.place("src"),
    )
    fields.finish()
    return found


def _alt(fields: Fields) -> str:
    if not fields.has("alt"):
        hint = 'Add what it shows, alt: "…", or alt: "" if it is mere decoration.'
        fields.wrong("E107", "A picture needs the key alt.", hint, at=fields.at)
    return fields.may("alt", maybe_text, "")


def image_words(default: Image | None, home: str) -> Reader[Image | None]:
    """A picture's words in a translation: alt and caption."""

    def read(node: Node, name: str) -> Image | None:
        fields = Fields(node, name, facts=("src", "credit"), home=home)
        alt = fields.may("alt", maybe_text, default.alt if default else "")
        caption = fields.may("caption", text, default.caption if default else "")
        fields.finish()
        return replace(default, alt=alt, caption=caption) if default else None

    return read
