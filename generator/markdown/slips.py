"""Slips: Markdown that is nearly right, so that readers would see it as it was typed.

Rules of the room: it looks at words as readers see them, outside code, and for where they were written; what stands
behind a backslash is not found there, and is no slip.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.diagnostics import instead, nearest
from generator.markdown.safe import CLASSES, REFERENCES

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.diagnostics import Fix, Location, Report
    from generator.markdown.source import Lines, Places

_OURS = "|".join(REFERENCES)
_CODE = (
    r"\{\{.*?\}\}|\{%.*?%\}",
    "Code of templates has no meaning in a text; a product is written :::{product} an-id",
)
_SLIPS = (
    (rf"\][ \t]+\((?:{_OURS}|https?|mailto):[^)\n]*\)", "Take the space between ] and ( away."),
    (
        r"\]\([ \t]*\{[{%<][^()\n]*\)",
        "Code of templates has no meaning in a text; a link is written [words](story:an-id)",
    ),
    (
        r"\]\((?!file:)[^()\s{]+[ \t]+[“„”‘‚»«][^()\n]*\)",
        'The words under a picture stand between straight quotes: ![…](images/moor.jpg "Rain")',
    ),
    (
        r"\]\([ \t]*file:[^()\n]*\)",
        "What lies on one computer nobody else can see: put the file below content/images and write images/name.jpg",
    ),
    (
        r"\]\((?:[^()\n]*[ \t][^()\n]*|[^()\n\"“„]*[^()\s\"“„][ \t]+[^()\s\"“„][^\n]*?[\"”“])\)(?:\{\.[^{}\n]*\})?",
        "An address has no spaces: take them away, or rename the file.",
    ),
    (rf"\]\((?:(?:{_OURS}|https?|mailto):|images/|media/)[^()\n]*$", "Behind the address a ) is missing."),
    (r"!\[\[[^\[\]\n]+\]\]", "Write a picture so: ![what one sees](images/moor.jpg)"),
    (r"\[\[[^\[\]\n]+\]\]", "Write a link such as [words](story:an-id) or [words](product:an-id)."),
    (r"\[[^\[\]^\n]+\]\[[^\[\]\n]*\]", "Write the address in parentheses: [words](product:an-id)."),
    (
        rf"\([^()\n]*\)\[(?:https?://|www\.|/|(?:{_OURS}):)[^\]\n]*\]",
        "The words stand in brackets, the address in parentheses: [words](story:an-id).",
    ),
    (r"\[\^[^\]\s]+\]", "Write its note on a line of its own, such as [^1]: …"),
    (rf"^\{{(?:{'|'.join(sorted(CLASSES))})\}}[ \t]*$", "A class has a point before it: {.lead}"),
    (
        rf"\{{(?:\.[\w-]+|{'|'.join(sorted(CLASSES))})\}}",
        "It counts only right behind a picture, with a point: ![…](images/moor.jpg){.wide}",
    ),
    _CODE,
    (r"^#{2,6}[^\s#].*$", "A heading has a space behind its signs: ## Heading"),
    (r"^[•·▪◦‣][ \t\xa0].*$", "Each line of a list begins with a hyphen: - a mug"),
    (r"^\|.*\|[ \t]*$", "A table has a second line such as |---|---|"),
    (r"\*\*|~~", "Write it on both sides of the words, without a space between: **bold**, ~~gone~~"),
    (r"&(?:[A-Za-z]+[0-9]*;|(?:nbsp|shy|amp|copy|quot)\b)", "That is no sign of HTML; write the letter itself."),
)
_ANY = re.compile("|".join(f"(?P<s{number}>{pattern})" for number, (pattern, _) in enumerate(_SLIPS)), re.MULTILINE)
#: What is told once in a text, however often it stands there: who comes from another tool has much of it.
_ONCE = f"s{_SLIPS.index(_CODE)}"
_SUSPECT = ("[", "{", "|", "#", "&", "~", "**", "•", "·", "▪", "◦", "‣")
_MENDED = (
    (r"(#{2,6})(?=[^\s#])", r"\1 "),
    (r"\][ \t]+\(", "]("),
    (r"(\]\([^()\s{]+[ \t]+)[“„”‘‚»«]([^()\n\"]*?)[“”’‘«»][ \t]*\)", r'\1"\2")'),
    (r"\{([\w-]+)\}[ \t]*$", r"{.\1}"),
    (r"[•·▪◦‣][ \t\xa0]+", "- "),
)
_NOTE = re.compile(r"^\[(\^[^\]\s]+)\]:")
_NAMED = re.compile(r"\[(\^[^\]\s]+)\]")
_RULE = re.compile(r" {0,3}-{2,}[ \t]*")
_PROSE = re.compile(r"[^\s#>|*+<:-].*(?:[.!?…:,;][”“’»\")]*|.{60})")


def tell(shown: Collection[str], places: Places, report: Report) -> None:
    """Tell of what readers would see as it was typed; ``shown`` are texts outside code."""
    told = frozenset[str]()
    for text in shown if _suspect("\n".join(shown)) else ():
        if _suspect(text):
            told = _tell_text(text, told & {_ONCE}, places, report)
    missing = [found[1] for text in shown for found in _NAMED.finditer(text)]
    _tell_notes(places.lines, missing, report)
    _tell_rules(places.lines, report)


def _suspect(text: str) -> bool:
    """Whether any slip can be in a text: sooner said than which."""
    return any(sign in text for sign in _SUSPECT)


def _tell_text(text: str, before: frozenset[str], places: Places, report: Report) -> frozenset[str]:
    """Tell of each kind of slip in a text but those told ``before``; returned is all that is told now."""
    told = set(before)
    for found in _ANY.finditer(text):
        at = places.next(_written(found[0])) if found.lastgroup not in told else None
        if at is not None:
            told.add(found.lastgroup or "")
            cure = _named_otherwise(found[0], places.lines) or _SLIPS[int((found.lastgroup or "s0")[1:])][1]
            report.warning("W416", f'Readers will see "{found[0].strip()}" as it stands.', cure, at=at, fix=_fix(at))
    return frozenset(told)


def _named_otherwise(shown: str, lines: Lines) -> str:
    """The cure of a place whose note has nearly its name."""
    place = _NAMED.fullmatch(shown)
    notes = [found[1] for line in lines.lines if (found := _NOTE.match(line))] if place else []
    near = nearest(place[1], notes) if place else ""
    return f"Its note is named [{near}]: give both the same name." if near else ""


def _fix(at: Location) -> Fix:
    """What was meant, where nothing else is wrong."""
    written = at.text[at.column - 1 : at.column - 1 + at.length]
    for pattern, meant in _MENDED:
        if found := re.match(pattern, written):
            return instead(replace(at, length=found.end()), found.expand(meant))
    return ()


def _written(shown: str) -> str:
    """A pattern of what was typed where this is shown: quotes are shown as typographic ones, a backslash not at all."""
    return r"(?<!\\)" + re.sub("[“”„‘’‚]", "[\"'“”„‘’‚]", re.escape(shown))


def _tell_notes(lines: Lines, missing: Collection[str], report: Report) -> None:
    """A note that nothing refers to is not shown at all; one that a place without its note may mean is told there."""
    for index, line in enumerate(lines.lines):
        found = _NOTE.match(lines.masked(index)) if line.startswith("[^") else None
        name = re.escape(found[1]) if found else ""
        if found and not nearest(found[1], missing) and not lines.find(re.compile(rf".\[{name}\]|^\[{name}\](?!:)")):
            hint = f"Write [{found[1]}] in the text where it belongs, or delete it."
            message = f"No place in the text refers to the note {found[1][1:]}, and so it is not shown."
            report.warning("W417", message, hint, at=lines.at(index, 2, len(found[1])))


def _tell_rules(lines: Lines, report: Report) -> None:
    """Three hyphens right below a sentence make a heading of it."""
    for index in [index for index, line in enumerate(lines.lines) if "--" in line and index]:
        if _RULE.fullmatch(lines.masked(index)) and _PROSE.fullmatch(lines.masked(index - 1).strip()):
            hint = "Put an empty line between the two."
            message = f"This becomes a heading, because {lines.lines[index].strip()} stands right below it."
            report.warning("W416", message, hint, at=lines.at(index - 1, 1, len(lines.lines[index - 1])))
