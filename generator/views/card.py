"""Products as cards, stories as teasers, terms as links: what stands in lists and beside paragraphs.

Rules of the room: a card carries all that is needed to buy without leaving the page, and where it stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.graph import standing
from generator.views.facts import facet
from generator.views.gist import gist
from generator.views.offer import CAN_BE_BOUGHT, variant_view
from generator.views.shapes import CardView, LinkView, TeaserView

if TYPE_CHECKING:
    from generator.model import Image, Product
    from generator.views.context import ViewContext
    from generator.views.shapes import ImageView


def card(context: ViewContext, product_id: str, language: str, *, key: str, source: str = "") -> CardView:
    """A product as a card in a page of ``language``. ``key`` is unique on the page; ``source`` as in `CardView`."""
    bare = bare_card(context, product_id, language)
    return replace(bare, key=f"{bare.id}-{key}", source=source or bare.source)


def standing_card(context: ViewContext, product_id: str, language: str, *, key: str, source: str = "") -> CardView:
    """The card that stands where a story names a product: of what follows it, where it is no longer made."""
    stands = standing(context.graph.products, product_id, language)
    found = card(context, stands, language, key=key, source=source)
    return found if stands == product_id else replace(found, replaces=product_link(context, product_id, language))


@facet
def bare_card(context: ViewContext, product_id: str, language: str) -> CardView:
    """The card of a product, wherever it stands."""
    product = context.graph.products[product_id, language]
    variants = tuple(variant_view(context, product, variant, language) for variant in product.variants)
    bought = (variant.sku for variant in variants if variant.availability in CAN_BE_BOUGHT)
    return CardView(
        id=product.id,
        key="",
        title=product.title,
        description=product.description,
        url=context.routes.url("product", product.id, language),
        language=product.words_language,
        image=picture(context, product.images[0] if product.images else None),
        variants=variants,
        chosen=next(bought, variants[0].sku),
        option_title=", ".join(option.title for option in product.options),
        source=f"product#{product.id}",
        section=term_link(context, "section", product.section, language),
        successor=successor(context, product, language),
    )


def successor(context: ViewContext, product: Product, language: str) -> LinkView | None:
    """The page of what follows a product that is no longer made; None if nothing does that can be seen."""
    stands = standing(context.graph.products, product.id, language)
    return None if stands == product.id else product_link(context, stands, language)


def product_link(context: ViewContext, product_id: str, language: str) -> LinkView:
    """The link to a product's page; its title may be in the original's words."""
    product = context.graph.products[product_id, language]
    url = context.routes.url("product", product_id, language)
    return LinkView(title=product.title, url=url, language=product.words_language)


def teaser(context: ViewContext, edition: tuple[str, str], language: str) -> TeaserView:
    """A story's edition (id, language) as a list of a page in ``language`` shows it."""
    return teaser_of(context, *edition, language)


@facet
def teaser_of(context: ViewContext, story_id: str, code: str, language: str) -> TeaserView:
    """The teaser of the story in language ``code`` on a page in ``language``."""
    edition = (story_id, code)
    story = context.graph.stories[edition]
    return TeaserView(
        id=story.id,
        title=story.title,
        description=story.description,
        url=context.routes.url("story", *edition),
        language=story.language,
        date=story.date,
        minutes=gist(context, *edition).minutes,
        section=term_link(context, "section", story.section, language),
        authors=term_links(context, "author", story.authors, language),
        image=picture(context, story.hero),
    )


def term_link(context: ViewContext, kind: str, term: str, language: str) -> LinkView | None:
    """The link to a term's page; None if it has none."""
    page = context.routes.page(kind, term, language)
    if page is None:
        return None
    return LinkView(title=context.graph.terms[kind, term, language].title, url=page.url, language=language)


def term_links(context: ViewContext, kind: str, terms: tuple[str, ...], language: str) -> tuple[LinkView, ...]:
    """The links to those terms that have a page."""
    links = (term_link(context, kind, term, language) for term in terms)
    return tuple(link for link in links if link is not None)


def picture(context: ViewContext, image: Image | None) -> ImageView | None:
    """The view of a picture; None for None, and for one that is not there where that is let pass."""
    view = None if image is None else context.images.view(image)
    return view if view and view.src else None
