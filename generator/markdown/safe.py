"""What HTML may stand in a story: the lists below, and nothing that a page's Content-Security-Policy would refuse.

Rules of the room: only this module imports nh3. It keeps the schemes of references (``product:`` and so on), since
`reading` turns them into slots afterwards; what it takes away, `tell_removed` tells with its line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

import nh3

from generator.diagnostics import did_you_mean, right_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Location, Report
    from generator.markdown.source import Places

TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption"
        " figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub"
        " summary sup table tbody td tfoot th thead time tr u ul var wbr",
    )
)
"""The elements an editor may write; scripts, forms, frames, media and fonts are not among them."""

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"class", "dir", "id", "lang", "title"}),
    "a": frozenset({"aria-label", "href", "hreflang", "rel", "role"}),
    "abbr": frozenset(),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "div": frozenset({"aria-label", "role", "tabindex"}),
    "img": frozenset({"alt", "height", "src", "width"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "q": frozenset({"cite"}),
    "section": frozenset({"aria-label", "role"}),
    "td": frozenset({"colspan", "headers", "rowspan"}),
    "th": frozenset({"abbr", "colspan", "headers", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
}
"""The attributes by element; "*" are those of every element."""

CLASSES = frozenset({"centre", "full", "lead", "margin", "note", "pull", "small", "wide"})
"""The classes an editor may write; every theme gives them a meaning."""

OWN_CLASSES = frozenset(
    {"align-center", "align-left", "align-right", "footnote-backref", "footnote-item", "footnote-ref", "footnotes"}
    | {"footnotes-list", "table"}
)
"""The classes that the engine and `reading` write."""

REFERENCES = ("product", "story", "page", "price", "availability", "buy")
"""The schemes of links to things of the magazine."""

SCHEMES = frozenset({"http", "https", "mailto", "tel", *REFERENCES})
"""The schemes a link may have."""

_VALUES: Mapping[tuple[str, str], frozenset[str]] = {
    ("a", "role"): frozenset({"doc-backlink", "doc-noteref"}),
    ("div", "role"): frozenset({"group"}),
    ("div", "tabindex"): frozenset({"0"}),
    ("section", "role"): frozenset({"doc-endnotes"}),
}
_SPELLINGS = (("<!---->", ""), (" />", ">"), ("&quot;", '"'), ("&nbsp;", "\N{NO-BREAK SPACE}"))
_ROUNDS = 6
"""More than any text has needed; one that needs more is shown as text."""

_TAG = re.compile(r"""<([A-Za-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*+)>""")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_ATTRIBUTE_BLOCK = re.compile(r"(?:^\s{0,3}|[)\]`])\{[^{}]*?([\w-]+)\s*=[^{}]*\}")
_CURES = {
    "audio": "A sound is :::{audio} media/name.mp3",
    "button": "A product is bought by :::{product} wind-jacket",
    "center": "Use a class instead: {.centre}",
    "font": "Use a class instead: {.lead}",
    "form": "Link to a page that has the form instead.",
    "iframe": "Link to that page instead; a film is :::{video} with its address.",
    "picture": "Write ![what one sees](images/moor.jpg); sizes and formats are made for you.",
    "script": "Scripts belong to the theme.",
    "style": "Looks belong to the theme; use a class instead: {.wide}",
    "video": "A film is :::{video} media/name.mp4",
}


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an attribute keeps, or None if it goes."""
    if name == "class":
        return " ".join(word for word in value.split() if _known_class(tag, word)) or None
    if name == "id":
        return value if re.fullmatch(r"[^\W_][\w:.-]*", value) else None
    allowed = _VALUES.get((tag, name))
    return value if allowed is None or value in allowed else None


def _known_class(tag: str, word: str) -> bool:
    return word in CLASSES or word in OWN_CLASSES or (tag == "code" and word.startswith("language-"))


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"iframe", "math", "noscript", "object", "script", "style", "svg", "template"},
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes=SCHEMES,
        generic_attribute_prefixes=set(),
    )


def clean(html: str) -> str:
    """The HTML reduced to what is allowed, well formed, with every attribute in double quotes.

    It is cleaned until that changes nothing: an element that is taken away may have held others together
    (``<p><select><p>``), and what the reader's browser parses must be what was looked at.
    """
    for _ in range(_ROUNDS):
        before, html = html, _cleaner().clean(html)
        if alike(before, html):
            return html
    return escape(html)


def alike(before: str, after: str) -> bool:
    """Whether cleaning changed but the spelling: then it took nothing away, and doing it again changes nothing."""
    return before == after or _respelt(before) == _respelt(after)


def _respelt(html: str) -> str:
    """The HTML with what an engine and `clean` spell in two ways, to one meaning, in one; closing marks left out."""
    for one, other in _SPELLINGS:
        html = html.replace(one, other)
    return html


def tell_removed(html: str, places: Places, report: Report) -> None:
    """Tell what `clean` took away from an engine's HTML, with the place in the source."""
    for tag, attributes in _TAG.findall(_COMMENT.sub("", html)):
        name = tag.lower()
        if name not in TAGS:
            at = _next(places, rf"<({re.escape(name)})\b")
            hint = _CURES.get(name, "Write it in Markdown, or leave it out.")
            report.warning("W411", f"<{name}> is not allowed in a text and was left out.", hint, at=at)
            continue
        for key, double, single, bare in _ATTRIBUTE.findall(attributes):
            _tell_attribute(name, key.lower(), unescape(double or single or bare), places, report)


def tell_attribute_blocks(places: Places, report: Report) -> None:
    """Tell of attributes in braces that are not allowed: the engine has left them out already."""
    for index, line in enumerate(places.lines.lines):
        for at in places.lines.find_in(index, _ATTRIBUTE_BLOCK) if "{" in line and "=" in line else ():
            key = at.text[at.column - 1 : at.column - 1 + at.length]
            _tell_attribute("", key, "", places, report, at)


def _tell_attribute(tag: str, key: str, value: str, places: Places, report: Report, at: Location | None = None) -> None:
    if key == "class":
        for word in value.split():
            if not _known_class(tag, word):
                place = _next(places, rf"(?:\.|\bclass\s*=[^>\n]*?(?<![\w-]))({re.escape(word)})(?![\w-])")
                report.warning(
                    "W413", f'The class "{word}" has no meaning and was left out.', _class_hint(word), at=place
                )
    elif key in {"href", "src"} and key in ATTRIBUTES.get(tag, ()):
        _tell_scheme(value, places, report)
    elif key not in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, frozenset()):
        equals = r"\s*=" if value else ""
        place = at or _next(places, rf"(?<![\w-])({re.escape(key)}){equals}")
        report.warning("W412", f"{key}= is not allowed in a text and was left out.", _attribute_hint(key), at=place)
    elif _attribute(tag, key, value) is None and value:
        place = _next(places, rf"(?<![\w-])({re.escape(key)})\s*=")
        report.warning("W412", f'{key}="{value}" is not allowed and was left out.', _attribute_hint(key), at=place)


def _tell_scheme(address: str, places: Places, report: Report) -> None:
    scheme, colon, _ = address.strip().partition(":")
    if colon and re.fullmatch(r"[A-Za-z][\w+.-]*", scheme) and scheme.lower() not in SCHEMES:
        hint = did_you_mean(scheme.lower(), sorted(SCHEMES))
        at = _next(places, rf"({re.escape(scheme)}):")
        fix = right_word(at, scheme, SCHEMES)
        report.error("E407", f'A link cannot begin with "{scheme}:".', hint, at=at, fix=fix)


def _class_hint(word: str) -> str:
    return did_you_mean(word, sorted(CLASSES))


def _attribute_hint(key: str) -> str:
    if key == "style":
        return "Use a class instead: {.wide}"
    if key.startswith("on"):
        return "Scripts belong to the theme."
    if key == "id":
        return "An id begins with a letter or a digit and has no spaces."
    return "It has no effect here; leave it out."


def _next(places: Places, pattern: str) -> Location:
    """The next place of a pattern: the nth time it is asked for, the nth place; the first line if there is none."""
    return places.next(pattern) or places.lines.at(0)
