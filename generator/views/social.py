"""Open Graph: what a shared link looks like elsewhere (https://ogp.me)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.core import get_global

from generator.model import Product, Story
from generator.routes import absolute
from generator.views.card import card, picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.model import Page
    from generator.views.context import ViewContext
    from generator.views.shapes import ImageView
    from generator.views.structured import Described

    Pair = tuple[str, str]

#: Our words for what can be had, in those of the product vocabulary.
_AVAILABILITY = {"in_stock": "in stock", "made_to_order": "available for order", "pre_order": "preorder"}


def open_graph(
    context: ViewContext, page: Page, title: str, description: str, image: ImageView | None, content: Described
) -> tuple[Pair, ...]:
    """Pairs of property and content for the ``meta`` elements of a page, in the order in which they stand."""
    kinds = {Story: "article", Product: "product"}
    language = context.graph.site.language(page.language)
    pairs = [
        ("og:type", kinds.get(type(content), "website")),
        ("og:title", title),
        ("og:description", description),
        ("og:url", absolute(context.graph.site, page.url)),
        ("og:site_name", language.title),
        ("og:locale", locale(page.language)),
    ]
    others = (edition.language for edition in context.routes.editions(page) if edition.language != page.language)
    pairs += [("og:locale:alternate", locale(code)) for code in others]
    pairs += _image(context, _pictures(context, image, content))
    if isinstance(content, Story):
        pairs += _article(context, content)
    if isinstance(content, Product):
        pairs += _offer(context, content)
    return tuple((name, text) for name, text in pairs if text)


def locale(code: str) -> str:
    """A language with its likeliest country, as ``de_DE``; English is British here, as in `functions.wording`."""
    if code == "en":
        return "en_GB"
    name = code.replace("-", "_")
    likely: str = get_global("likely_subtags").get(name, name)
    parts = likely.split("_")
    return f"{parts[0]}_{parts[-1]}" if len(parts) > 1 else code


def _pictures(context: ViewContext, image: ImageView | None, content: Described) -> Iterator[ImageView | None]:
    """What the page could be shared with, the best first."""
    yield image
    if isinstance(content, Product):
        yield from (picture(context, other) for other in content.images)
    yield context.share


def _image(context: ViewContext, pictures: Iterable[ImageView | None]) -> Iterator[Pair]:
    # No service that shows shared links draws SVG.
    fit = next((picture for picture in pictures if picture and picture.src and not picture.src.endswith(".svg")), None)
    if fit is None:
        return
    yield "og:image", absolute(context.graph.site, fit.src)
    yield "og:image:alt", fit.alt


def _article(context: ViewContext, story: Story) -> Iterator[Pair]:
    terms, code = context.graph.terms, story.language
    yield "article:published_time", story.date.isoformat()
    yield "article:modified_time", story.lastmod.isoformat()
    if ("section", story.section, code) in terms:
        yield "article:section", terms["section", story.section, code].title
    for tag in story.tags:
        if ("tag", tag, code) in terms:
            yield "article:tag", terms["tag", tag, code].title


def _offer(context: ViewContext, product: Product) -> Iterator[Pair]:
    shown = card(context, product.id, product.language, key="share")
    variant = next(variant for variant in shown.variants if variant.sku == shown.chosen)
    yield "product:price:amount", str(variant.price.amount)
    yield "product:price:currency", variant.price.currency
    yield "product:availability", _AVAILABILITY.get(variant.availability, "out of stock")
    yield "product:brand", product.brand
    yield "product:condition", "new"
