"""The entities of a magazine, frozen, and valid once they exist.

Rules of the room: an entity is one language's edition of a thing; editions share an id (the base file name).
Facts (prices, stock, dates, SKUs) come from the default language's file, words from each language's own.
This room knows nothing of files, YAML, Markdown or pages.
"""

from __future__ import annotations

from generator.model.brand import Brand, Stated
from generator.model.content import Content, EditionKey, Key, Thing
from generator.model.graph import Artifact, Mention, Page, SiteGraph
from generator.model.layered import Layered
from generator.model.prose import SLOT, Embed, Heading, Link, Prose, Reference, slot
from generator.model.site import Language, Organization, Site
from generator.model.things import (
    TERM_KINDS,
    Coupon,
    Entity,
    FreePage,
    Image,
    Manufacturer,
    Option,
    OptionValue,
    Price,
    Product,
    Recorded,
    Story,
    Term,
    TermKind,
    Variant,
    picture_named,
)

__all__ = [
    "SLOT",
    "TERM_KINDS",
    "Artifact",
    "Brand",
    "Content",
    "Coupon",
    "EditionKey",
    "Embed",
    "Entity",
    "FreePage",
    "Heading",
    "Image",
    "Key",
    "Language",
    "Layered",
    "Link",
    "Manufacturer",
    "Mention",
    "Option",
    "OptionValue",
    "Organization",
    "Page",
    "Price",
    "Product",
    "Prose",
    "Recorded",
    "Reference",
    "Site",
    "SiteGraph",
    "Stated",
    "Story",
    "Term",
    "TermKind",
    "Thing",
    "Variant",
    "picture_named",
    "slot",
]
