"""Eleventy for the bench, from npm; cards are a shortcode that reads the data of all products."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.tool import PEERS, body, copy_peer, front_matter, plain_link, with_mark, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.corpus import Corpus, Product, Story

_PACKAGE = "@11ty/eleventy@3.1.7"
_BASE = "_includes/base.njk"


@dataclass(frozen=True, kw_only=True, slots=True)
class Eleventy:
    """Eleventy; its incremental mode is left out, since it leaves pages stale."""

    cache: Path

    @property
    def name(self) -> str:
        """``eleventy``."""
        return "eleventy"

    @property
    def stories(self) -> str:
        """Where the stories lie."""
        return "stories"

    def install(self, cache: Path) -> None:
        """From npm, with the Node.js of the machine or of the tests' environment."""
        folder = cache / "eleventy"
        stamp = folder / "made-for"
        if stamp.is_file() and stamp.read_text() == _PACKAGE:
            return
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--loglevel=error", "--no-fund", "--no-audit"]
        subprocess.run([_program("npm"), "install", *quiet, "--prefix", str(folder), _PACKAGE], check=True)
        stamp.write_text(_PACKAGE)

    def write_site(self, corpus: Corpus, root: Path) -> None:
        """Settings and templates."""
        del corpus
        copy_peer("eleventy", root)

    def write_story(self, story: Story, root: Path) -> None:
        """A story's file."""
        words = front_matter(
            layout="story.njk",
            title=story.title,
            description=story.description,
            date=story.date.isoformat(),
            section=story.section,
            tags=["story", *story.tags],
            permalink=f"/stories/{story.id}/",
        )
        text = body(story.body, '{{% product "{}" %}}'.format, plain_link)
        write(root / self.stories / f"{story.id}.md", words + text)

    def write_products(self, products: Sequence[Product], root: Path) -> None:
        """All of them in one file of data."""
        write(root / "_data/products.json", json.dumps({product.id: asdict(product) for product in products}))

    def write_price(self, products: Sequence[Product], root: Path) -> None:
        """The one file of all."""
        self.write_products(products, root)

    def write_base(self, mark: str, root: Path) -> None:
        """The base template."""
        write(root / _BASE, with_mark((PEERS / "eleventy" / _BASE).read_text("utf-8"), mark))

    def build(self, root: Path) -> list[str]:
        """``eleventy``."""
        del root
        return [*self._command(), "--quiet"]

    def serve(self, root: Path, port: int) -> list[str]:
        """``eleventy --serve``."""
        del root
        return [*self._command(), "--quiet", "--serve", "--port", str(port)]

    def _command(self) -> list[str]:
        # Node.js alone gives 10,000 stories too little memory.
        node = [_program("node"), "--max-old-space-size=8192"]
        return [*node, str(self.cache / "eleventy/node_modules/@11ty/eleventy/cmd.cjs")]

    def leftovers(self) -> tuple[str, ...]:
        """Its cache."""
        return (".cache",)


def _program(name: str) -> str:
    """Node.js or npm: the machine's, else those in this environment."""
    return shutil.which(name) or str(Path(sys.executable).parent / name)
