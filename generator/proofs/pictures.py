"""Pictures: words for those who cannot see them, and width enough for the place where they stand."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.images.header import WIDTHS_PX
from generator.model import Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.diagnostics import Location, Report
    from generator.model import Embed, Image, Story
    from generator.proofs.proof import Proof

_PHONE, _COLUMN, _WIDE, _FULL = WIDTHS_PX

#: The width in px that a picture needs in each place: the places of front matter, the layouts of the block ``image``,
#: those of blocks that hold pictures, and such blocks themselves. A place that is not named is the column.
PLACES_PX: Mapping[str, int] = MappingProxyType(
    {
        "hero": _WIDE,
        "product": _COLUMN,
        "text": _COLUMN,
        "wide": _WIDE,
        "full": _FULL,
        "margin": _PHONE,
        "small": _PHONE,
        "pair": _PHONE,
        "pairs": _PHONE,
        "row": _PHONE,
        "gallery": _PHONE,
        "look": _WIDE,
        "video": _WIDE,
        "audio": _PHONE,
    }
)
_IMAGE = "image"
_FILE = re.compile(
    r"\.(?:avif|gif|heic|jpe?g|png|svg|tiff?|webp)$|^(?:bild|dscf?|foto|image|img|photo|pxl|screenshot)[ _-]*[0-9_]+$",
    re.IGNORECASE,
)


def read(proof: Proof, report: Report) -> None:
    """Warnings of products' pictures without words, notes of others, and of pictures that are too small."""
    shown: tuple[Story | Product, ...] = (*proof.stories, *proof.products)
    originals = {(one.kind, one.id): one for one in shown if proof.is_original(one)}
    for one in shown:
        _read_words(one, originals.get((one.kind, one.id)), proof, report)
    for story in proof.stories:
        if story.hero and proof.is_original(story):
            _read_width(story.hero.src, "hero", story.hero.at, proof, report)
    for product in proof.products:
        for image in product.images if proof.is_original(product) else ():
            _read_width(image.src, "product", image.at, proof, report)
    for key in (key for key, pictures in proof.graph.pictures.items() if pictures):
        for embed, layout in _placed(proof.graph.prose[key].embeds):
            _read_width(embed.argument, layout, embed.at, proof, report)
            _tell_name(embed.words, embed.at, report)


def _read_words(one: Story | Product, original: Story | Product | None, proof: Proof, report: Report) -> None:
    """An empty text says that a picture is mere decoration, which what is sold never is; it is told of the original."""
    before = {image.src: image.alt for image in _images(original)}
    for image in _images(one):
        at = image.at if proof.is_original(one) else one.at
        if image.alt:
            _tell_name(image.alt, at, report)
        elif proof.is_original(one) or before.get(image.src):
            _tell_silent(one, image, at, report)


def _tell_silent(one: Story | Product, image: Image, at: Location | None, report: Report) -> None:
    if isinstance(one, Product):
        message = f'The picture "{image.src}" of the product {one.id} is silent to those who cannot see it.'
        report.warning("W530", message, 'Say what one sees: alt: "…"', at=at)
    else:
        message = f'The hero "{image.src}" has no words, as if it were mere decoration.'
        report.note("N531", message, 'If it shows something, say what: alt: "…"', at=at)


def _tell_name(alt: str, at: Location | None, report: Report) -> None:
    """A note where the words are those of a camera or a program."""
    if _FILE.search(alt.strip()):
        message = f'"{alt}" is the name of a file, and says nothing to those who cannot see the picture.'
        report.note("N533", message, "Say what one sees.", at=at)


def _images(one: Story | Product | None) -> tuple[Image, ...]:
    if one is None:
        return ()
    return one.images if isinstance(one, Product) else (one.hero,) if one.hero else ()


def _placed(embeds: Iterable[Embed]) -> Iterator[tuple[Embed, str]]:
    """Every picture of a text with its place: its own class, or the layout or name of the innermost block around it."""
    around = {one.index: embed.options.get("layout", embed.block) for embed in embeds for one in embed.inner}
    for embed in embeds:
        if embed.block == _IMAGE:
            own = next((name for name in embed.options.get("class", "").split() if name in PLACES_PX), "")
            yield embed, own or around.get(embed.index, "text")


def _read_width(src: str, layout: str, at: Location | None, proof: Proof, report: Report) -> None:
    """A note of a picture with fewer pixels than its place has; drawings of lines have as many as are wanted."""
    picture, wanted = proof.pictures.get(src), PLACES_PX.get(layout, _COLUMN)
    if picture is None or picture.renditions[0].format == "SVG" or picture.width >= wanted:
        return
    own = {"hero": "a hero", "product": "a product's picture", "text": "a picture in the text"}
    place = own.get(layout, f'a picture in "{layout}"')
    message = f'The picture "{src}" is {picture.width} px wide; {place} wants {wanted} px, or it looks soft.'
    report.note("N532", message, "Export it wider, or show it smaller.", at=at)
