"""The things of a magazine: stories, products, free pages and terms, and what they consist of."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias, get_args

from functions.catalog import MAXIMUM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from functions import catalog
    from functions.catalog import Fulfilment, Measure, Withdrawal
    from functions.money import Money
    from generator.diagnostics import Location
    from generator.model.prose import Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """A picture of the site: ``src`` is its path below ``content/``; ``alt`` may be empty for decoration.

    Whether the file exists and what size it has is the business of the room `images`.
    """

    src: str
    alt: str
    credit: str = ""
    caption: str = ""
    at: Location | None = field(default=None, compare=False)


def picture_named(written: str, file: str) -> str:
    """The path below ``content/`` of a picture that a content file names.

    A path that begins with ./ or ../ begins beside the file, and so does any in the file of a bundle, ``index.md``, but
    one into ``images/`` or ``media/``. All others begin in ``content/``, whether / stands before them or not.
    """
    if written.startswith("/"):
        return written if written.startswith("//") else written.lstrip("/")
    folders, name = file.split("/")[1:-1], file.rpartition("/")[2]
    bundled = len(folders) > 1 and name.partition(".")[0] == "index"
    if written.startswith(("./", "../")) or (bundled and not written.startswith(("images/", "media/"))):
        found = posixpath.normpath(posixpath.join(*folders, written))
        return written if found.startswith("../") else found
    return written


TermKind: TypeAlias = Literal["section", "tag", "author"]
TERM_KINDS: tuple[TermKind, ...] = get_args(TermKind)
"""The kinds of what stories are listed under."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A section, tag or author: something stories are listed under. ``kind`` is its folder's name in the singular.

    The stories of a section that stands ``apart`` are in no other list: not on the cover, in no feed, at no product.
    """

    kind: TermKind
    id: str
    language: str
    slug: str
    title: str
    description: str = ""
    image: Image | None = None
    aliases: tuple[str, ...] = ()
    weight: int = 0
    apart: bool = False
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """A story in one language. Dates are aware; ``tags``, ``section`` and ``authors`` are ids of terms."""

    kind: ClassVar[Literal["story"]] = "story"
    id: str
    language: str
    slug: str
    title: str
    description: str
    section: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    date: datetime
    lastmod: datetime
    publish_date: datetime | None = None
    expiry_date: datetime | None = None
    draft: bool = False
    hero: Image | None = None
    aliases: tuple[str, ...] = ()
    weight: int = 0
    params: Mapping[str, str] = field(default_factory=dict)
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class FreePage:
    """A page at the root, such as the imprint. ``menu`` is "", "main" or "footer"; ``role`` names a legal page.

    ``role`` is "", "imprint", "privacy", "shipping", "terms", "withdrawal" or "accessibility".
    """

    kind: ClassVar[Literal["page"]] = "page"
    id: str
    language: str
    slug: str
    title: str
    description: str = ""
    menu: str = ""
    role: str = ""
    lastmod: datetime | None = None
    draft: bool = False
    aliases: tuple[str, ...] = ()
    weight: int = 0
    params: Mapping[str, str] = field(default_factory=dict)
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionValue:
    """One value of an option: a stable id in the default language's words, and its title in this language."""

    id: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """What a shopper chooses, such as a size."""

    id: str
    title: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """A price in one market from ``start`` until just before ``end``; None is open.

    What has a start is an offer; it holds in the place of the price that is open.
    """

    market: str
    price: Money
    list_price: Money | None = None
    start: datetime | None = None
    end: datetime | None = None
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What a variant cost in a market from ``since`` on, as the price history has it; None: it was not for sale."""

    sku: str
    market: str
    price: Money | None
    since: datetime
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """One sellable thing; ``selected`` pairs option id and value id in the order of the product's options.

    ``available_from`` is the first moment of the day before which it cannot be handed over; ``maximum`` is how many one
    order may have.
    """

    sku: str
    selected: tuple[tuple[str, str], ...]
    prices: tuple[Price, ...]
    gtin: str = ""
    weight_g: int = 0
    content: Measure | None = None
    fulfilment: Fulfilment = "shipped"
    stock: Literal["tracked", "unlimited", "capped"] = "tracked"
    opening_stock: int = 0
    lead_days: int = 0
    available_from: datetime | None = None
    maximum: int = MAXIMUM
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Coupon:
    """A code that customers get, and what it takes off. ``products`` are those of the rules, each with its place."""

    code: str
    rules: catalog.Coupon
    products: tuple[Reference, ...] = ()
    end: datetime | None = None
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Manufacturer:
    """Who made it (GPSR Art. 19): postal and electronic address; the responsible person if outside the EU."""

    name: str
    address: str
    contact: str
    eu_responsible: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """A product in one language, with one variant at least. ``facts`` are free pairs of label and text.

    What is ``discontinued`` keeps its page and sells nothing; ``successor`` is the id of what follows it, or "". With
    ``no_discount`` no coupon lowers its price.

    ``words_language`` is the language that the words really are in: a product has a page in every language,
    and where no translation exists the default's words stand there, marked as such.
    """

    kind: ClassVar[Literal["product"]] = "product"
    id: str
    language: str
    words_language: str
    slug: str
    title: str
    description: str
    images: tuple[Image, ...]
    options: tuple[Option, ...]
    variants: tuple[Variant, ...]
    tax_class: str
    manufacturer: Manufacturer
    brand: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    material: str = ""
    ingredients: str = ""
    allergens: str = ""
    safety: tuple[str, ...] = ()
    withdrawal: Withdrawal | None = None
    discontinued: bool = False
    no_discount: bool = False
    successor: str = ""
    draft: bool = False
    aliases: tuple[str, ...] = ()
    weight: int = 0
    params: Mapping[str, str] = field(default_factory=dict)
    at: Location | None = field(default=None, compare=False)


Entity: TypeAlias = Story | Product | FreePage | Term
"""A thing that has files of its own; its ``kind`` is "story", "product", "page", "section", "tag" or "author"."""
