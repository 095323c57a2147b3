from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from functions.catalog import Market, Measure, Rate, ShippingService, Withdrawal
from functions.money import Money
from generator.decode import check_claims, decode_thing, editions_of, tell_orphans
from generator.diagnostics import Report, as_text
from generator.model import (
    Content,
    FreePage,
    Image,
    Language,
    Manufacturer,
    Option,
    OptionValue,
    Organization,
    Price,
    Product,
    Site,
    Story,
    Term,
    Thing,
    Variant,
)
from generator.source import SourceFile, read_document


def post(country: str) -> ShippingService:
    return ShippingService(id="post", name={}, countries=(country,), rates=(Rate(price=490),))


BERLIN = ZoneInfo("Europe/Berlin")
TAX = {"DE": {"standard": 1900}}
SITE = Site(
    base_url="https://wayside.example",
    timezone=BERLIN,
    theme="litfass",
    languages=(
        Language(code="en", name="English", prefix="", title="Wayside"),
        Language(code="de", name="Deutsch", prefix="/de", title="Am Weg"),
    ),
    markets=(
        Market(id="eu", currency="EUR", countries=("DE",), tax=TAX, shipping=(post("DE"),)),
        Market(id="ch", currency="CHF", countries=("CH",), tax={"CH": {"standard": 810}}, shipping=(post("CH"),)),
    ),
    organization=Organization(name="Wayside", mail="shop@wayside.example"),
)
STORY = """
title: Over the moor
description: Eleven days of rain.
section: walks
authors: [desk]
tags: [rain]
date: 2026-10-03
hero: {src: images/moor.jpg, alt: The moor, credit: A passer-by, caption: Day three}
params: {mood: grey}
"""
JACKET = """
title: Jacket
description: It keeps the rain out.
section: walks
images: [{src: images/a.svg, alt: Front}, {src: images/b.svg, alt: Back}]
options:
  - {id: size, title: Size, values: [S, M]}
  - {id: colour, title: Colour, values: [{id: moss, title: Moss}]}
variants:
  - {sku: J-S, options: {colour: moss, size: S}, price: 189.00, list_price: 219.00, gtin: "4012345678901",
     opening_stock: 3, weight: 480 g, content: 1 piece, lead_days: 2, available_from: 2027-01-12, maximum: 3}
  - {sku: J-M, options: {size: M, colour: moss}, prices: {eu: 189.00, ch: 199.00}, fulfilment: made_to_order}
tax: standard
manufacturer: {name: Wayside, address: Way 1, contact: shop@wayside.example}
withdrawal: {exception: made_to_order, reason: It is sewn for you.}
facts: {Fabric: wool}
safety: [Keep away from fire.]
"""
JACKET_DE = """
title: Jacke
description: Sie hält den Regen ab.
images: [{alt: Vorn}]
options:
  - {id: size, title: Größe}
  - {id: colour, title: Farbe, values: [{id: moss, title: Moos}]}
withdrawal: {reason: Sie wird für Sie genäht.}
facts: {Stoff: Wolle}
"""


def decode(**files: str) -> tuple[Content, list[str]]:
    report = Report()
    texts = {}
    for name, data in files.items():
        kind, _, stem = name.replace("__", ".").partition("_")
        texts[f"content/{kind}/{stem}.md"] = f"---\n{data.strip()}\n---\nText"
    things = {}
    editions = editions_of(texts, SITE, report)
    for key, paths in editions.items():
        read = (SourceFile(path=path, text=texts[path], digest="") for path in paths.values())
        found = decode_thing([read_document(file, report) for file in read], SITE, report)
        names = tuple((one.kind, one.id) for one in found.references)
        things[key] = Thing(entities=found.entities, names={"en": names}, broken=not found.entities)
    content = Content(things=things)
    tell_orphans(editions, editions, SITE, report)
    check_claims((one for one in content.entities if one.language == "en"), report)
    return content, [as_text(found).split("\n")[0] for found in report.diagnostics]


def jacket() -> Product:
    content, told = decode(products_jacket=JACKET)
    assert told == []
    return content.products[0]


def test_a_story_is_its_front_matter() -> None:
    content, told = decode(stories_moor=STORY)
    assert told == []
    date = datetime(2026, 10, 3, tzinfo=BERLIN)
    assert content.stories == (
        Story(
            id="moor",
            language="en",
            slug="moor",
            title="Over the moor",
            description="Eleven days of rain.",
            section="walks",
            authors=("desk",),
            tags=("rain",),
            date=date,
            lastmod=date,
            hero=Image(src="images/moor.jpg", alt="The moor", credit="A passer-by", caption="Day three"),
            params={"mood": "grey"},
        ),
    )


def test_a_story_refers_to_its_section_authors_and_tags() -> None:
    content, _ = decode(stories_moor=STORY)
    names = content.things["story", "moor"].names
    assert names == {"en": (("section", "walks"), ("author", "desk"), ("tag", "rain"))}


def test_a_translation_has_its_own_words_and_the_facts_of_the_original() -> None:
    words = "title: Über das Moor\ndescription: Regen.\nslug: ueber-das-moor\nhero: {alt: Das Moor}\nparams: {day: '3'}"
    content, told = decode(stories_moor=STORY, stories_moor__de=words)
    assert told == []
    original, translation = content.stories
    assert translation == Story(
        id="moor",
        language="de",
        slug="ueber-das-moor",
        title="Über das Moor",
        description="Regen.",
        section=original.section,
        authors=original.authors,
        tags=original.tags,
        date=original.date,
        lastmod=original.lastmod,
        hero=Image(src="images/moor.jpg", alt="Das Moor", credit="A passer-by", caption="Day three"),
        params={"mood": "grey", "day": "3"},
    )


def test_the_suffix_of_the_default_language_may_be_written() -> None:
    content, told = decode(stories_moor__en=STORY)
    assert (told, content.stories[0].id, content.stories[0].language) == ([], "moor", "en")


def test_pages_and_terms_are_their_front_matter() -> None:
    content, told = decode(
        pages_imprint="title: Imprint\nrole: imprint\nmenu: footer\nweight: 3",
        authors_desk="title: The desk\nimage: {src: images/desk.jpg, alt: ''}\naliases: [/desk/]",
    )
    assert told == []
    assert content.pages == (
        FreePage(id="imprint", language="en", slug="imprint", title="Imprint", role="imprint", menu="footer", weight=3),
    )
    assert content.terms == (
        Term(
            kind="author",
            id="desk",
            language="en",
            slug="desk",
            title="The desk",
            image=Image(src="images/desk.jpg", alt=""),
            aliases=("/desk/",),
        ),
    )


def test_variants_choose_in_the_order_of_the_options() -> None:
    chosen = (("size", "S"), ("colour", "moss"))
    assert [variant.selected for variant in jacket().variants] == [chosen, (("size", "M"), ("colour", "moss"))]


def test_a_variant_is_what_is_written() -> None:
    assert jacket().variants[0] == Variant(
        sku="J-S",
        selected=(("size", "S"), ("colour", "moss")),
        prices=(
            Price(
                market="eu",
                price=Money(minor=18900, currency="EUR"),
                list_price=Money(minor=21900, currency="EUR"),
            ),
        ),
        gtin="4012345678901",
        weight_g=480,
        content=Measure(amount=1, unit="piece"),
        stock="tracked",
        opening_stock=3,
        lead_days=2,
        available_from=datetime(2027, 1, 12, tzinfo=BERLIN),
        maximum=3,
    )


def test_a_variant_without_opening_stock_is_unlimited_and_may_have_prices_by_market() -> None:
    variant = jacket().variants[1]
    assert (variant.stock, variant.opening_stock, variant.fulfilment) == ("unlimited", 0, "made_to_order")
    assert [price.price for price in variant.prices] == [
        Money(minor=18900, currency="EUR"),
        Money(minor=19900, currency="CHF"),
    ]


def test_a_product_names_its_maker_and_options() -> None:
    product = jacket()
    assert product.manufacturer == Manufacturer(name="Wayside", address="Way 1", contact="shop@wayside.example")
    assert product.options[1] == Option(id="colour", title="Colour", values=(OptionValue(id="moss", title="Moss"),))
    assert (product.words_language, product.facts, product.safety) == (
        "en",
        (("Fabric", "wool"),),
        ("Keep away from fire.",),
    )


def test_a_translated_product_keeps_the_words_that_are_not_translated() -> None:
    content, told = decode(products_jacket=JACKET, products_jacket__de=JACKET_DE)
    assert ["note N131" in one for one in told] == [True] * 3
    product = content.products[1]
    assert [image.alt for image in product.images] == ["Vorn", "Back"]
    assert [image.src for image in product.images] == ["images/a.svg", "images/b.svg"]
    assert [option.title for option in product.options] == ["Größe", "Farbe"]
    assert [value.title for option in product.options for value in option.values] == ["S", "M", "Moos"]
    assert (product.words_language, product.facts, product.safety) == (
        "de",
        (("Stoff", "Wolle"),),
        ("Keep away from fire.",),
    )


def test_every_edition_knows_the_reason_of_an_exception_in_every_language() -> None:
    content, _ = decode(products_jacket=JACKET, products_jacket__de=JACKET_DE)
    reasons = {"en": "It is sewn for you.", "de": "Sie wird für Sie genäht."}
    everywhere = Withdrawal(exception="made_to_order", reason=reasons)
    assert [product.withdrawal for product in content.products] == [everywhere, everywhere]


def test_a_reason_that_is_not_translated_stands_in_the_words_of_the_original() -> None:
    withdrawal = jacket().withdrawal
    assert withdrawal is not None
    assert withdrawal.reason == {"en": "It is sewn for you.", "de": "It is sewn for you."}


def test_a_fault_drops_its_entity_and_nothing_else() -> None:
    content, told = decode(tags_rain="titel: Rain", tags_snow="title: Snow")
    assert told == ['content/tags/rain.md:2:1: error E106: A tag has no key titel. Did you mean "title"?']
    assert [term.id for term in content.terms] == ["snow"]
    assert content.broken == {("tag", "rain")}


def test_a_broken_translation_leaves_the_original() -> None:
    content, told = decode(tags_rain="title: Rain", tags_rain__de="titel: Regen")
    assert len(told) == 1
    assert [(term.id, term.language) for term in content.terms] == [("rain", "en")]
    assert content.broken == frozenset()


def test_a_file_that_yaml_cannot_read_is_broken() -> None:
    content, told = decode(tags_rain="title: Rain\nand snow")
    assert len(told) == 1
    assert content.terms == ()
    assert content.broken == {("tag", "rain")}
