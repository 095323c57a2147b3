"""A tiny magazine on disk, with a theme of its own that renders in no time: what builds, and what stands on builds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = Path(__file__).parent / "sites" / "_base.txt"
"""The site that every other one begins with."""

_PAGE = """\
<!doctype html>
<html lang="{{ site.language }}"><head><meta charset="utf-8"><title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ asset('site.css') }}"></head>
<body><main id="main"><h1>{{ page.title }}</h1>{% block main %}{% endblock %}</main></body></html>
"""

_TEMPLATES = {
    "base.html": _PAGE,
    "story.html": '{% extends "base.html" %}{% block main %}{{ story.body }}{% endblock %}',
    "product.html": '{% extends "base.html" %}{% block main %}{{ product.card.chosen }}{% endblock %}',
    "page.html": '{% extends "base.html" %}{% block main %}{{ free_page.body }}{% endblock %}',
    "frame.html": '{% extends "base.html" %}{% block main %}<!--till:main-->{% endblock %}',
    **dict.fromkeys(
        [
            f"{name}.html"
            for name in "home stories products section sections tag tags author authors cart 404".split()  # noqa: SIM905 (a list of words)
        ],
        '{% extends "base.html" %}',
    ),
    "blocks/product.html": '<aside><a href="{{ card.url }}">{{ card.title }}</a></aside>',
    "blocks/products.html": "{% for card in cards %}<a href='{{ card.url }}'>{{ card.title }}</a>{% endfor %}",
    "blocks/product_link.html": '<a href="{{ url }}">{{ words }}</a>',
    "blocks/link.html": '<a href="{{ link.url }}">{{ words }}</a>',
    "blocks/image.html": '<img src="{{ image.src }}" alt="{{ image.alt }}">',
}

_WORDS = """\
nav.home: Home
nav.stories: Stories
nav.products: Shop
nav.sections: Sections
nav.tags: Tags
nav.authors: Authors
cart.title: Cart
not_found.title: Not here
list.page: Page {number}
unit.piece: {one: "{count} piece", other: "{count} pieces"}
product.material: Material
product.ingredients: Ingredients
product.allergens: Allergens
duration.hours: "{number} h"
duration.minutes: "{number} min"
"""

TINY_THEME: Mapping[str, str] = {
    "themes/tiny/theme.yml": "title: Tiny\n",
    "themes/tiny/translations/en.yml": _WORDS,
    "themes/tiny/translations/de.yml": _WORDS,
    "themes/tiny/assets/site.css": "main { color: black }\n",
    **{f"themes/tiny/templates/{name}": text for name, text in _TEMPLATES.items()},
}


def write_files(root: Path, files: Mapping[str, str]) -> None:
    """Write texts below ``root``, making the folders that they need."""
    for name, text in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def sections(path: Path) -> dict[str, str]:
    """The files that a text describes, each below its line ``=== path``."""
    _, *rest = path.read_text("utf-8").split("=== ")
    return dict(section.split("\n", 1) for section in rest)


def write_site(root: Path) -> Path:
    """Write the magazine into ``root``."""
    files = sections(BASE)
    files["site.yml"] += "theme: tiny\n"
    write_files(root, {**files, **TINY_THEME})
    return root
