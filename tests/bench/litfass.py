"""Litfass for the bench: its full default theme and all its channels; with ``[fast]`` as a tool of its own."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench.tool import REPOSITORY, body, environment, front_matter, with_mark, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.bench.corpus import Corpus, Product, Story

_SITE = """\
litfass: "0.1"
base_url: https://bench.example
timezone: Europe/Berlin
theme: bench
payment: stripe
page_size: 12
return_days: 14
languages:
  en: {name: English, title: Bench, tagline: A magazine out of a seed, description: Words without a meaning.}
organization:
  name: Bench
  mail: bench@bench.example
  street: Way 1
  postal_code: "00700"
  city: Sample
  country: DE
  vat_id: DE000000000
markets:
  de:
    currency: EUR
    countries: [DE]
    vat: included
    tax: {DE: {standard: 19, reduced: 7}}
    cut_off: "12:00"
    handling_days: [0, 1]
    shipping:
      - id: standard
        name: {en: Standard delivery}
        countries: [DE]
        transit_days: [1, 3]
        rates: [{up_to: 31.5 kg, price: 4.90}]
payment_means: {en: "Card, SEPA direct debit"}
"""

_DOCUMENTS = ("imprint", "privacy", "shipping", "terms", "withdrawal", "accessibility")


@dataclass(frozen=True, kw_only=True, slots=True)
class Litfass:
    """The tool of this repository, in an environment of its own; ``extra`` is "" or one of its extras.

    ``pictures`` are those of each story, by its number.
    """

    cache: Path
    extra: str = ""
    jobs: int = 0
    pictures: Sequence[Sequence[str]] = field(default=())

    @property
    def name(self) -> str:
        """``litfass``, ``litfass-fast``."""
        return "-".join(filter(None, ("litfass", self.extra)))

    @property
    def stories(self) -> str:
        """Where the stories lie."""
        return "content/stories"

    def install(self, cache: Path) -> None:
        """An environment with this checkout in it."""
        project = (REPOSITORY / "pyproject.toml").read_bytes()
        known = tomllib.loads(project.decode())["project"]["optional-dependencies"]
        if self.extra and self.extra not in known:
            message = f"pyproject.toml has no extra {self.extra!r}"
            raise LookupError(message)
        what = f".[{self.extra}]" if self.extra else "."
        environment(cache / self.name, hashlib.sha256(project).hexdigest(), "-e", what)

    def write_site(self, corpus: Corpus, root: Path) -> None:
        """site.yml, the theme that changes nothing but the base, sections and the legal pages."""
        write(root / "site.yml", _SITE)
        write(root / "themes/bench/theme.yml", "name: bench\nextends: litfass\n")
        for section in corpus.sections:
            words = front_matter(title=section.title(), slug=section, description=f"All about {section}.")
            write(root / f"content/sections/{section}.md", words)
        for role in _DOCUMENTS:
            words = front_matter(title=role.title(), slug=role, description=f"The {role}.", role=role, menu="footer")
            write(root / f"content/pages/{role}.md", f"{words}Words of the {role}.\n")

    def write_story(self, story: Story, root: Path) -> None:
        """A story's file; its first picture is its hero, the others stand in its text."""
        number = int(story.id.removeprefix("story-"))
        shown = self.pictures[number] if number < len(self.pictures) else ()
        first, others = shown[:1], shown[1:]
        words = front_matter(
            title=story.title,
            slug=story.id,
            description=story.description,
            date=story.date.isoformat(),
            section=story.section,
            tags=story.tags,
            **({"hero": {"src": first[0], "alt": "Noise", "credit": "Bench"}} if first else {}),
        )
        text = body(story.body, ":::{{product}} {}\n:::".format, "story:{}".format)
        text += "".join(f"\n![Noise]({src})\n" for src in others)
        write(root / self.stories / f"{story.id}.md", words + text)

    def write_products(self, products: Sequence[Product], root: Path) -> None:
        """A file for each."""
        for product in products:
            words = front_matter(
                title=product.title,
                slug=product.id,
                description=product.description,
                brand=product.brand,
                section=product.section,
                weight=product.weight + 1,
                variants=[{"sku": product.id.upper(), "price": product.price, "weight": "300 g"}],
                tax="standard",
                manufacturer={"name": "Bench", "address": "Way 1, 00700 Sample", "contact": "bench@bench.example"},
            )
            write(root / f"content/products/{product.id}.md", words + product.body)

    def write_price(self, products: Sequence[Product], root: Path) -> None:
        """The first one's file."""
        self.write_products(products[:1], root)

    def write_base(self, mark: str, root: Path) -> None:
        """The default theme's base with a mark, over the default theme."""
        template = (REPOSITORY / "themes/litfass/templates/base.html").read_text("utf-8")
        write(root / "themes/bench/templates/base.html", with_mark(template, mark))

    def build(self, root: Path) -> list[str]:
        """``litfass build``."""
        jobs = ["--jobs", str(self.jobs)] if self.jobs else []
        return [str(self.cache / self.name / "bin/litfass"), "build", "--strict", "--site", str(root), *jobs]

    def serve(self, root: Path, port: int) -> list[str]:
        """``litfass serve``."""
        program = str(self.cache / self.name / "bin/litfass")
        return [program, "serve", "--site", str(root), "--host", "127.0.0.1", "--port", str(port)]

    def leftovers(self) -> tuple[str, ...]:
        """Its cache, and the preview's shop."""
        return (".litfass", ".till")
