"""What a block is: its name, what an editor may give it, what it refers to, and what its template sees.

Rules of the room: a block is one object without state in one file; it reads an `Embed` and asks a `BlockContext`,
nothing else. It knows neither Markdown nor Jinja; its template lies in the theme.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Protocol

from generator.diagnostics import did_you_mean, nearest, right_word
from generator.model import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from generator.diagnostics import Location, Report
    from generator.model import Embed, Image
    from generator.views.shapes import CardView, ImageView, LinkView, MediumView, TeaserView

__all__ = [
    "ANYTHING",
    "AN_ID",
    "A_NUMBER",
    "ID",
    "IDS",
    "Block",
    "BlockContext",
    "Reference",
    "Setting",
    "check",
    "choice",
    "each",
    "entries",
    "line_of",
    "place",
]

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What an id or a SKU may look like."""
_NAMING = frozenset({"file", "id", "ids", "sku", "src", "url"})
_TARGET = re.compile(r"(?<=\])\([^()]*\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """An option of a block: a pattern of the whole value, in words what is expected, and all values if they are few."""

    pattern: re.Pattern[str]
    expected: str
    choices: tuple[str, ...] = ()


class BlockContext(Protocol):
    """What a block may ask while its view is made: the page's language, and the linked magazine behind it."""

    @property
    def language(self) -> str:
        """The page's language."""

    @property
    def story(self) -> str:
        """The id of the story that the block stands in, or "" where its page is none."""

    def html(self, fragment: str) -> Markup:
        """The HTML of an embed's words, or of a part of them, the blocks within it rendered."""

    def t(self, key: str, **values: object) -> str:
        """A word of the theme."""

    def card(self, reference: str, embed: Embed) -> CardView | None:
        """The card of a product by its id, or by a variant's SKU, which is then chosen.

        None if it is not visible now. ``embed`` gives the card's ``source`` and ``key``.
        """

    def products(self, *, section: str = "", tag: str = "") -> tuple[str, ...]:
        """Ids of the visible products of a section, a tag or both, in the order of the shop's lists."""

    def facts(self, reference: str) -> tuple[tuple[str, str], ...]:
        """The facts of a product by its id or a SKU, pairs of name and value; none if it is not visible now."""

    def teaser(self, story: str) -> TeaserView | None:
        """The teaser of a story; None if it is not visible now."""

    def image(self, image: Image) -> ImageView | None:
        """The picture in its sizes, or None if there is no such file (its diagnostic is already told)."""

    def medium(self, src: str) -> MediumView | None:
        """The film or sound, or None if there is no such file (its diagnostic is already told)."""

    def link(self, kind: str, subject: str) -> LinkView | None:
        """Title and URL of a product (by id or SKU), story, page, section or tag; None if it is not visible now."""

    def absolute(self, url: str) -> str:
        """The address with scheme and domain, of one that a view has."""


class Block:
    """What an editor can write, by name: the base of all blocks.

    ``argument`` says in words what stands behind the name, "" if nothing may; where it is one id, ``names`` is the kind
    of what it names, such as "product". ``example`` shows the block in one line.
    ``settings`` are the options by key; one at least of ``wanted``, or the argument, must be given, if there are any.
    A block that ``holds`` has a body between its lines, which is ordinary Markdown: see `Embed.words`. A block that is
    no ``directive`` is not written as ``:::{name}`` but as a link or a picture.
    """

    name: ClassVar[str]
    argument: ClassVar[str] = ""
    needs_argument: ClassVar[bool] = True
    names: ClassVar[str] = ""
    example: ClassVar[str] = ""
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType({})
    wanted: ClassVar[tuple[str, ...]] = ()
    holds: ClassVar[bool] = False
    directive: ClassVar[bool] = True

    @property
    def template(self) -> str:
        """The theme's file, relative to its templates."""
        return f"blocks/{self.name}.html"

    def references(self, embed: Embed) -> Iterable[Reference]:
        """What its argument and options need to exist, in the order in which it is written."""
        named = self.names and embed.argument
        return (Reference(kind=self.names, id=embed.argument, at=embed.at),) if named else ()

    def media(self, embed: Embed) -> tuple[str, ...]:
        """The films and sounds that it plays, by their paths below ``content/``."""
        del embed
        return ()

    def check(self, embed: Embed, report: Report) -> None:
        """Tell what is wrong beyond argument and options: in the body, or of several together."""

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """The variables of the template, or None if there is nothing to show."""
        raise NotImplementedError

    def structured(self, embed: Embed, context: BlockContext) -> Mapping[str, object]:
        """What search engines read of it: a JSON-LD object with its ``@type``; empty where there is nothing to say."""
        del embed, context
        return {}


def choice(*values: str) -> Setting:
    """An option with one of these values."""
    pattern = re.compile("|".join(map(re.escape, values)))
    return Setting(pattern=pattern, expected=f"one of {', '.join(values)}", choices=values)


def entries(value: str) -> tuple[str, ...]:
    """The entries of a comma-separated list."""
    return tuple(word.strip() for word in value.split(",") if word.strip())


ANYTHING = Setting(pattern=re.compile(r".*", re.DOTALL), expected="any words")
A_NUMBER = Setting(pattern=re.compile(r"[1-9][0-9]?"), expected="a number from 1 to 99")
AN_ID = Setting(pattern=ID, expected="an id")
IDS = Setting(pattern=re.compile(rf"{ID.pattern}(?:\s*,\s*{ID.pattern})*"), expected="ids with commas between them")


def place(embed: Embed, option: str) -> Location | None:
    """Where the value of an option stands, or else the embed."""
    return embed.places.get(option, embed.at)


def line_of(embed: Embed, words: str) -> Location | None:
    """The line of a body in which these words stand, be it among signs of Markdown, or else the embed."""
    for line in embed.lines:
        column = line.text.find(words)
        if column >= 0 and words:
            return replace(line, column=column + 1, length=len(words))
    letters = _letters(words)
    for line in embed.lines:
        first = re.search(r"\w", line.text)
        if first and letters and letters in _letters(_TARGET.sub("", line.text)):
            return replace(line, column=first.start() + 1, length=len(line.text.rstrip()) - first.start())
    return embed.at


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def each(embed: Embed, option: str) -> Iterable[tuple[str, Location | None]]:
    """The ids of a list with the place of each."""
    at = embed.places.get(option)
    for match in ID.finditer(embed.options.get(option, "")):
        yield match[0], replace(at, column=at.column + match.start(), length=len(match[0])) if at else embed.at


def check(block: Block, embed: Embed, report: Report) -> None:
    """Tell what is wrong with an embed's argument and options, each at its own place."""
    if block.argument and block.needs_argument and not embed.argument:
        named = next((value for key, value in embed.options.items() if key in _instead(block)), "")
        example = (
            f"Write it there: :::{{{block.name}}} {named}" if named else f"Write it there, such as {block.example}"
        )
        report.error("E421", f"The block {block.name} needs {block.argument}.", example, at=embed.at)
    if embed.argument and not block.argument:
        message = f'The block {block.name} takes nothing on its first line, but there is "{embed.argument}".'
        hint = f"Write it as an option below, such as :{block.wanted[0]}: {embed.argument}" if block.wanted else ""
        report.error("E422", message, hint, at=embed.at)
    for key, value in embed.options.items():
        if key in _instead(block) and not embed.argument:
            continue
        _check_option(block, embed, key, value, report)
    if block.wanted and not (embed.argument or any(key in embed.options for key in block.wanted)):
        message = f"The block {block.name} does not say what to show."
        hint = f"Write one of {', '.join(block.wanted)} below it, such as {block.example}"
        report.error("E425", message, hint, at=embed.at)


def _instead(block: Block) -> frozenset[str]:
    """Options that say what stands on the first line of a block."""
    return _NAMING.difference(block.settings) if block.argument and block.needs_argument else frozenset()


def _check_option(block: Block, embed: Embed, key: str, value: str, report: Report) -> None:
    setting = block.settings.get(key)
    at = place(embed, key)
    if setting is None:
        if at is not None and at.text.startswith(f":{key}:"):
            at = replace(at, column=2, length=len(key))
        hint = did_you_mean(key, tuple(block.settings))
        fix = right_word(at, key, [one for one in block.settings if one not in embed.options])
        report.error("E423", f'The block {block.name} has no option "{key}".', hint, at=at, fix=fix)
    elif not setting.pattern.fullmatch(value):
        said = f'not "{value}"' if value else "and is empty"
        hint = f'Did you mean "{near}"?' if (near := nearest(value, setting.choices)) else ""
        message = f"The option {key} of the block {block.name} is {setting.expected}, {said}."
        report.error("E424", message, hint, at=at, fix=right_word(at, value, setting.choices))
