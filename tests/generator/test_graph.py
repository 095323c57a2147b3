from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from functions.catalog import Market
from functions.money import Money
from generator.diagnostics import Location, Report
from generator.graph import Visibility, link
from generator.graph.visibility import steady
from generator.model import (
    Content,
    Embed,
    FreePage,
    Language,
    Manufacturer,
    Mention,
    Organization,
    Price,
    Product,
    Prose,
    Reference,
    Site,
    SiteGraph,
    Story,
    Term,
    Thing,
    Variant,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.model import EditionKey, Entity, Key

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SITE = Site(
    base_url="https://wayside.example",
    timezone=ZoneInfo("Europe/Berlin"),
    theme="litfass",
    languages=(
        Language(code="en", name="English", prefix="", title="Wayside"),
        Language(code="de", name="Deutsch", prefix="/de", title="Am Weg"),
    ),
    markets=(Market(id="eu", currency="EUR", countries=("DE",)),),
    organization=Organization(name="Wayside", mail="shop@wayside.example", vat_id="DE000000000"),
)
MOOR = Story(
    id="moor",
    language="en",
    slug="moor",
    title="Over the moor",
    description="Rain.",
    section="walks",
    authors=(),
    tags=("rain",),
    date=NOW - DAY,
    lastmod=NOW - DAY,
    at=Location(file="content/stories/moor.md"),
)
MUG = Product(
    id="mug",
    language="en",
    words_language="en",
    slug="mug",
    title="Mug",
    description="Steel.",
    images=(),
    options=(),
    variants=(
        Variant(
            sku="MUG-1",
            selected=(),
            stock="unlimited",
            prices=(Price(market="eu", price=Money(minor=1250, currency="EUR")),),
        ),
    ),
    tax_class="standard",
    manufacturer=Manufacturer(name="Wayside", address="Way 1", contact="shop@wayside.example"),
    at=Location(file="content/products/mug.md"),
)
WALKS = Term(kind="section", id="walks", language="en", slug="walks", title="Walks")


def named(embed: Embed) -> Reference:
    kind, _, id_ = embed.argument.partition(":")
    return Reference(kind=kind, id=id_, at=embed.at)


def prose(*arguments: str) -> Prose:
    embeds = tuple(
        Embed(index=index, block="link", argument=argument, near=f"Paragraph {index}.")
        for index, argument in enumerate(arguments)
    )
    return Prose(html="", embeds=embeds)


def content_of(entities: Sequence[Entity], bodies: Mapping[EditionKey, Prose]) -> Content:
    """Things of these editions, and what their bodies and their tags refer to."""
    references: dict[EditionKey, tuple[Reference, ...]] = {}
    for one in entities:
        tags = one.tags if isinstance(one, Story | Product) and one.language == "en" else ()
        references[one.kind, one.id, one.language] = tuple(Reference(kind="tag", id=tag) for tag in tags)
    for key, body in bodies.items():
        references[key] = (*references.get(key, ()), *map(named, body.embeds))
    things: dict[Key, Thing] = {}
    for kind, id_, _ in references:
        editions = tuple(one for one in entities if (one.kind, one.id) == (kind, id_))
        names = {
            language: tuple((one.kind, one.id) for one in found)
            for (*key, language), found in references.items()
            if key == [kind, id_]
        }
        things[kind, id_] = Thing(entities=editions, names=names, broken=not editions)
    prose = {key: bodies.get(key, Prose(html="")) for key in references}
    return Content(things=things, prose=prose, references=references)


def linked(
    *entities: Story | Product | FreePage | Term,
    bodies: Mapping[tuple[str, str, str], Prose] | None = None,
    report: Report | None = None,
    seen: Visibility | None = None,
) -> SiteGraph:
    shown = seen or Visibility(now=NOW)
    return link(
        content_of(entities, bodies or {}),
        SITE,
        shown.now,
        report=report or Report(),
        drafts=shown.drafts,
        future=shown.future,
        expired=shown.expired,
    )


def told(*entities: Story | Product | FreePage | Term, body: Prose, language: str = "en") -> list[str]:
    report = Report()
    linked(*entities, bodies={("story", "moor", language): body}, report=report)
    return [
        f"{found.severity} {found.message}"
        for found in report.diagnostics
        if found.code[0] != "N" and found.code != "W207"
    ]


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        (MOOR, ""),
        (replace(MOOR, draft=True), "draft"),
        (replace(MOOR, date=NOW), ""),
        (replace(MOOR, date=NOW + DAY), "future"),
        (replace(MOOR, publish_date=NOW + DAY), "future"),
        (replace(MOOR, date=NOW + DAY, publish_date=NOW - DAY), ""),
        (replace(MOOR, expiry_date=NOW), "expired"),
        (replace(MOOR, expiry_date=NOW + DAY), ""),
        (replace(MOOR, draft=True, expiry_date=NOW), "draft"),
    ],
)
def test_a_story_is_hidden_for_a_reason(story: Story, reason: str) -> None:
    assert Visibility(now=NOW).hidden(story) == reason


@pytest.mark.parametrize(
    ("story", "seen"),
    [
        (replace(MOOR, draft=True), Visibility(now=NOW, drafts=True)),
        (replace(MOOR, date=NOW + DAY), Visibility(now=NOW, future=True)),
        (replace(MOOR, expiry_date=NOW), Visibility(now=NOW, expired=True)),
        (replace(MOOR, date=NOW + DAY), Visibility(now=NOW + DAY)),
    ],
)
def test_what_is_hidden_can_be_shown(story: Story, seen: Visibility) -> None:
    assert set(linked(story, WALKS, seen=seen).stories) == {("moor", "en")}


def test_hidden_things_are_counted_once_and_not_linked() -> None:
    hidden = (replace(MOOR, draft=True), replace(MOOR, draft=True, language="de"), replace(MUG, draft=True))
    graph = linked(*hidden, replace(MOOR, id="old", expiry_date=NOW), replace(MOOR, id="new", date=NOW + DAY), WALKS)
    assert (graph.stories, graph.products) == ({}, {})
    assert graph.hidden == {"drafts": 2, "future": 1, "expired": 1}


def test_all_is_as_it_is_from_the_last_edge_until_the_next() -> None:
    price = Price(market="eu", price=Money(minor=1, currency="EUR"), start=NOW - DAY, end=NOW + 2 * DAY)
    mug = replace(MUG, variants=(replace(MUG.variants[0], prices=(price,)),))
    stories = [replace(MOOR, date=NOW - 3 * DAY), replace(MOOR, id="hill", date=NOW, expiry_date=NOW + DAY)]
    assert steady([mug, *stories], NOW) == (NOW, NOW + DAY)
    assert steady([mug], NOW) == (NOW - DAY, NOW + 2 * DAY)
    assert steady([], NOW) == (None, None)


def test_stories_are_ordered_newest_first() -> None:
    others = (replace(MOOR, id="older", date=NOW - 2 * DAY), replace(MOOR, id="newer", date=NOW), MOOR)
    assert [id_ for id_, _ in linked(*others, WALKS).stories] == ["newer", "moor", "older"]


def test_products_are_ordered_by_weight_then_title_and_those_without_weight_come_last() -> None:
    light = replace(MUG, id="b", weight=1, title="B")
    also_light = replace(MUG, id="a", weight=1, title="A")
    heavy = replace(MUG, id="c", weight=2)
    graph = linked(MUG, heavy, light, also_light)
    assert [id_ for id_, language in graph.products if language == "en"] == ["a", "b", "c", "mug"]


def test_a_product_exists_in_every_language_in_the_words_that_there_are() -> None:
    products = linked(MUG).products
    assert products["mug", "de"] == replace(MUG, language="de")
    assert products["mug", "de"].words_language == "en"


def test_a_term_exists_in_every_language() -> None:
    terms = linked(WALKS, replace(WALKS, id="home")).terms
    assert set(terms) == {("section", one, code) for one in ("walks", "home") for code in ("en", "de")}


def test_a_tag_needs_no_file() -> None:
    assert linked(MOOR, WALKS).terms["tag", "rain", "de"] == Term(
        kind="tag", id="rain", language="de", slug="rain", title="rain"
    )


def test_a_story_without_a_translation_is_there_in_its_language_alone() -> None:
    assert set(linked(MOOR, WALKS).stories) == {("moor", "en")}


def test_prose_of_hidden_things_is_left_out() -> None:
    bodies = {("story", "moor", "en"): prose()}
    assert set(linked(replace(MOOR, draft=True), WALKS, bodies=bodies).prose) == {("section", "walks", "en")}


def test_a_mention_is_told_once() -> None:
    bodies = {("story", "moor", "en"): prose("product:mug", "product:MUG-1")}
    graph = linked(MOOR, MUG, WALKS, bodies=bodies)
    assert graph.mentions == (Mention(story="moor", product="mug", language="en"),)


def test_mentions_are_ordered_as_stories_are() -> None:
    newer = replace(MOOR, id="newer", date=NOW)
    bodies = {("story", id_, "en"): prose("product:mug") for id_ in ("moor", "newer")}
    graph = linked(MOOR, newer, MUG, WALKS, bodies=bodies)
    assert [mention.story for mention in graph.mentions] == ["newer", "moor"]


def test_what_exists_may_be_named_by_id_or_sku() -> None:
    body = prose("product:mug", "product:MUG-1", "story:moor", "section:walks", "tag:rain")
    assert told(MOOR, MUG, WALKS, body=body) == []


def test_what_does_not_exist_is_an_error() -> None:
    assert told(MOOR, MUG, WALKS, body=prose("product:mugs", "page:imprint")) == [
        'error There is no product "mugs".',
        'error There is no page "imprint".',
    ]


def test_the_references_of_a_translation_are_checked_too() -> None:
    translation = replace(MOOR, language="de")
    assert told(MOOR, translation, MUG, WALKS, body=prose("product:mugs"), language="de") == [
        'error There is no product "mugs".'
    ]


def test_a_draft_product_cannot_be_named() -> None:
    assert told(MOOR, replace(MUG, draft=True), WALKS, body=prose("product:MUG-1")) == [
        'error The product "MUG-1" is a draft, so it cannot be sold.'
    ]


def test_a_story_that_will_appear_first_may_be_named_by_one_that_will_appear_later() -> None:
    later = replace(MOOR, date=NOW + 2 * DAY)
    sooner = replace(MOOR, id="hills", date=NOW + DAY)
    assert told(later, sooner, WALKS, body=prose("story:hills")) == []


@pytest.mark.parametrize("story", [replace(MOOR, draft=True), replace(MOOR, expiry_date=NOW)])
def test_what_a_draft_or_an_expired_story_names_is_not_checked(story: Story) -> None:
    assert told(story, WALKS, body=prose("product:mugs")) == []


def legal(*roles: str) -> tuple[FreePage, ...]:
    return tuple(
        FreePage(id=role, language=code, slug=role, title=role, role=role) for role in roles for code in ("en", "de")
    )


@pytest.mark.parametrize(
    ("entities", "messages"),
    [
        ((MUG, *legal("imprint", "privacy", "shipping", "terms", "withdrawal")), []),
        (legal("imprint"), []),
        (
            (MUG, *legal("imprint", "shipping", "terms")),
            ["The magazine sells, and has no page for what the law wants said: privacy, withdrawal."],
        ),
    ],
)
def test_a_shop_without_a_page_that_the_law_wants_is_told(
    entities: tuple[Product | FreePage, ...], messages: list[str]
) -> None:
    report = Report()
    linked(*entities, report=report)
    assert [found.message for found in report.diagnostics if found.code == "W207"] == messages


def slips(*tags: str, terms: tuple[Term, ...] = ()) -> list[str]:
    """What is told where each tag stands in a story of its own."""
    stories = tuple(replace(MOOR, id=f"story-{number}", tags=(tag,)) for number, tag in enumerate(tags))
    report = Report()
    linked(*stories, WALKS, *terms, report=report)
    return [found.message for found in report.diagnostics if found.code == "W206"]


def test_a_tag_that_stands_once_and_is_nearly_another_is_told() -> None:
    assert slips("walking", "walking", "wallking") == ['The tag "wallking" stands only here; did you mean "walking"?']


@pytest.mark.parametrize(
    "tags",
    [("walking", "wallking"), ("walking", "walking", "waking", "waking"), ("tea", "tea", "sea"), ("moor", "rain")],
)
def test_tags_that_may_be_meant_are_not_told(tags: tuple[str, ...]) -> None:
    assert slips(*tags) == []


def test_a_tag_with_a_file_is_meant() -> None:
    waking = Term(kind="tag", id="waking", language="en", slug="waking", title="Waking")
    assert slips("walking", "walking", "waking", terms=(waking,)) == []


def test_an_edition_with_faults_is_not_told_as_missing() -> None:
    bodies = {("story", "moor", code): prose() for code in ("en", "de")}
    report = Report()
    linked(MOOR, WALKS, bodies=bodies, report=report)
    assert report.diagnostics == ()


def test_a_term_under_which_nothing_is_listed_is_told() -> None:
    report = Report()
    linked(MOOR, WALKS, replace(WALKS, id="hills"), replace(WALKS, kind="author", id="desk"), report=report)
    assert [found.message for found in report.diagnostics if found.code == "N208"] == [
        "Nothing visible is listed under the section hills, and so it has no page.",
        "Nothing visible is listed under the author desk, and so it has no page.",
    ]


def test_the_same_content_gives_the_same_graph() -> None:
    entities = (MOOR, replace(MOOR, id="hills"), MUG, WALKS)
    assert linked(*entities) == linked(*reversed(entities))
