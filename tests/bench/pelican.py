"""Pelican for the bench, from PyPI; cards are put in by a plugin of twenty lines, products are its pages."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tests.bench.tool import PEERS, body, copy_peer, environment, plain_link, with_mark, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.bench.corpus import Corpus, Product, Story

_PACKAGES = ("pelican[markdown]==4.*",)
_BASE = "theme/templates/base.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pelican:
    """Pelican; sections are its categories."""

    cache: Path

    @property
    def name(self) -> str:
        """``pelican``."""
        return "pelican"

    @property
    def stories(self) -> str:
        """Where the stories lie."""
        return "content/stories"

    def install(self, cache: Path) -> None:
        """From PyPI."""
        environment(cache / "pelican", " ".join(_PACKAGES), *_PACKAGES)

    def write_site(self, corpus: Corpus, root: Path) -> None:
        """Settings, plugin and theme."""
        del corpus
        copy_peer("pelican", root)

    def write_story(self, story: Story, root: Path) -> None:
        """A story's file."""
        words = (
            f"Title: {story.title}\nSlug: {story.id}\nDate: {story.date.isoformat()}\nCategory: {story.section}\n"
            f"Tags: {', '.join(story.tags)}\nSummary: {story.description}\n\n"
        )
        write(root / self.stories / f"{story.id}.md", words + body(story.body, "[card {}]".format, plain_link))

    def write_products(self, products: Sequence[Product], root: Path) -> None:
        """All of them as data for the cards, and a page for each."""
        self._write_data(products, root)
        self._write_pages(products, root)

    def write_price(self, products: Sequence[Product], root: Path) -> None:
        """The data of all, and the first one's page."""
        self._write_data(products, root)
        self._write_pages(products[:1], root)

    def _write_data(self, products: Sequence[Product], root: Path) -> None:
        write(root / "products.json", json.dumps({product.id: asdict(product) for product in products}))

    def _write_pages(self, products: Sequence[Product], root: Path) -> None:
        for product in products:
            words = f"Title: {product.title}\nSlug: {product.id}\nBrand: {product.brand}\nPrice: {product.price}\n\n"
            write(root / f"content/products/{product.id}.md", words + product.body)

    def write_base(self, mark: str, root: Path) -> None:
        """The base template."""
        write(root / _BASE, with_mark((PEERS / "pelican" / _BASE).read_text("utf-8"), mark))

    def build(self, root: Path) -> list[str]:
        """``pelican``."""
        return [self._program(), "--settings", str(root / "pelicanconf.py"), "--fatal", "errors", "--quiet"]

    def serve(self, root: Path, port: int) -> list[str]:
        """``pelican --autoreload --listen``."""
        command = [self._program(), "--settings", str(root / "pelicanconf.py"), "--autoreload", "--listen"]
        return [*command, "--bind", "127.0.0.1", "--port", str(port)]

    def _program(self) -> str:
        return str(self.cache / "pelican/bin/pelican")

    def leftovers(self) -> tuple[str, ...]:
        """Its cache."""
        return ("cache", "__pycache__")
