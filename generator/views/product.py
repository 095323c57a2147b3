"""A product in full: what it is, who made it, and the stories that speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.graph import standing
from generator.views.body import body_of
from generator.views.card import card, picture, teaser, term_links
from generator.views.facts import facet
from generator.views.gist import gist
from generator.views.offer import words
from generator.views.shapes import ManufacturerView, ProductView, QuoteView

if TYPE_CHECKING:
    from generator.model import Page, Product
    from generator.views.context import ViewContext
    from generator.views.shapes import CardView, SiteView

#: How many other products stand at a product's foot.
_OTHERS = 3


def product_view(context: ViewContext, page: Page, site: SiteView) -> ProductView:
    """The product of ``page``; its words may be the original's, as `ProductView.language` says."""
    product = context.graph.products[page.subject, page.language]
    maker = product.manufacturer
    pictures = (picture(context, image) for image in product.images)
    return ProductView(
        id=product.id,
        title=product.title,
        brand=product.brand,
        description=product.description,
        url=page.url,
        language=product.words_language,
        card=card(context, product.id, page.language, key="main"),
        images=tuple(view for view in pictures if view is not None),
        body=context.fill(*body_of(context, page, site)),
        facts=product.facts,
        material=product.material,
        ingredients=product.ingredients,
        allergens=product.allergens,
        safety=product.safety,
        manufacturer=ManufacturerView(
            name=maker.name, address=maker.address, contact=maker.contact, eu_responsible=maker.eu_responsible
        ),
        withdrawal=words(product.withdrawal.reason, page.language) if product.withdrawal else "",
        quotes=quotes(context, product.id, page.language),
        tags=term_links(context, "tag", product.tags, page.language),
        others=_others(context, product),
        successor=_successor(context, product),
    )


def quotes(context: ViewContext, product: str, language: str) -> tuple[QuoteView, ...]:
    """Each story that mentions the product, once, newest first, with the paragraph that speaks of it.

    A story without an edition in ``language`` is quoted in its original.
    """
    return tuple(
        QuoteView(story=teaser(context, edition, language), quote=gist(context, *edition).quotes.get(product, ""))
        for edition in speaking_of(context, product, language)
    )


@facet
def speaking_of(context: ViewContext, product: str, language: str) -> tuple[tuple[str, str], ...]:
    """The editions (id, language) of the stories that mention the product, the newest first."""
    listed = context.routes.lists.positions[language]
    editions = {
        (mention.story, code)
        for code in context.routes.lists.languages
        for mention in context.by_product.get((product, code), ())
        if (mention.story, code) in listed
    }
    return tuple(sorted(editions, key=listed.__getitem__))


def _successor(context: ViewContext, product: Product) -> CardView | None:
    stands = standing(context.graph.products, product.id, product.language)
    return None if stands == product.id else card(context, stands, product.language, key="successor")


def _others(context: ViewContext, product: Product) -> tuple[CardView, ...]:
    """Products of the same tags, then of the same section, in the shop's order."""
    lists, code = context.routes.lists, product.language
    tagged = (other for tag in product.tags for other in lists.products("tag", tag, code))
    near = dict.fromkeys((*tagged, *lists.products("section", product.section, code)))
    near.pop(product.id, None)
    return tuple(card(context, other, code, key="other") for other in list(near)[:_OTHERS])
