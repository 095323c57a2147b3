"""What editors may do to the blocks of the magazine, and to what lies behind these: media, extensions, sets, the brand.

Rules of the room: as in `freshness_edits`, whose list holds these too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.generator.freshness_kinds import Append, Exchange, Put, Rename, Together, Write, sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.generator.freshness_kinds import Edit

_STORIES, _PRODUCTS, _PLAIN, _LITFASS = "content/stories", "content/products", "themes/plain", "themes/litfass"
_CAMP, _BENCH, _BANK = (f"{_STORIES}/{name}.md" for name in ("camp", "bench", "bench.de"))
_MUG, _POT, _JACKET, _TEA = (f"{_PRODUCTS}/{name}.md" for name in ("mug", "pot", "jacket", "tea"))
_RAIN, _WALK = "content/media/rain.wav", "content/media/walk.mp4"
_WEATHER, _WORKSHOP, _BREAD = "extensions/weather.py", "content/sections/workshop.md", f"{_STORIES}/bread.md"

#: The beginning of the extension's last method, with another before it.
_NAMES_TEA = """\
    def references(self, embed):
        from generator.blocks.contract import Reference
        return (Reference(kind="product", id="tea"),)

    def structured"""

#: The same story as the magazine has, in other words for the machine.
_TOML = """\
+++
title = "{}"
description = "Warm."
section = "kitchen"
authors = ["ann"]
date = 2026-10-06
lastmod = 2026-10-09

[params]
mood = "calm"
+++
> One waits.

And the [tea](product:tea) gets cold.
"""


def blocks() -> Iterator[Edit]:
    """All of these edits."""
    for room in (_media, _timelines, _extensions, _goods, _words, _gone, _apart, _looks, _saved, _lenient):
        yield from room()


def essential_blocks() -> Iterator[Edit]:
    """One edit for each new way in which a page depends on something."""
    yield Write(_RAIN, sound(2, tone=0x70))  # the file's name, wherever it stands: blocks, the podcast
    yield Together((Write("content/media/fog.wav", sound(5)), Exchange(_CAMP, "media/rain.wav", "media/fog.wav")))
    yield Exchange(
        _CAMP, ":::{audio} media/rain.wav\n:title: Rain on the tent", ":::{note} Rain on the tent"
    )  # no podcast
    yield Exchange(_WEATHER, '"calm"', '"storm"')
    yield Exchange(_JACKET, "price: 150", "price: 140")  # in a picture, in a film
    yield Put(_POT, "facts", "{Lid: without, Handle: one}")  # in a comparison, too
    yield Put(f"{_STORIES}/hill.md", "title", "A hill")  # a card in a story
    yield Exchange(_BENCH, "### Does it keep?", "### Does it last?")  # JSON-LD
    yield Together((Put(_MUG, "discontinued", "true"), Put(_MUG, "successor", "pot")))
    yield Put(_WORKSHOP, "apart", "")
    yield Put("site.yml", "brand", '{act: "#3f5fa8"}')
    yield Write(f"{_PLAIN}/assets/blocks/compare.css", "table { color: red }\n")  # only pages that have the block
    yield Put("site.yml", "lenient", "true")
    yield Write(_BREAD, _TOML.format("Bread"))


def _media() -> Iterator[Edit]:
    """Files that come, go and are others, of the same size and of another."""
    for path in (_RAIN, _WALK, "content/media/fog.wav", "content/media/not-named.mp3"):
        yield from (Write(path, content) for content in (sound(2), sound(2, tone=1), sound(9), None))
    yield Rename(_RAIN, "content/media/Rain Two.wav")
    yield Rename(_RAIN, "content/media/below/rain.wav")
    yield Together((Rename(_RAIN, "content/media/below/rain.wav"), Exchange(_CAMP, "media/rain", "media/below/rain")))


def _timelines() -> Iterator[Edit]:
    """Films and sounds as texts name them."""
    for old, new in (("rain.wav", "walk.mp4"), ("rain.wav", "fog.wav"), ("rain.wav", "none.wav"), ("0:00", "0:01")):
        yield Exchange(_CAMP, old, new)
    yield Exchange(_CAMP, ":title: Rain on the tent\n", "")
    yield Exchange(_CAMP, ":title: Rain on the tent", ":title: Rain\n:length: 1:00")
    yield Append(_CAMP, ":::{audio} media/fog.wav\n:title: Fog\n:::")
    yield Append(f"{_STORIES}/moor.md", ":::{audio} media/rain.wav\n:title: Rain\n:::")
    yield Append(f"{_STORIES}/fen.md", ":::{audio} media/rain.wav\n:title: Wet\n:::")
    yield Append(f"{_STORIES}/broth.md", ":::{audio} media/rain.wav\n:title: Hot\n:::")
    yield Append(_MUG, ":::{video} media/walk.mp4\n![A dot](images/dot.svg)\n:::")
    yield Append("content/pages/about.md", ":::{audio} media/rain.wav\n:title: Ourselves\n:::")
    for old, new in (
        ("media/walk.mp4", "media/rain.wav"),
        ("media/walk.mp4", "https://youtu.be/abcdefghijk"),
        (":date: 2026-09-29\n", ""),
        (":length: 2:00", ":length: 3:00"),
        ("In den Nebel", "Im Nebel"),
        ("[Die Jacke](product:jacket)", "[Die Kanne](product:POT-1)"),
        ("images/dot.svg", "images/moor.png"),
    ):
        yield Exchange(_BANK, old, new)


def _extensions() -> Iterator[Edit]:
    for old, new in (
        ('"calm"', "1 / 0"),
        ("embed.argument, ", "context.language, "),
        ('"@type": "Place"', '"@type": "City"'),
        ("holds = True", "holds = False"),
        ('name = "weather"', 'name = "note"'),
        ("    def structured", "    def media(self, embed):\n        return ('media/walk.mp4',)\n\n    def structured"),
        ("class Weather", "class Weather("),
        ("BLOCKS", "BLOKCS"),
        ("from generator.blocks import Block\n", "from generator.blocks import Block, Reference\n"),
        (
            "    def structured",
            _NAMES_TEA,
        ),
        ('"calm"', 'context.teaser("hill").title'),
        ('"calm"', 'context.card("mug", embed).variants[0].price'),
        ('"calm"', 'context.products(tag="wool")'),
    ):
        yield Exchange(_WEATHER, old, new)
    yield Write(_WEATHER, None)
    yield Put("site.yml", "extensions", "")
    yield Write("extensions/more.py", "from generator.blocks import Block\nBLOCKS = ()\n")
    yield Put("site.yml", "extensions", "[extensions/weather.py, extensions/more.py]")
    yield Exchange(f"{_PLAIN}/templates/blocks/weather.html", "{{ wind }}", "{{ page.title }}")
    yield Append(f"{_STORIES}/moor.md", ":::{weather} Here\nWet.\n:::")


def _goods() -> Iterator[Edit]:
    """Products within the bodies of blocks, and what these show of them."""
    for path, old, new in (
        (_CAMP, "34% 52%", "35% 52%"),
        (_CAMP, "[Jacket](product:jacket)", "[Tea](product:tea)"),
        (_CAMP, "2 × [Mug]", "3 × [Mug]"),
        (_CAMP, "product:POT-2", "product:POT-1"),
        (_CAMP, "{compare} mug, pot, tea", "{compare} jacket, pot"),
        (_CAMP, "{compare} mug, pot, tea", "{compare} mug, pot, tea\n:facts: Lid, Colour"),
        (_CAMP, "{story} hill", "{story} bread"),
        (_CAMP, "{story} hill", "{story} fen"),
        (_CAMP, "price:mug", "price:tea"),
        (_CAMP, "buy:mug", "buy:J-L"),
        (_BENCH, "[tea](product:tea)\n", "[mug](product:mug)\n"),
        (_BENCH, "10 g [tea](product:tea)", "10 g tea"),
        (_BANK, "{product} tea", "{product} mug"),
        (_BANK, "[Kanne](product:pot)", "[Tasse](product:MUG-1)"),
        (_POT, "Of iron.", "Of black iron."),
        (_TEA, "ingredients: Tea", "ingredients: Leaves"),
        (_JACKET, "price: 150, weight", "price: 130, list_price: 150, weight"),
    ):
        yield Exchange(path, old, new)
    yield from (Put(_MUG, "facts", value) for value in ("{Lid: none}", "{Colour: red, Lid: none}"))
    yield from (Put(_MUG, "material", value) for value in ("Steel", "Iron"))
    yield Put(f"{_PRODUCTS}/mug.de.md", "facts", "{Deckel: keiner}")


def _words() -> Iterator[Edit]:
    """What else stands in bodies: questions, steps, remarks, pictures."""
    for path, old, new in (
        (_BENCH, ":servings: 2 cups", ":servings: 4 cups"),
        (_BENCH, ":prep: 5 min", ":prep: 15 min"),
        (_BENCH, "1. Boil.", "1. Boil it."),
        (_BENCH, "{faq} Asked", "{faq}"),
        (_BENCH, "{note} Beware", "{quote} Ann"),
        (_BENCH, ":time: 10 min\n", ""),
        (_BENCH, ":kind: warning", ":kind: tip"),
        (_BANK, "{quote} Änne", "{quote} Ann"),
        (_BANK, "- Höhe: 1.345 m", "- Höhe: 1.346 m"),
        (_BANK, "{gallery}\n", "{gallery}\n:layout: pairs\n"),
        (_BANK, "{figure}\n![Das Moor](images/moor.png)", "{figure}\n![Ein Punkt](images/dot.svg)"),
        (_BANK, "Nass ist [das Moor](story:moor).", "Nass ist [das Brot](story:bread)."),
    ):
        yield Exchange(path, old, new)
    yield Append(_CAMP, ":::{faq} More\n### Was it wet?\nIt was.\n:::")
    yield Write(_BANK, None)


def _gone() -> Iterator[Edit]:
    """What is no longer made, and what follows it; and the edges of offers, written in other zones."""
    for gone, follows in ((_MUG, "pot"), (_POT, "tea"), (_TEA, "mug"), (_JACKET, "mug"), (_JACKET, "none")):
        yield Together((Put(gone, "discontinued", "true"), Put(gone, "successor", follows)))
    yield Together((Put(_JACKET, "discontinued", ""), Put(_JACKET, "successor", "")))
    yield from (Put(one, "draft", "true") for one in (_POT, _TEA))
    for until in ("2026-11-23T12:00:00+01:00", "2026-11-23T11:00:00Z", "2026-11-23T12:00"):
        offer = f"price: 8, offers: [{{price: 6, from: 2026-11-20, until: {until}}}]"
        yield from (Exchange(_TEA, old, offer) for old in ("price: 8", _TEA_OFFERED))
    for date in ("2026-10-06T12:00:00+02:00", "2026-10-06T10:00:00Z"):
        yield Put(_BREAD, "date", date)


_TEA_OFFERED = "price: 8, offers: [{price: 6, from: 2026-11-20, until: 2026-11-23T12:00:00+01:00}]"


def _apart() -> Iterator[Edit]:
    for section in ("workshop", "walks", "kitchen"):
        yield from (Put(f"content/sections/{section}.md", "apart", value) for value in ("true", ""))
    yield from (Put(_CAMP, "section", value) for value in ("workshop", "kitchen"))
    yield Put(f"{_STORIES}/moor.md", "section", "workshop")
    yield Put(_BENCH, "section", "walks")
    yield Put(_MUG, "section", "workshop")
    yield Write(_WORKSHOP, None)
    yield Write("content/sections/workshop.de.md", "---\ntitle: Werkstatt\n---\n")


def _looks() -> Iterator[Edit]:
    """The brand, and styles and scripts of single blocks."""
    for colours in (
        '{paper: "#ffffff", ink: "#000000"}',
        '{act: "#a3203f", dark: {act: "#ffb0c0"}}',
        '{act: "#ffffff"}',
        "{logo: content/images/dot.svg}",
        "{logo: content/images/moor.png}",
        "{logo: content/images/none.svg}",
        "",
    ):
        yield Put("site.yml", "brand", colours)
    for theme, folder in ((_PLAIN, "blocks"), (_LITFASS, "css/blocks")):
        for name in ("look", "price", "weather"):
            style = f"{theme}/assets/{folder}/{name}.css"
            yield from (Write(style, text) for text in ("b { color: red }\n", "b { color: tan }\n", None))
    yield Write(f"{_PLAIN}/assets/blocks/audio.js", 'import { basket } from "../basket.js";\nbasket();\n')
    yield Write(f"{_LITFASS}/assets/js/blocks/weather.js", "export const here = 1;\n")
    yield Exchange(f"{_PLAIN}/templates/base.html", "{% if style %}", "{% if not style %}")
    yield Exchange(f"{_PLAIN}/templates/blocks/compare.html", "{{ rows }}", "")
    yield Put(f"{_PLAIN}/translations/de.yml", "duration.minutes", '"{number} Minuten"')
    yield Put(f"{_PLAIN}/translations/en.yml", "duration.minutes", "")
    yield Put(f"{_PLAIN}/translations/en.yml", "product.ingredients", "Made of")


def _saved() -> Iterator[Edit]:
    """Front matter and names as other tools write them."""
    yield Write(_BREAD, _TOML.format("A loaf of bread"))
    yield Write(_BREAD, _TOML.replace("+++\n>", "[[params.more]]\na = 1\n+++\n>").format("Bread"))
    yield Write(_BREAD, _TOML.replace('"kitchen"', "kitchen").format("Bread"))
    yield Rename(_BREAD, f"{_STORIES}/2026-10-06-bread.md")
    yield Rename(_BREAD, f"{_STORIES}/bread/index.md")
    yield Rename(_CAMP, f"{_STORIES}/2026-09-30-camp.markdown")
    yield Together((Put(_CAMP, "date", ""), Rename(_CAMP, f"{_STORIES}/2026-10-11-camp.md")))
    yield Write(f"{_STORIES}/2026-10-07-stew.md", _TOML.format("Another stew"))
    yield Rename(_MUG, f"{_PRODUCTS}/mug/index.md")


def _lenient() -> Iterator[Edit]:
    """What a lenient site lets pass, and others do not."""
    yield from (Put("site.yml", "lenient", value) for value in ("true", "false", ""))
    for key, value in (
        ("layout", "post"),
        ("hero", "{src: images/none.svg, alt: None}"),
        ("section", "nowhere"),
        ("section", ""),
        ("description", ""),
        ("date", ""),
        ("tags", "[Wet Socks]"),
        ("authors", "[nobody]"),
        ("aliases", "[/about/]"),
    ):
        yield Put(_CAMP, key, value)
        yield Together((Put("site.yml", "lenient", "true"), Put(f"{_STORIES}/moor.md", key, value)))
    yield Together((Put("site.yml", "lenient", "true"), Append(_CAMP, "![None](images/none.png) [none](story:none)")))
    yield Together((Put("site.yml", "lenient", "true"), Append(_BENCH, "[None](/none/) [none](/stories/moor/#none)")))
    yield Together((Put("site.yml", "lenient", "true"), Append(_BENCH, "[Up](/stories/moor/#uphill)")))
    yield Together((Put("site.yml", "lenient", "true"), Append(_BENCH, ":::{audio} media/none.wav\n:::")))
    yield Together((Put("site.yml", "lenient", "true"), Write(f"{_STORIES}/Grüne Hügel.md", "no front matter")))
