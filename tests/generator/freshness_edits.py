"""Everything that an editor may do to the magazine of `freshness.txt`.

Rules of the room: each edit is one of the magazine as it is at first. Most leave it whole; others mend what some break.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.generator.freshness_blocks import blocks, essential_blocks
from tests.generator.freshness_kinds import Append, Exchange, Put, Rename, Write, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.generator.freshness_kinds import Edit

_STORIES, _PRODUCTS, _PAGES = "content/stories", "content/products", "content/pages"
_PLAIN, _LITFASS = "themes/plain", "themes/litfass"


def _keys(path: str, *keys: tuple[str, tuple[str, ...]]) -> Iterator[Edit]:
    yield from (Put(path, key, value) for key, values in keys for value in values)


def _stories() -> Iterator[Edit]:
    moor, hill, fen, stew, broth, bread = (
        f"{_STORIES}/{name}.md" for name in ("moor", "hill", "fen", "stew", "broth", "bread")
    )
    yield from _keys(
        moor,
        ("title", ("Under the moor", "Moor & <b>more</b>")),
        ("description", ("Rain.",)),
        ("section", ("kitchen",)),
        ("tags", ("[wool]", "[rain, salt]", "")),
        ("authors", ("[ann]", "[ann, desk]", "")),
        ("date", ("2026-10-07", "2026-10-02")),
        ("lastmod", ("2026-11-01",)),
        ("slug", ("the-moor",)),
        ("hero", ("{src: images/dot.svg, alt: A dot}", "{src: images/moor.png, alt: Wet}", "")),
        ("aliases", ("[/old/, /older/]", "")),
        ("params", ("{mood: wild}",)),
        ("expiryDate", ("2026-11-22",)),
        ("draft", ("true",)),
    )
    yield Exchange(moor, "It rained, and the [mug](product:mug) was warm.", "A [cup](product:MUG-1) of it.")
    yield Exchange(moor, "[mug](product:mug)", "[tea](product:tea)")
    yield Exchange(moor, "## Uphill", "## Up, up")
    yield Exchange(moor, "{product} jacket", "{product} J-L")
    yield Exchange(moor, "rained", "snowed")
    yield Append(moor, "## Downhill\n\nAnd [bread](story:bread).")
    yield Append(hill, "![The moor](images/moor.png)")
    yield Append(hill, ":::{products}\n:section: kitchen\n:::")
    yield Append(bread, "See [below](/stories/hill/#downhill), [there](/tags/salt/).")
    yield Append(bread, " ".join(["So it went on and on."] * 80))
    yield Append(stew, ":::{product} mug\n:layout: wide\n:::")
    yield from _keys(fen, ("publishDate", ("", "2026-12-24")), ("weight", ("3",)))
    yield from _keys(stew, ("expiryDate", ("",)), ("slug", ("the-stew",)))
    yield from _keys(broth, ("draft", ("",)), ("publishDate", ("2026-11-20",)))
    yield from _keys(f"{_STORIES}/moor.de.md", ("title", ("Unterm Moor",)), ("slug", ("moor", "")))
    yield Exchange(f"{_STORIES}/hill.de.md", "[Jacke](product:jacket)", "[Kanne](product:pot)")
    new = "---\ntitle: {}\ndescription: New.\nsection: {}\ntags: [salt]\ndate: {}\n---\nA [mug](product:mug).\n"
    yield Write(f"{_STORIES}/new.md", new.format("New", "walks", "2026-10-08"))
    yield Write(f"{_STORIES}/older.md", new.format("Older", "kitchen", "2026-09-01"))
    yield Write(f"{_STORIES}/bread.de.md", "---\ntitle: Brot\ndescription: Warm.\n---\nEine [Tasse](product:mug).\n")
    yield from (Write(path, None) for path in (fen, bread, stew, f"{_STORIES}/moor.de.md", f"{_STORIES}/hill.de.md"))
    yield Rename(bread, f"{_STORIES}/rolls.md")
    yield Rename(stew, f"{_STORIES}/folder/stew.md")
    yield Rename(hill, moor)


def _products() -> Iterator[Edit]:
    mug, jacket, pot, tea = (f"{_PRODUCTS}/{name}.md" for name in ("mug", "jacket", "pot", "tea"))
    yield from _keys(
        mug,
        ("title", ("Cup",)),
        ("description", ("Of steel.",)),
        ("tags", ("[rain]", "")),
        ("section", ("kitchen", "")),
        ("slug", ("cup",)),
        ("weight", ("9",)),
        ("images", ("[{src: images/moor.png, alt: Green}]", "")),
        ("draft", ("true",)),
        ("discontinued", ("true",)),
        ("aliases", ("[/mug/]",)),
    )
    yield Exchange(mug, "12.50", "13.50")
    yield Exchange(mug, "price: 12.50", "price: 11, list_price: 12.50")
    yield Exchange(mug, "MUG-1", "MUG-2")
    yield from _offers(mug)
    yield from _keys(mug, ("successor", ("pot", "tea")))
    yield from _keys(pot, ("discontinued", ("true",)), ("successor", ("mug", "jacket")))
    yield Exchange(mug, "weight: 200 g", "weight: 200 g, opening_stock: 0")
    yield Exchange(mug, "weight: 200 g", "weight: 200 g, available_from: 2026-11-22, maximum: 3")
    yield Exchange(jacket, "opening_stock: 3", "opening_stock: 3, available_from: 2027-01-01")
    yield Exchange(f"{_PRODUCTS}/mug.de.md", "Becher", "Tasse")
    yield Exchange(jacket, "values: [M, L]", "values: [L, M]")
    yield Exchange(jacket, "id: size, title: Size", "id: size, title: How large")
    yield Exchange(jacket, "opening_stock: 3", "opening_stock: 0")
    yield Exchange(jacket, "Way 2,", "Way 22,")
    yield Put(pot, "facts", "{Lid: without}")
    yield Put(pot, "title", "Kettle")
    yield Put(tea, "withdrawal", "")
    yield Put(tea, "tax", "standard")
    yield Exchange(tea, "content: 100 g", "content: 50 g")
    yield Append(tea, "Like the [pot](product:pot).")
    yield Write(f"{_PRODUCTS}/tea.de.md", "---\ntitle: Tee\ndescription: Schwarz.\n---\nSchwarz.\n")
    made = "variants: [{sku: ROPE, price: 5}]\ntax: standard\nmanufacturer: {name: A, address: B, contact: C}\n"
    yield Write(
        f"{_PRODUCTS}/rope.md", f"---\ntitle: Rope\ndescription: Long.\nsection: walks\ntags: [wool]\n{made}---\n"
    )
    yield from (Write(path, None) for path in (tea, jacket, f"{_PRODUCTS}/mug.de.md", f"{_PRODUCTS}/jacket.de.md"))
    yield Rename(tea, f"{_PRODUCTS}/leaves.md")


def _offers(mug: str) -> Iterator[Edit]:
    """Offers that begin and end at the moments of the laws, what is known of the prices before them, and coupons."""
    for start, end in (("2026-11-22", "2026-11-22"), ("2026-11-20", "2026-11-23T12:00"), ("2026-12-30", "2026-12-31")):
        yield Exchange(mug, "price: 12.50", f"price: 12.50, offers: [{{price: 9.90, from: {start}, until: {end}}}]")
    yield Exchange(mug, "price: 9.90", "price: 8.90")
    history = "sku,market,price,currency,from\nMUG-1,eu,12.50,EUR,{}\n"
    yield from (Write("content/prices.csv", history.format(since)) for since in ("2026-10-01", "2026-11-25"))
    yield Exchange("content/prices.csv", "12.50", "12.00")
    yield Append("content/prices.csv", "MUG-1,eu,9.50,EUR,2026-11-10T10:00+01:00")
    yield Write("content/prices.csv", None)
    yield Write("content/coupons.yml", "FIVE-OFF:\n  title: {en: Five}\n  amount: 5\n  until: 2026-11-23\n")
    yield Exchange("content/coupons.yml", "amount: 5", "percent: 5")
    yield Exchange("content/coupons.yml", "FIVE-OFF:", "FIVE-LESS:")
    yield Exchange(mug, "tax: standard", "tax: standard\nno_discount: true")
    yield Write("content/coupons.yml", None)


def _others() -> Iterator[Edit]:
    walks, rain, ann = "content/sections/walks.md", "content/tags/rain.md", "content/authors/ann.md"
    yield from _keys(walks, ("title", ("Ways",)), ("slug", ("ways",)), ("weight", ("5",)), ("image", ("",)))
    yield Exchange(walks, "All about", "Nothing but")
    yield from _keys(rain, ("title", ("Weather",)), ("description", ("",)))
    yield from (Put(ann, "title", "Anna"), Write(rain, None), Write(ann, None))
    yield Write("content/tags/salt.md", "---\ntitle: Salt\n---\nWhite.\n")
    yield Write("content/sections/kitchen.de.md", "---\ntitle: Küche\n---\n")
    yield Rename("content/authors/desk.md", "content/authors/office.md")
    about, terms = f"{_PAGES}/about.md", f"{_PAGES}/terms.md"
    yield from _keys(about, ("title", ("About us",)), ("menu", ("footer", "")), ("slug", ("us",)), ("draft", ("true",)))
    yield Exchange(about, "## Ourselves", "## Us")
    yield Exchange(terms, "Buy the", "Do buy the")
    yield Write(f"{_PAGES}/about.de.md", "---\ntitle: Wir\n---\nWir gehen.\n")
    yield Put(f"{_PAGES}/privacy.md", "role", "accessibility")
    yield Write(about, None)
    yield Write("content/images/moor.png", picture("blue"))
    yield Write("content/images/moor.png", picture("green")[:60])
    yield Exchange("content/images/dot.svg", 'r="4"', 'r="3"')
    yield Exchange("content/images/dot.svg", "0 0 8 8", "0 0 8 6")
    yield Write("content/images/dot.svg", None)
    yield Write("content/notes.txt", "This is not read.")


def _settings() -> Iterator[Edit]:
    site = "site.yml"
    yield from _keys(
        site,
        ("page_size", ("3", "1")),
        ("return_days", ("30",)),
        ("base_url", ("https://shop.example/mag", "https://other.example")),
        ("timezone", ("America/New_York",)),
        ("theme", ("heir", "litfass")),
        ("litfass", ('"0.0"',)),
        ("payment_means", ("{en: Cash, de: Bar}",)),
    )
    yield Exchange(site, "title: Wayside", "title: Hedgeside")
    yield Exchange(site, "issue: One", "issue: Two")
    yield Exchange(site, "{en: {name", "{fr: {name: Français, title: Au bord}, en: {name")
    yield Exchange(site, ", de: {name: Deutsch", ", fr: {name: Français, title: Au bord}, de: {name: Deutsch")
    yield Exchange(site, ", de: {name: Deutsch, title: Am Weg}", "")
    yield Exchange(site, "standard: 19", "standard: 16")
    yield Exchange(site, "price: 4.90", "price: 3.90")
    yield from (Exchange(site, "currency: EUR", f"currency: EUR, ships_from: {place}") for place in ("DE-BE", "AT"))
    yield Exchange(site, "{eu: {", "{eu: {vat: exempt, ")
    yield Exchange(site, "street: Way 1", "street: Way 9")
    yield Exchange(site, "DE: {standard: 19", "DE {standard: 19")


def _theme() -> Iterator[Edit]:
    templates = f"{_PLAIN}/templates"
    yield Exchange(f"{templates}/base.html", "<body>", '<body class="{{ page.kind }}">')
    yield Exchange(f"{templates}/partials/teaser.html", "<p>", "<p class='teaser'>")
    yield Exchange(f"{templates}/blocks/product.html", "{{ card.title }}", "{{ card.title }}!")
    yield Exchange(f"{templates}/story.html", "date | date", "lastmod | date")
    yield Exchange(f"{templates}/frame.html", "<!--till:main-->", "<div><!--till:main--></div>")
    yield Exchange(f"{templates}/list.html", "partials/list.html", "partials/{{ 'list' }}.html")
    yield Exchange(f"{templates}/home.html", '"list.html"', 'page.kind ~ ".html"')
    yield Exchange(f"{templates}/product.html", "{{ product }}", "{{ product.titel }}")
    yield Exchange(f"{templates}/page.html", "{{ free_page.body }}", "{{ t('page.words') }}{{ free_page.body }}")
    yield Write(f"{templates}/tag.html", '{% extends "base.html" %}')
    yield Write(f"{templates}/blocks/link.html", None)
    yield Write("themes/heir/templates/partials/teaser.html", "{% macro teaser(story) %}{{ story.url }}{% endmacro %}")
    yield Write("themes/heir/templates/story.html", None)
    yield Put(f"{_PLAIN}/translations/en.yml", "nav.stories", "All stories")
    yield Put(f"{_PLAIN}/translations/en.yml", "page.words", "Words")
    yield Put(f"{_PLAIN}/translations/de.yml", "story.minutes", "")
    yield Put(f"{_PLAIN}/translations/de.yml", "till.pay", "Kaufen")
    yield Put(f"{_PLAIN}/theme.yml", "params", '{paper: "#eee"}')
    yield Exchange(f"{_PLAIN}/assets/tokens.css", "black", "white")
    yield Exchange(f"{_PLAIN}/assets/basket.js", "=> 1", "=> 2")
    yield Append(f"{_PLAIN}/assets/site.css", "h1 { color: red }")
    yield Write(f"{_PLAIN}/assets/more.css", "p { color: red }\n")
    yield Write(f"{_PLAIN}/assets/paper.svg", None)
    yield Exchange(f"{_PLAIN}/till/review.html", "<h1>", "<h1 id='top'>")
    yield Write(f"{_LITFASS}/templates/partials/footer.html", "<footer>{{ site.title }}</footer>\n")
    yield Write(f"{_LITFASS}/templates/partials/footer.html", None)
    yield Write(f"{_LITFASS}/templates/story.html", '{% extends "base:story.html" %}{% block title %}!{% endblock %}')
    yield Write(f"{_LITFASS}/translations/en.yml", "nav.home: Front\n")
    yield Write(f"{_LITFASS}/assets/css/tokens.css", ":root { --paper: #fff }\n")


def _essential() -> Iterator[Edit]:
    moor, mug = f"{_STORIES}/moor.md", f"{_PRODUCTS}/mug.md"
    yield Put(moor, "title", "Beyond the moor")  # lists, quotes, related stories
    yield Exchange(moor, "and the [mug]", "but the [mug]")  # a quote
    yield Exchange(moor, "## Uphill", "## Higher")  # a link elsewhere leads to it
    yield Put(moor, "date", "2026-10-31")  # the order of lists
    yield Put(moor, "tags", "[salt]")  # lists of tags, their pages, related stories
    yield Put(moor, "hero", "{src: images/dot.svg, alt: A dot}")
    yield Put(moor, "slug", "a-moor")  # every address of it
    yield Write(f"{_STORIES}/bread.md", None)
    yield Write(f"{_STORIES}/moor.de.md", None)  # lists in German show the original
    yield Put(f"{_STORIES}/broth.md", "draft", "")
    yield Exchange(mug, "12.50", "9.50")  # cards in stories and lists
    yield Put(mug, "title", "Beaker")
    yield Put(mug, "tags", "[rain]")  # a block of products by tag
    yield Write(f"{_PRODUCTS}/tea.md", None)  # a story still names it
    yield Put("content/sections/walks.md", "title", "Out")
    yield Put("content/authors/ann.md", "title", "Anne")
    yield Put("content/tags/rain.md", "slug", "rains")
    yield Put(f"{_PAGES}/about.md", "title", "On us")  # the menu of all pages
    yield Exchange(f"{_PAGES}/terms.md", "Buy the", "Have the")  # the till's texts
    yield Write("content/images/moor.png", picture("red"))
    yield Put("site.yml", "page_size", "4")
    yield Exchange("site.yml", "issue: One", "issue: Three")  # every page and none of its addresses
    yield Exchange("site.yml", ", de: {name: Deutsch", ", fr: {name: Français, title: Au bord}, de: {name: Deutsch")
    yield Exchange(f"{_PLAIN}/templates/base.html", "<body>", "<body id='top'>")
    yield Exchange(f"{_PLAIN}/templates/partials/teaser.html", "<p>", "<p id='teaser'>")
    yield Exchange(f"{_PLAIN}/templates/blocks/product.html", "</aside>", "!</aside>")
    yield Put(f"{_PLAIN}/translations/de.yml", "story.minutes", '{other: "{count} Min."}')
    yield Put(f"{_PLAIN}/theme.yml", "params", '{paper: "#ddd"}')
    yield Exchange(f"{_PLAIN}/assets/tokens.css", "black", "green")


ESSENTIAL: tuple[Edit, ...] = (*_essential(), *essential_blocks())
"""One edit for each way in which a page depends on something."""
EDITS: tuple[Edit, ...] = (*ESSENTIAL, *_stories(), *_products(), *_others(), *_settings(), *_theme(), *blocks())
"""All edits."""
ANY = st.integers(0, len(EDITS) - 1).map(lambda number: EDITS[number])
"""Any of them, drawn: by its number, since Hypothesis would write out all."""
