"""JSON-LD: what search engines read of a page, in the vocabulary of https://schema.org.

Rules of the room: one document per script body, safe to stand in a script element; every URL is absolute; the
same variants that a card shows are described, with the same prices. Where VAT is not shown, no word of it is here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.model import Product, Story
from generator.routes import absolute
from generator.views.card import picture
from generator.views.structured_product import product_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.model import Page, Prose
    from generator.views.context import ViewContext
    from generator.views.embeds import Embeds
    from generator.views.shapes import LinkView

    Described = Story | Product | None
    """What a page shows in full and search engines should know."""

    Json = str | int | float | bool | list["Json"] | dict[str, "Json"]

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

#: What must not stand in a script element as it is, and its JSON escape.
_ESCAPES = str.maketrans({letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})


def json_ld(context: ViewContext, page: Page, crumbs: tuple[LinkView, ...], content: Described) -> tuple[Markup, ...]:
    """The script bodies of a page."""
    return tuple(script(document) for document in _documents(context, page, crumbs, content))


def of_blocks(context: ViewContext, bodies: Iterable[tuple[Prose, Embeds]]) -> tuple[Markup, ...]:
    """What the blocks of a page have to say; the questions of several lists of questions are one document's."""
    said = [context.blocks.structured(embed, embeds) for prose, embeds in bodies for embed in prose.embeds]
    asked = [question for document in said if document.get("@type") == "FAQPage" for question in _questions(document)]
    others = [document for document in said if document and document.get("@type") != "FAQPage"]
    merged: list[Mapping[str, object]] = [{"@type": "FAQPage", "mainEntity": asked}] if asked else []
    return tuple(script(document) for document in (*others, *merged))


def _questions(document: Mapping[str, object]) -> list[object]:
    questions = document.get("mainEntity")
    return list(questions) if isinstance(questions, list | tuple) else []


def script(document: Mapping[str, object]) -> Markup:
    """A document as a script body: no ``</script`` and no comment can end or open it."""
    text = _written({"@context": "https://schema.org", **document})
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - what has a meaning in HTML is escaped in the line above


def _documents(
    context: ViewContext, page: Page, crumbs: tuple[LinkView, ...], content: Described
) -> Iterator[dict[str, Json]]:
    if isinstance(content, Story):
        yield article(context, content, page)
    if isinstance(content, Product):
        yield product_document(context, content)
    if page.kind == "home":
        yield organization(context)
        yield website(context, page.language)
    if len(crumbs) > 1:
        yield breadcrumb_list(context, crumbs)


def article(context: ViewContext, story: Story, page: Page) -> dict[str, Json]:
    """A story; its authors are desks of the magazine, so organizations within the brand."""
    site, url = context.graph.site, absolute(context.graph.site, page.url)
    hero = picture(context, story.hero) or context.share
    described: dict[str, Json] = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": story.title,
        "description": story.description,
        "inLanguage": story.language,
        "datePublished": story.date.isoformat(),
        "dateModified": story.lastmod.isoformat(),
        "author": _authors(context, story),
        "publisher": organization(context),
        "mainEntityOfPage": url,
        "wordCount": context.graph.prose["story", story.id, story.language].words,
    }
    if hero and hero.src:
        described["image"] = [absolute(site, hero.src)]
    mentions = _mentions(context, story)
    if mentions:
        described["mentions"] = mentions
    return described


def organization(context: ViewContext) -> dict[str, Json]:
    """The brand."""
    site, brand = context.graph.site, context.graph.site.organization
    described: dict[str, Json] = {
        "@type": "Organization",
        "@id": f"{site.base_url}/#organization",
        "name": brand.name,
        "url": f"{site.base_url}/",
    }
    if context.logo:
        described["logo"] = absolute(site, context.logo)
    address: dict[str, Json] = {
        "streetAddress": brand.street,
        "postalCode": brand.postal_code,
        "addressLocality": brand.city,
        "addressCountry": brand.country,
    }
    stated: dict[str, Json] = {name: text for name, text in address.items() if text}
    if stated:
        described["address"] = {"@type": "PostalAddress", **stated}
    described |= {name: text for name, text in (("email", brand.mail), ("telephone", brand.telephone)) if text}
    return described


def website(context: ViewContext, language: str) -> dict[str, Json]:
    """The magazine itself."""
    site, words = context.graph.site, context.graph.site.language(language)
    described: dict[str, Json] = {
        "@type": "WebSite",
        "@id": f"{site.base_url}/#website",
        "name": words.title,
        "url": absolute(site, context.routes.url("home", "", language)),
        "inLanguage": language,
        "publisher": {"@id": f"{site.base_url}/#organization"},
    }
    if words.description:
        described["description"] = words.description
    return described


def breadcrumb_list(context: ViewContext, crumbs: tuple[LinkView, ...]) -> dict[str, Json]:
    """The way from the home page."""
    items: list[Json] = [
        {"@type": "ListItem", "position": number, "name": crumb.title, "item": absolute(context.graph.site, crumb.url)}
        for number, crumb in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _authors(context: ViewContext, story: Story) -> list[Json]:
    authors: list[Json] = []
    for author in story.authors:
        term = context.graph.terms.get(("author", author, story.language))
        page = context.routes.page("author", author, story.language)
        if term and page:
            url = absolute(context.graph.site, page.url)
            desk: dict[str, Json] = {"@type": "Organization", "@id": url, "name": term.title, "url": url}
            logo: dict[str, Json] = {"logo": absolute(context.graph.site, context.logo)} if context.logo else {}
            authors.append(
                {**desk, **logo, "parentOrganization": {"@id": f"{context.graph.site.base_url}/#organization"}}
            )
    return authors or [organization(context)]


def _mentions(context: ViewContext, story: Story) -> list[Json]:
    """The products of a story, by the id that their own pages describe."""
    ids = dict.fromkeys(mention.product for mention in context.by_story.get((story.id, story.language), ()))
    found: list[Json] = []
    for product in ids:
        url = absolute(context.graph.site, context.routes.url("product", product, story.language))
        title = context.graph.products[product, story.language].title
        found.append({"@type": "Thing", "@id": f"{url}#product", "name": title, "url": url})
    return found
