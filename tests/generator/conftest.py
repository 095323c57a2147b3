"""A small magazine, linked by hand: two languages, three stories (one without a translation), two products."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from functions.catalog import Market, Measure, Rate, ShippingService, Withdrawal
from functions.money import Money
from functions.wording import Wording
from generator import model
from generator.blocks import BLOCKS, fill
from generator.diagnostics import Location, Report
from generator.routes import plan
from generator.views import Embeds, ViewContext, view_context
from generator.views.shapes import ImageView, MediumView

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.wording import Text

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

WORDS: dict[str, dict[str, Text]] = {
    "de": {
        "nav.home": "Titel",
        "nav.stories": "Geschichten",
        "nav.products": "Laden",
        "nav.sections": "Ressorts",
        "nav.tags": "Stichwörter",
        "nav.authors": "Redaktion",
        "cart.title": "Korb",
        "not_found.title": "Kein Weg",
        "list.page": "Seite {number}",
        "unit.piece": {"one": "{count} Stück", "other": "{count} Stück"},
        "product.material": "Material",
        "product.ingredients": "Zutaten",
        "product.allergens": "Allergene",
        "duration.hours": "{number} h",
        "duration.minutes": "{number} min",
    },
    "en": {
        "nav.home": "Cover",
        "nav.stories": "Stories",
        "nav.products": "Shop",
        "nav.sections": "Sections",
        "nav.tags": "Tags",
        "nav.authors": "Desks",
        "cart.title": "Cart",
        "not_found.title": "No way",
        "list.page": "Page {number}",
        "unit.piece": {"one": "{count} piece", "other": "{count} pieces"},
        "product.material": "Material",
        "product.ingredients": "Zutaten",
        "product.allergens": "Allergene",
        "duration.hours": "{number} h",
        "duration.minutes": "{number} min",
    },
}


@dataclass(frozen=True, slots=True)
class Pictures:
    """Every picture exists, is 1600 by 900, and lies at /images/ under the site's base path."""

    base_path: str

    def view(self, image: model.Image) -> ImageView:
        src = f"{self.base_path}/images/{image.src.removeprefix('images/')}"
        return ImageView(src=src, width=1600, height=900, alt=image.alt, credit=image.credit, caption=image.caption)


@dataclass(frozen=True, slots=True)
class Recordings:
    """Every film and sound exists; it lasts a minute and a half, and lies at /media/ under the site's base path."""

    base_path: str

    def view(self, src: str) -> MediumView:
        kind = "audio/mpeg" if self.is_sound(src) else "video/mp4"
        return MediumView(url=f"{self.base_path}/{src}", type=kind, size=1_000, seconds=90)

    def is_sound(self, src: str) -> bool:
        return src.endswith(".mp3")


def render(prose: model.Prose, embeds: Embeds) -> Markup:
    """A body whose blocks show what their templates would see."""

    def block(embed: model.Embed) -> str:
        return repr(sorted(BLOCKS.view(embed, replace(embeds, html=html)) or {}))

    def html(fragment: str) -> Markup:
        return Markup(fill(fragment, prose.embeds, block))

    return html(prose.html)


def make_site() -> model.Site:
    standard = ShippingService(
        id="standard",
        name={"de": "Standard", "en": "Standard"},
        countries=("DE",),
        rates=(Rate(price=490, up_to_g=2000), Rate(price=790)),
        free_from=6000,
        transit_days=(1, 3),
    )
    market = Market(
        id="de",
        currency="EUR",
        countries=("DE", "AT"),
        tax={"DE": {"standard": 1900, "reduced": 700}, "AT": {"standard": 2000, "reduced": 1000}},
        shipping=(standard,),
        handling_days=(0, 1),
    )
    return model.Site(
        base_url="https://wegwarte.example",
        timezone=ZoneInfo("Europe/Berlin"),
        theme="litfass",
        languages=(
            model.Language(code="de", name="Deutsch", prefix="", title="Wegwarte", description="Ein Magazin."),
            model.Language(code="en", name="English", prefix="/en", title="Wegwarte", description="A magazine."),
        ),
        markets=(market,),
        organization=model.Organization(
            name="Wegwarte Verlag",
            mail="post@wegwarte.example",
            street="Am Rain 7",
            city="Musterfelde",
            country="DE",
            vat_id="DE000000000",
        ),
        page_size=2,
        payment_means={"de": "Karte", "en": "Card"},
    )


def make_story(identity: str, language: str, slug: str, title: str, day: int) -> model.Story:
    suffix = "" if language == "de" else f".{language}"
    return model.Story(
        id=identity,
        language=language,
        slug=slug,
        title=title,
        description=f"{title}.",
        section="unterwegs",
        authors=("desk",),
        tags=("wandern",),
        date=datetime(2026, 11, day, 9, tzinfo=UTC),
        lastmod=datetime(2026, 11, day, 10, tzinfo=UTC),
        hero=model.Image(src=f"images/{identity}.jpg", alt="Ein Moor", credit="A. N."),
        at=Location(file=f"content/stories/{identity}{suffix}.md"),
    )


def make_jacket(language: str, slug: str, title: str, sizes: str) -> model.Product:
    variants = [
        model.Variant(
            sku=f"JACKET-{size}",
            selected=(("size", size),),
            prices=(model.Price(market="de", price=Money(minor=18900, currency="EUR"), list_price=list_price),),
            gtin="4012345678901",
            weight_g=480,
            opening_stock=stock,
        )
        for size, stock, list_price in (("M", 0, None), ("L", 3, Money(minor=21900, currency="EUR")))
    ]
    return model.Product(
        id="jacket",
        language=language,
        words_language=language,
        slug=slug,
        title=title,
        description=f"{title}.",
        images=(model.Image(src="images/jacket.jpg", alt=title),),
        options=(
            model.Option(
                id="size",
                title=sizes,
                values=(model.OptionValue(id="M", title="M"), model.OptionValue(id="L", title="L")),
            ),
        ),
        variants=tuple(variants),
        tax_class="standard",
        manufacturer=model.Manufacturer(name="Weberei", address="Am Bach 1", contact="post@weberei.example"),
        brand="Wegwarte",
        section="unterwegs",
        tags=("wandern",),
        material="Wolle",
        at=Location(file="content/products/jacket.md"),
    )


def make_coffee(language: str) -> model.Product:
    variant = model.Variant(
        sku="COFFEE",
        selected=(),
        prices=(model.Price(market="de", price=Money(minor=1250, currency="EUR")),),
        weight_g=270,
        content=Measure(amount=250, unit="g"),
        stock="unlimited",
    )
    return model.Product(
        id="coffee",
        language=language,
        words_language="de",
        slug="kaffee",
        title="Kaffee",
        description="Ein Kaffee.",
        images=(),
        options=(),
        variants=(variant,),
        tax_class="reduced",
        manufacturer=model.Manufacturer(name="Rösterei", address="Am Markt 2", contact="post@roesterei.example"),
        section="kaffee",
        ingredients="Kaffee",
        withdrawal=Withdrawal(exception="perishable", reason={"de": "Verdirbt schnell.", "en": "Perishable."}),
        aliases=("/alt/kaffee/",),
        at=Location(file="content/products/coffee.md"),
    )


def make_prose(words: int) -> model.Prose:
    jacket = model.Embed(index=0, block="product", argument="jacket", near="Es regnete <vier> Stunden.")
    inline = model.Embed(index=1, block="product_link", argument="coffee", inline=True, words="der <em>Kaffee</em>")
    picture = model.Embed(index=2, block="image", argument="images/moor.jpg", words="Das Moor")
    html = (
        f'<p>Es regnete. <a href="/stories/tee/">Tee</a> <a href="#oben">Oben</a></p>{model.slot(0)}'
        f"<p>Dann {model.slot(1)}.</p>{model.slot(2)}"
    )
    return model.Prose(html=html, text="Es regnete.", words=words, embeds=(jacket, inline, picture))


def make_terms() -> dict[tuple[str, str, str], model.Term]:
    kinds: tuple[tuple[Literal["section", "tag", "author"], str, str, str], ...] = (
        ("section", "unterwegs", "Unterwegs", "Out and about"),
        ("section", "kaffee", "Kaffee", "Coffee"),
        ("section", "leer", "Leer", "Empty"),
        ("tag", "wandern", "Wandern", "Walking"),
        ("author", "desk", "Unterwegs-Redaktion", "Walking desk"),
    )
    return {
        (kind, identity, language): model.Term(kind=kind, id=identity, language=language, slug=identity, title=title)
        for kind, identity, german, english in kinds
        for language, title in (("de", german), ("en", english))
    }


@pytest.fixture
def magazine() -> model.SiteGraph:
    """Rannoch (de, en), Tee, Pfeffer (de); the jacket translated, not the coffee; an imprint (de), terms (de, en)."""
    stories = [
        make_story("rannoch", "de", "rannoch", "Über das Rannoch-Moor", 20),
        make_story("rannoch", "en", "rannoch-moor", "Across Rannoch Moor", 20),
        make_story("tee", "de", "tee", "Tee im Regen", 18),
        replace(make_story("pfeffer", "de", "pfeffer", "Pfeffer", 16), section="kaffee", tags=(), hero=None),
    ]
    products = [
        make_jacket("de", "windjacke", "Windjacke", "Größe"),
        make_jacket("en", "wind-jacket", "Wind jacket", "Size"),
        make_coffee("de"),
        make_coffee("en"),
    ]
    pages = [
        model.FreePage(id="impressum", language="de", slug="impressum", title="Impressum", role="imprint"),
        model.FreePage(id="agb", language="de", slug="agb", title="AGB", role="terms", menu="footer"),
        model.FreePage(id="agb", language="en", slug="terms", title="Terms", role="terms", menu="footer"),
    ]
    prose = {("story", story.id, story.language): make_prose(401) for story in stories}
    prose |= {("product", product.id, product.language): model.Prose(html="<p>Gut.</p>") for product in products}
    prose |= {("page", page.id, page.language): model.Prose(html="<p>Wir.</p>", text="Wir.") for page in pages}
    return model.SiteGraph(
        site=make_site(),
        now=NOW,
        stories={(story.id, story.language): story for story in stories},
        products={(product.id, product.language): product for product in products},
        pages={(page.id, page.language): page for page in pages},
        terms=make_terms(),
        prose=prose,
        mentions=tuple(
            model.Mention(story=story.id, product=product, language=story.language)
            for story in stories[:3]
            for product in ("jacket", "coffee")
        ),
        pictures={
            key: tuple(embed.argument for embed in body.embeds if embed.block == "image") for key, body in prose.items()
        },
    )


@pytest.fixture
def context_of() -> Callable[[model.SiteGraph], ViewContext]:
    """The context of a graph; its pages must be without fault."""

    def make(graph: model.SiteGraph) -> ViewContext:
        report = Report()
        routes = plan(graph, report)
        assert report.diagnostics == ()
        base = graph.site.base_path
        return view_context(
            graph=graph,
            routes=routes,
            images=Pictures(base),
            media=Recordings(base),
            fill=render,
            blocks=BLOCKS,
            wording={code: Wording(language=code, words=words) for code, words in WORDS.items()},
            share=ImageView(src=f"{base}/assets/share.png", width=1200, height=630, alt="Wegwarte"),
            logo=f"{base}/assets/mark.png",
        )

    return make


@pytest.fixture
def context(magazine: model.SiteGraph, context_of: Callable[[model.SiteGraph], ViewContext]) -> ViewContext:
    """The context of the small magazine."""
    return context_of(magazine)
