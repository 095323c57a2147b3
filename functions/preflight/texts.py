"""Is what shoppers read the shop's own? The demo's brand and what was left open in a template are found.

Rules of the room: it looks at legal texts, letters and who sells, as the build gave them to the till. A word is only
suspected whole, so that a Herr Muster may sell things, and the law's own "Muster-Widerrufsformular" may stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from functions.preflight.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.preflight.finding import Scene
    from functions.site import Build

#: What the demo and the starter call themselves, and where they live.
_BRANDS = re.compile(
    r"\bWegwarte\b|wegwarte\.example|\bAm Wegrain 7\b|\bMusterfelde\b|\bBeispielw(?:erkstatt|eg)\b|magazin\.example"
)
#: What templates leave to be filled in.
_OPEN = re.compile(
    r"""\b(?:TODO|FIXME|TBD|XXX+)\b
    | \blorem\s+ipsum\b
    | \bMuster(?:mann|frau|stra(?:ß|ss)e|stadt|ort|dorf|hausen|weg|firma|shop)\b
    | \b(?:Max|Erika)\s+Mustermann\b
    | \b[\w.-]*example\.(?:com|org|net)\b | \b[\w-]+\.example\b
    | \bDE0{9}\b | \bHRB\s0+\b | \b00000\b
    | \bEine\ Vorlage\. | \bA\ template\.
    | \[(?!\d{1,3}\])[^\]\n]{1,80}\]
    | \{\{[^}]*\}\} | <[A-Z][^>\n]{2,60}>
    | _{4,} | \.{5,}""",
    re.VERBOSE | re.IGNORECASE,
)
_SHOWN = 3
_NEEDED = ("terms", "withdrawal", "privacy", "imprint", "shipping")


def check(scene: Scene) -> Iterator[Finding]:
    """Legal texts, letters and the seller; of a preview nothing is asked."""
    if scene.settings.preview:
        yield Finding.good("texts", "a preview may have what it likes")
        return
    found = [*_missing(scene.build), *_strange(scene.build)]
    yield from found or [Finding.good("texts", "legal texts and letters are the shop's own")]


def _missing(build: Build) -> Iterator[Finding]:
    for language in build.pages.languages:
        lacking = [role for role in _NEEDED if not build.pages.documents(language).get(role)]
        if lacking:
            text = f"there is no legal text for {', '.join(lacking)} ({language})"
            yield Finding.fault("texts", text, "write pages with these roles: see content/pages of `litfass new`")


def _strange(build: Build) -> Iterator[Finding]:
    for where, text in _texts(build):
        brands = _some(_BRANDS, text)
        if brands:
            yield Finding.fault("texts", f"{where} names the demo's brand: {brands}", "write your own in its place")
        if left := _some(_OPEN, _BRANDS.sub("", text)):
            yield Finding.fault("texts", f"{where} has something left open: {left}", "fill it in")


def _texts(build: Build) -> Iterator[tuple[str, str]]:
    """Every text that a contract is made of, and where it stands."""
    shop, pages = build.catalog.shop, build.pages
    seller = "\n".join((*shop.name.values(), shop.mail, shop.address, shop.telephone, shop.tax_number, shop.vat_id))
    yield "the seller in site.yml", seller
    for language in pages.languages:
        for role, document in pages.documents(language).items():
            yield f'"{document.title}" ({role}, {language})', document.text
        yield f"a letter's words ({language})", "\n".join(pages.texts("mail.", language))


def _some(pattern: re.Pattern[str], text: str) -> str:
    """The first few different finds."""
    found = list(dict.fromkeys(match[0].strip() for match in pattern.finditer(text)))
    return ", ".join(f"“{one}”" for one in found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
