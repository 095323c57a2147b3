"""What every view is made from: the graph, its pages, and the rooms that views may call but not import.

Rules of the room: pictures, blocks and words come in through protocols and values, so that a view is a pure
function and a test can give it a handful of lines. Back-links are sorted out once here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from functions.catalog import Market
    from functions.wording import Wording
    from generator.model import Embed, Image, Mention, Prose, Reference, SiteGraph
    from generator.routes import Routes
    from generator.views.embeds import Embeds
    from generator.views.facts import Facets, Read
    from generator.views.shapes import ImageView, MediumView

#: The words of the theme's translations that views need (breadcrumbs, titles of lists, amounts).
WORDS = (
    "nav.home",
    "nav.stories",
    "nav.products",
    "nav.sections",
    "nav.tags",
    "nav.authors",
    "cart.title",
    "not_found.title",
    "list.page",  # {number}
    "unit.piece",  # {count}, plural
    "product.material",
    "product.ingredients",
    "product.allergens",
    "duration.hours",  # {number}
    "duration.minutes",  # {number}
)


class ImagesProtocol(Protocol):
    """What views ask of the room `images`."""

    def view(self, image: Image) -> ImageView:
        """The picture with its files and size; ``src`` and ``srcset`` begin with the base path."""
        ...


class MediaProtocol(Protocol):
    """What views ask of the room `media`."""

    def is_sound(self, src: str) -> bool:
        """Whether the file is to be heard and not seen."""
        ...

    def view(self, src: str) -> MediumView | None:
        """The film or sound; None if its file cannot be used, which was told."""
        ...


class Fill(Protocol):
    """What views ask of the room `blocks`."""

    def __call__(self, prose: Prose, embeds: Embeds, /) -> Markup:
        """The HTML of a body, each slot filled by its block; ``embeds`` is what a block's view asks for.

        A block's template sees the block's variables, ``site`` (`Embeds.site`) and the words of `Embeds.language`.
        """
        ...


class BlocksProtocol(Protocol):
    """What else views ask of the room `blocks`."""

    def references(self, embed: Embed, /) -> tuple[Reference, ...]:
        """What an embed names."""
        ...

    def view(self, embed: Embed, embeds: Embeds, /) -> Mapping[str, object] | None:
        """What an embed's template sees; None if there is nothing to show."""
        ...

    def structured(self, embed: Embed, embeds: Embeds, /) -> Mapping[str, object]:
        """What search engines read of an embed: a JSON-LD object with its ``@type``, or an empty one."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewContext:
    """All that view functions see. ``wording`` is by language code.

    ``share`` is the picture of pages that have none, ``logo`` the path of the brand's mark (each may be absent:
    None, ""). ``by_story`` and ``by_product`` are the graph's mentions by (id, language),
    ``by_sku`` the ids of products by SKU: see `view_context`. ``facets`` are shared by all pages (None: each view makes
    its own), and ``read`` is what was read through this context; see `views.facts`.
    """

    graph: SiteGraph
    routes: Routes
    images: ImagesProtocol
    media: MediaProtocol
    fill: Fill
    blocks: BlocksProtocol
    wording: Mapping[str, Wording]
    share: ImageView | None = None
    logo: str = ""
    by_story: Mapping[tuple[str, str], tuple[Mention, ...]] = field(default_factory=dict)
    by_product: Mapping[tuple[str, str], tuple[Mention, ...]] = field(default_factory=dict)
    by_sku: Mapping[str, str] = field(default_factory=dict)
    facets: Facets | None = None
    read: Read = field(default_factory=set)

    def product_of(self, reference: str) -> str | None:
        """The id of the product with that id or with a variant of that SKU; None if none is visible."""
        known = (reference, self.graph.site.default_language) in self.graph.products
        return reference if known else self.by_sku.get(reference)

    @property
    def market(self) -> Market:
        """The market whose prices pages show: the site's first."""
        return self.graph.site.markets[0]

    def t(self, language: str, key: str, **values: object) -> str:
        """A word of the theme in that language."""
        return self.wording[language].t(key, **values)


def view_context(  # noqa: PLR0913 (the one place that puts the rooms together: each argument is a room)
    *,
    graph: SiteGraph,
    routes: Routes,
    images: ImagesProtocol,
    media: MediaProtocol,
    fill: Fill,
    blocks: BlocksProtocol,
    wording: Mapping[str, Wording],
    share: ImageView | None = None,
    logo: str = "",
) -> ViewContext:
    """The context of a build, its back-links in order."""
    by_story: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    by_product: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in graph.mentions:
        by_story[mention.story, mention.language].append(mention)
        by_product[mention.product, mention.language].append(mention)
    return ViewContext(
        graph=graph,
        routes=routes,
        images=images,
        media=media,
        fill=fill,
        blocks=blocks,
        wording=wording,
        share=share,
        logo=logo,
        by_story={key: tuple(found) for key, found in by_story.items()},
        by_product={key: tuple(found) for key, found in by_product.items()},
        by_sku={variant.sku: product.id for product in graph.products.values() for variant in product.variants},
    )
