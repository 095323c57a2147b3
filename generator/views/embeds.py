"""What a body's blocks may ask of the page they stand on: the blocks' context, answered by the views.

Rules of the room: one `Embeds` per body; a block gets views and URLs from it and knows neither graph nor routes.
Blocks count from 1 in a cart line's source, since editors count so; 0 is the list at a story's foot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.graph import standing
from generator.routes import absolute
from generator.views.card import standing_card, teaser
from generator.views.shapes import LinkView

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from generator.model import Embed, Image, Page
    from generator.views.context import ViewContext
    from generator.views.shapes import CardView, ImageView, MediumView, SiteView, TeaserView


def _unfilled(_fragment: str) -> Markup:
    message = "blocks are rendered on a page"
    raise RuntimeError(message)


@dataclass(frozen=True, kw_only=True, slots=True)
class Embeds:
    """The page as seen by a block. ``story`` is the story's id, or "" where the body is not a story's.

    ``site`` is for the templates of blocks: a card's form needs the till's address. ``html`` renders a part of the body
    with the blocks in it; whoever fills the body gives it.
    """

    context: ViewContext
    language: str
    site: SiteView
    story: str = ""
    html: Callable[[str], Markup] = _unfilled

    def card(self, reference: str, embed: Embed) -> CardView | None:
        """The card of a product by its id, or by a variant's SKU, which is then chosen; None if not visible.

        Of what is no longer made it is the card of what follows it; see `CardView.replaces`.
        """
        product = self.context.product_of(reference)
        if product is None:
            return None
        number = embed.index + 1
        source = f"{self.story}#{number}" if self.story else ""
        found = standing_card(self.context, product, self.language, key=str(number), source=source)
        if found.id == reference:
            return found
        own = replace(found, key=f"{found.key}-{reference}")  # a row may show two of one product
        return own if found.replaces else replace(own, chosen=reference)

    def products(self, *, section: str = "", tag: str = "") -> tuple[str, ...]:
        """Ids of the visible products of a section, a tag or both, in the order of the shop's lists."""
        lists = self.context.routes.lists
        found = (
            lists.products(kind, term, self.language) for kind, term in (("section", section), ("tag", tag)) if term
        )
        return tuple(dict.fromkeys(product for products in found for product in products))

    def facts(self, reference: str) -> tuple[tuple[str, str], ...]:
        """What a product's page says of it as facts, by its id or a SKU; none if it is not visible now.

        Pairs of name and value: material, ingredients and allergens, where it has them, before its own facts.
        """
        name = self.context.product_of(reference)
        if name is None:
            return ()
        products = self.context.graph.products
        product = products[standing(products, name, self.language), self.language]  # whose card stands there, too
        words = {key: getattr(product, key) for key in ("material", "ingredients", "allergens")}
        named = ((self.t(f"product.{key}"), value) for key, value in words.items() if value)
        return (*named, *product.facts)

    def teaser(self, story: str) -> TeaserView | None:
        """The teaser of a story, of the original where this language has no edition; None if it is not visible now."""
        codes = (self.language, *self.context.routes.lists.languages)
        found = (code for code in codes if self.context.routes.page("story", story, code))
        edition = next(found, None)
        return teaser(self.context, (story, edition), self.language) if edition else None

    def t(self, key: str, **values: object) -> str:
        """A word of the theme."""
        return self.context.t(self.language, key, **values)

    def absolute(self, url: str) -> str:
        """The address with scheme and domain, of one that a view has."""
        return absolute(self.context.graph.site, url)

    def image(self, image: Image) -> ImageView | None:
        """The picture in its sizes, or None if there is no such file."""
        view = self.context.images.view(image)
        return view if view.src else None

    def medium(self, src: str) -> MediumView | None:
        """The film or sound, or None if there is no such file."""
        return self.context.media.view(src)

    def link(self, kind: str, subject: str) -> LinkView | None:
        """Title and URL of a product (by id or SKU), story, page, section or tag; None if it is not visible now.

        Where this language has no edition, the link leads to the original.
        """
        wanted = self.context.product_of(subject) if kind == "product" else subject
        codes = (self.language, *self.context.routes.lists.languages)
        found = (self.context.routes.page("free" if kind == "page" else kind, wanted or "", code) for code in codes)
        page = next((page for page in found if page is not None), None)
        return LinkView(title=self._title(page), url=page.url, language=page.language) if page else None

    def _title(self, page: Page) -> str:
        graph, key = self.context.graph, (page.subject, page.language)
        if page.kind == "story":
            return graph.stories[key].title
        if page.kind == "product":
            return graph.products[key].title
        return graph.pages[key].title if page.kind == "free" else graph.terms[page.kind, *key].title
