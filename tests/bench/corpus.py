"""The corpus: a magazine out of a seed, as facts that each tool writes down in its own way.

Rules of the room: it knows no tool and writes nothing. The same number of stories gives the same bytes everywhere.
Story 0 is the newest; product 0 stands in `SHOWN` stories (fewer where there are fewer), at a price that no other has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from tests.bench import prose

#: How many stories show the product whose price changes.
SHOWN = 200
#: Stories on one page of a list, and in the feed.
PAGE, FEED = 12, 20

_SECTIONS = ("garden", "kitchen", "roastery", "tea-table", "spices", "outdoors", "workshop", "letters")
_NEWEST = datetime(2024, 12, 31, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """A story; ``body`` is Markdown as `prose` writes it."""

    id: str
    title: str
    description: str
    date: datetime
    section: str
    tags: tuple[str, ...]
    products: tuple[str, ...]
    body: str

    @property
    def url(self) -> str:
        """Its address."""
        return f"/stories/{self.id}/"

    @property
    def archives(self) -> tuple[str, ...]:
        """The lists that it is in."""
        return ("/stories/", f"/sections/{self.section}/", *(f"/tags/{tag}/" for tag in self.tags))

    @property
    def short_title(self) -> str:
        """What stays of the title when it is edited; no other story has it."""
        return self.title.split(",")[0]

    def edited(self, edition: int) -> Story:
        """The story with a new title and a new last paragraph."""
        mark = story_mark(edition)
        return replace(self, title=f"{self.short_title}, {mark}", body=f"{self.body}\nWhat was added last: {mark}.\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """A product with one variant; ``price`` is text, as ``12.50``, in euros."""

    id: str
    title: str
    description: str
    brand: str
    section: str
    price: str
    weight: int
    body: str

    def priced(self, edition: int) -> Product:
        """The product at another price."""
        return replace(self, price=price_mark(edition))


@dataclass(frozen=True, kw_only=True, slots=True)
class Corpus:
    """All of it; lists are in the order of their numbers, stories so newest first."""

    stories: tuple[Story, ...]
    products: tuple[Product, ...]
    sections: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def showing(self) -> tuple[Story, ...]:
        """The stories that show product 0."""
        return tuple(story for story in self.stories if self.products[0].id in story.products)

    def urls(self) -> tuple[str, ...]:
        """Every address that all tools make, in the form ``/stories/story-00000/``."""
        entities = (
            *(story.url for story in self.stories),
            *(f"/products/{product.id}/" for product in self.products),
        )
        return ("/", "/products/", "/sections/", "/tags/", *self.lists(), *entities, "/feed.xml", "/sitemap.xml")

    def lists(self) -> dict[str, tuple[Story, ...]]:
        """The stories on each page of each list."""
        members: dict[str, list[Story]] = {}
        for story in self.stories:
            for url in story.archives:
                members.setdefault(url, []).append(story)
        return {
            url if start == 0 else f"{url}page/{start // PAGE + 1}/": tuple(stories[start : start + PAGE])
            for url, stories in members.items()
            for start in range(0, len(stories), PAGE)
        }

    def urls_of_title(self) -> tuple[str, ...]:
        """The addresses that show the title of story 0."""
        newest = self.stories[0]
        return (newest.url, "/", *newest.archives, "/feed.xml")

    def with_story(self, edition: int) -> Corpus:
        """The corpus with one story more, which is the newest and shows product 0."""
        number = len(self.stories) - 1 + edition
        example = self.stories[0]
        added = replace(
            example,
            id=f"story-{number:05d}",
            title=f"{example.short_title} again, {added_mark(edition)}",
            date=_NEWEST + timedelta(hours=edition),
            body=f"{added_mark(edition)} is all.\n\n<card:{self.products[0].id}>\n",
        )
        return replace(self, stories=(added, *self.stories))

    def urls_of_price(self) -> tuple[str, ...]:
        """The addresses that show the price of product 0: its stories' first."""
        return (*(story.url for story in self.showing), f"/products/{self.products[0].id}/", "/products/")


def story_mark(edition: int) -> str:
    """What an edited story has in its title and body."""
    return f"printing {edition:04d}"


def added_mark(edition: int) -> str:
    """What an added story has in its title and body."""
    return f"addition {edition:04d}"


def price_mark(edition: int) -> str:
    """The price of product 0: none other is of this size."""
    return f"{700 + edition}.{edition % 100:02d}"


def make_corpus(stories: int) -> Corpus:
    """A magazine of so many stories and a fifth as many products."""
    count = max(3, stories // 5)
    sections = _SECTIONS
    tags = tuple(f"tag-{number:03d}" for number in range(max(5, min(stories // 50, 400))))
    products = tuple(_product(number, sections) for number in range(count))
    return Corpus(
        stories=tuple(_story(number, stories, count, sections, tags) for number in range(stories)),
        products=products,
        sections=sections,
        tags=tags,
    )


def _story(number: int, stories: int, products: int, sections: tuple[str, ...], tags: tuple[str, ...]) -> Story:
    random = Random(f"story {number}")
    shown = number % max(1, stories // SHOWN) == 0 if stories >= SHOWN else number % 2 == 0
    chosen = [f"product-{other:05d}" for other in random.sample(range(1, products), min(3, products - 1))]
    if shown:
        chosen[0] = "product-00000"
    # Older ones only, as in a magazine; and no story speaks of itself.
    others = [f"story-{random.randrange(number + 1, stories):05d}" for _ in range(3) if number + 1 < stories]
    return Story(
        id=f"story-{number:05d}",
        title=f"{prose.title(random)} {number}, {story_mark(0)}",
        description=prose.sentence(random),
        date=_NEWEST - timedelta(hours=number),
        section=sections[number % len(sections)],
        tags=tuple(sorted(random.sample(tags, 3))),
        products=tuple(chosen),
        body=prose.story(random, others, chosen),
    )


def _product(number: int, sections: tuple[str, ...]) -> Product:
    random = Random(f"product {number}")
    return Product(
        id=f"product-{number:05d}",
        title=f"{prose.title(random)} {number}",
        description=prose.sentence(random),
        brand=prose.title(random),
        section=sections[number % len(sections)],
        price=price_mark(0) if number == 0 else f"{random.randint(3, 99)}.{random.choice(('00', '50', '90'))}",
        weight=number,
        body=prose.paragraph(random, ()) + "\n",
    )
