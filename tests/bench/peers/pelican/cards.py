"""A plugin of Pelican: ``[card ID]`` on a line of its own becomes the card of a product."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Protocol

from pelican import signals

_CARD = re.compile(r"<p>\[card ([a-z0-9-]+)\]</p>")
_products: dict[str, dict[str, str]] = {}


class _Generator(Protocol):
    settings: dict[str, str]


class _Content(Protocol):
    _content: str | None


def _read(generator: _Generator) -> None:
    _products.clear()
    _products.update(json.loads(Path(generator.settings["PRODUCTS_FILE"]).read_text("utf-8")))


def _card(found: re.Match[str]) -> str:
    product = _products[found[1]]
    title, brand, words = (escape(product[key]) for key in ("title", "brand", "description"))
    link = f'<a href="/products/{product["id"]}/">{title}</a>'
    return f"<aside>{link} <p>{brand}</p> <p>{words}</p> <p>€{product['price']}</p></aside>"


def _fill(content: _Content) -> None:
    html = content._content  # noqa: SLF001 (there is no public way to a content's HTML before it is rendered)
    if html:
        content._content = _CARD.sub(_card, html)  # noqa: SLF001 (as above)


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_init.connect(_read)  # once in each run; `initialized` is not, with --autoreload
    signals.content_object_init.connect(_fill)
