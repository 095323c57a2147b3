"""What a template may see: frozen shapes, each field documented, nothing behind them.

Rules of the room: no entity of the model reaches a template, so that a theme depends on this list alone.
`themes/README.md` lists the same names, and a test compares the two. Money and dates stay values: the filters
``money``, ``date`` and ``number`` write them in the page's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from markupsafe import Markup

    from functions.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkView:
    """A link: ``language`` is that of the target, ``current`` whether it is this page or contains it."""

    title: str
    url: str
    language: str
    current: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageView:
    """A picture. ``src`` is the fallback; ``srcset`` and ``avif`` are srcset strings, "" for SVG.

    ``width`` and ``height`` in px are those of the largest file, orientation applied.
    """

    src: str
    width: int
    height: int
    alt: str
    srcset: str = ""
    avif: str = ""
    credit: str = ""
    caption: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MediumView:
    """A film or sound: its address, its type such as "video/mp4", size in bytes, length in ``seconds`` (0: unknown)."""

    url: str
    type: str
    size: int
    seconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteView:
    """The magazine in the page's language. URLs begin with the base path.

    ``sections`` is the main navigation; ``menu`` free pages of the menu "main"; ``footer`` those of "footer", legal
    ones included. ``till_url`` and ``buy_url`` have no trailing slash, and are absolute for a till elsewhere.
    ``legal`` has the URL of each legal page by role. ``vat`` is whether prices contain VAT (False: small business, § 19
    UStG). ``languages`` link this page in each language, or its home. ``podcast_url`` is "" where no story is to be
    heard. ``preview``: a trial, and each page says so. ``params`` are free words of site.yml.
    """

    title: str
    tagline: str
    description: str
    language: str
    base_url: str
    base_path: str
    home_url: str
    stories_url: str
    products_url: str
    cart_url: str
    till_url: str
    buy_url: str
    feed_url: str
    json_feed_url: str
    podcast_url: str
    sections: tuple[LinkView, ...]
    menu: tuple[LinkView, ...]
    footer: tuple[LinkView, ...]
    legal: Mapping[str, str]
    languages: tuple[LinkView, ...]
    vat: bool
    countries: tuple[str, ...]
    organization: str
    preview: bool
    params: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageView:
    """The head of a page.

    ``title`` is for the ``<title>`` element, without the site's; ``canonical`` and ``alternates`` absolute.
    ``json_ld`` are script bodies, one JSON document each, safe to stand in a script element. ``open_graph`` are pairs
    of property and content. ``number`` and ``pages`` count a list's pages; ``previous`` and ``next`` are URLs or "".
    ``blocks`` are the names of the blocks in its text, each once, so that their styles and scripts can be loaded.
    """

    kind: str
    url: str
    title: str
    description: str
    language: str
    canonical: str
    alternates: tuple[tuple[str, str], ...] = ()
    breadcrumbs: tuple[LinkView, ...] = ()
    json_ld: tuple[Markup, ...] = ()
    open_graph: tuple[tuple[str, str], ...] = ()
    number: int = 1
    pages: int = 1
    previous: str = ""
    next: str = ""
    noindex: bool = False
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TeaserView:
    """A story as a list shows it; ``language`` is the story's own, which may differ from the page's."""

    id: str
    title: str
    description: str
    url: str
    language: str
    date: datetime
    minutes: int
    section: LinkView | None = None
    authors: tuple[LinkView, ...] = ()
    image: ImageView | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VariantView:
    """One sellable variant. ``label`` names its choice ("M, Moos"), "" where there is nothing to choose.

    ``base_price`` with ``base_unit`` ("kg", "l", "m", "m²") is the price per unit (§ 4 PAngV), None where none is due.
    ``list_price`` only if above ``price``. ``lowest`` is the lowest price of the 30 days before an offer began
    (§ 11 PAngV), None where the price is not reduced; ``until`` is the last moment of an offer. ``availability`` is
    "in_stock", "sold_out" (as of the build), "made_to_order", "pre_order" or "discontinued". ``days`` are working days
    until delivery in the market's first country, at least and at most; of a "pre_order" they count from
    ``available_from``, the day before which it is not sent, None otherwise. ``content`` is the net amount ("250 g"), or
    "".
    """

    sku: str
    label: str
    options: tuple[tuple[str, str], ...]
    price: Money
    list_price: Money | None
    base_price: Money | None
    base_unit: str
    content: str
    availability: str
    days: tuple[int, int]
    available_from: date | None = None
    maximum: int = 99
    lowest: Money | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CardView:
    """A product as a note, card, row or in the list "In this story". ``source`` is what the cart line remembers.

    ``source`` is "story-id#block", such as "rannoch#2", or "product#id" on its own page. ``key`` is unique on the page,
    for ids of form fields. ``variants`` has one at least; the first that can be bought is ``chosen`` (its SKU).
    ``option_title`` names the choice ("Größe", or "Größe, Farbe"). ``successor`` follows a product that is no longer
    made; ``replaces`` is that product, where the card stands for it; ``section`` is where there is more of the kind.
    """

    id: str
    key: str
    title: str
    description: str
    url: str
    language: str
    image: ImageView | None
    variants: tuple[VariantView, ...]
    chosen: str
    option_title: str
    source: str
    section: LinkView | None = None
    successor: LinkView | None = None
    replaces: LinkView | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteView:
    """A paragraph of a story that speaks of a product."""

    story: TeaserView
    quote: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadingView:
    """A heading of the body: level 2 to 6."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryView:
    """A story in full; ``body`` has its blocks rendered. ``products`` are all it mentions, in order, each once."""

    id: str
    title: str
    description: str
    url: str
    language: str
    section: LinkView | None
    authors: tuple[LinkView, ...]
    tags: tuple[LinkView, ...]
    date: datetime
    lastmod: datetime
    minutes: int
    hero: ImageView | None
    body: Markup
    headings: tuple[HeadingView, ...]
    products: tuple[CardView, ...]
    related: tuple[TeaserView, ...]
    qr: Markup
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ManufacturerView:
    """Who made it: several lines in ``address``; ``eu_responsible`` may be ""."""

    name: str
    address: str
    contact: str
    eu_responsible: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductView:
    """A product in full.

    ``card`` carries what is needed to buy it; ``withdrawal`` says why it cannot be returned, or "". ``successor`` is
    the card of what follows it, where it is no longer made.
    """

    id: str
    title: str
    brand: str
    description: str
    url: str
    language: str
    card: CardView
    images: tuple[ImageView, ...]
    body: Markup
    facts: tuple[tuple[str, str], ...]
    material: str
    ingredients: str
    allergens: str
    safety: tuple[str, ...]
    manufacturer: ManufacturerView
    withdrawal: str
    quotes: tuple[QuoteView, ...]
    tags: tuple[LinkView, ...]
    others: tuple[CardView, ...] = ()
    successor: CardView | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingView:
    """A list: home, archive, section, tag, author, shop.

    ``terms`` are the entries of an overview (sections, tags, authors). ``lead`` is the cover story of the home page
    (None elsewhere) and not among ``stories``.
    """

    title: str
    description: str
    body: Markup
    stories: tuple[TeaserView, ...] = ()
    products: tuple[CardView, ...] = ()
    terms: tuple[LinkView, ...] = ()
    lead: TeaserView | None = None
    image: ImageView | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FreePageView:
    """A page of its own, such as the imprint."""

    title: str
    description: str
    url: str
    language: str
    body: Markup
    role: str
    lastmod: datetime | None
    headings: tuple[HeadingView, ...] = ()
