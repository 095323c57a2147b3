"""The entities of a magazine, frozen, and valid once they exist.

Rules of the room: an entity is one language's edition of a thing; editions share an id (the base file name).
Facts (prices, stock, dates, SKUs) come from the default language's file, words from each language's own.
This room knows nothing of files, YAML, Markdown or pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from functions.catalog import Market, Measure, Withdrawal
    from functions.money import Money
    from generator.diagnostics import Location


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """A language of the site: BCP 47 ``code``, own name, and the site's words in it.

    ``prefix`` is "" for the default language, "/en" for another.
    """

    code: str
    name: str
    prefix: str
    title: str
    tagline: str = ""
    description: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Organization:
    """The brand as imprint, mails and structured data name it. ``address`` is street, postal code and city, country."""

    name: str
    mail: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    telephone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """site.yml, decoded. ``base_url`` has no trailing slash and may have a path; languages: the default first.

    ``payment_means`` says by language what the till takes; ``version`` is the tool's that the site was made for.
    """

    base_url: str
    timezone: ZoneInfo
    theme: str
    languages: tuple[Language, ...]
    markets: tuple[Market, ...]
    organization: Organization
    payment: Literal["sandbox", "stripe"] = "stripe"
    page_size: int = 12
    return_days: int = 14
    extensions: tuple[str, ...] = ()
    payment_means: Mapping[str, str] = field(default_factory=dict)
    version: str = ""

    @property
    def base_path(self) -> str:
        """The path of ``base_url``, "" or such as "/magazine"."""
        path = urlsplit(self.base_url).path
        return path.rstrip("/")

    @property
    def default_language(self) -> str:
        """The code of the language at the root."""
        return self.languages[0].code

    def language(self, code: str) -> Language:
        """The language of that code. Raises KeyError if the site has none."""
        return {language.code: language for language in self.languages}[code]


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A section, tag or author: something stories are listed under. ``kind`` is its folder's name in the singular."""

    kind: Literal["section", "tag", "author"]
    id: str
    language: str
    slug: str
    title: str
    description: str = ""
    image: Image | None = None
    aliases: tuple[str, ...] = ()
    weight: int = 0
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """A story in one language. Dates are aware; ``tags``, ``section`` and ``authors`` are ids of terms."""

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
    """A price in one market from ``start`` until just before ``end``; None is open."""

    market: str
    price: Money
    list_price: Money | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """One sellable thing; ``selected`` pairs option id and value id in the order of the product's options."""

    sku: str
    selected: tuple[tuple[str, str], ...]
    prices: tuple[Price, ...]
    gtin: str = ""
    weight_g: int = 0
    content: Measure | None = None
    fulfilment: Literal["shipped", "digital", "made_to_order"] = "shipped"
    stock: Literal["tracked", "unlimited", "capped"] = "tracked"
    opening_stock: int = 0
    lead_days: int = 0
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

    ``words_language`` is the language that the words really are in: a product has a page in every language,
    and where no translation exists the default's words stand there, marked as such.
    """

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
    draft: bool = False
    aliases: tuple[str, ...] = ()
    weight: int = 0
    params: Mapping[str, str] = field(default_factory=dict)
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A heading of a story: level 2 to 6, its anchor, its plain text."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link in a story's text, as written."""

    href: str
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Embed:
    """A block in a story, as written: its name, argument (what follows on the opening line) and options.

    ``index`` counts from 0 and is the number of its slot. ``near`` is the plain text of the paragraph that the
    block follows (for an inline one: that contains it), so that a product page can quote it. ``words`` are the words of
    an inline link (safe HTML, in which slots of pictures may stand) or a picture's alt text; "" for others.
    ``at`` is the argument's place, ``places`` that of each option's value.
    """

    index: int
    block: str
    argument: str
    options: Mapping[str, str] = field(default_factory=dict)
    inline: bool = False
    words: str = ""
    near: str = ""
    at: Location | None = field(default=None, compare=False)
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """A parsed body: safe HTML in which ``slot(n)`` stands where the view of embed n goes.

    ``text`` is the plain text, for feeds and mails; ``words`` its number of words; ``images`` are the pictures of
    the text, whose ``<img>`` is a slot of the block ``image`` as well.
    """

    html: str
    text: str = ""
    words: int = 0
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    embeds: tuple[Embed, ...] = ()


def slot(index: int) -> str:
    """The mark of an embed's place in `Prose.html`: two private-use characters around its number."""
    return f"\ue000{index}\ue001"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A place that names another entity. ``kind`` is as in `Content`; a product is named by its id or a SKU of it."""

    kind: str
    id: str
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """All that `decode` made of ``content/``, every language's editions, in the order of their files.

    ``prose`` is by (kind, id, language), kind being "story", "product", "page", "section", "tag" or "author".
    ``references`` are those of the front matter, by the (kind, id, language) that names them. ``broken`` are the
    (kind, id) whose file has errors, so that nobody calls them unknown.
    """

    stories: tuple[Story, ...] = ()
    products: tuple[Product, ...] = ()
    pages: tuple[FreePage, ...] = ()
    terms: tuple[Term, ...] = ()
    prose: Mapping[tuple[str, str, str], Prose] = field(default_factory=dict)
    references: Mapping[tuple[str, str, str], tuple[Reference, ...]] = field(default_factory=dict)
    broken: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A story (id) mentions a product (id) in a language; ``quote`` is the plain text of the paragraph."""

    story: str
    product: str
    language: str
    quote: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteGraph:
    """The linked magazine as of ``now``: only what is visible then, references resolved, back-links known.

    Mappings are by (id, language). ``stories`` are ordered by date, newest first; ``products``, ``pages`` and
    ``terms`` by weight (0 last), then title. ``mentions`` are ordered as stories are. A term is by (kind, id, language)
    and exists in every language (words of the default's edition where there is no translation).
    ``hidden`` counts what is left out, by reason: drafts, future, expired.
    """

    site: Site
    now: datetime
    stories: Mapping[tuple[str, str], Story]
    products: Mapping[tuple[str, str], Product]
    pages: Mapping[tuple[str, str], FreePage]
    terms: Mapping[tuple[str, str, str], Term]
    prose: Mapping[tuple[str, str, str], Prose]
    mentions: tuple[Mention, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page to be made. ``url`` is its path with base path and trailing slash; ``template`` a file of the theme.

    ``kind`` is one of: home, story, stories, product, products, section, sections, tag, tags, author, authors, free,
    cart, not_found. ``subject`` is the entity's id ("" for lists); ``number`` counts the pages of a list from 1.
    """

    kind: str
    url: str
    template: str
    language: str
    subject: str = ""
    number: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """A file of the output: ``path`` relative to it, with forward slashes."""

    path: str
    content: bytes
