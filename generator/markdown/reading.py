"""From safe HTML to Prose: one walk over the tags, which finds headings, links, pictures and references.

Rules of the room: it reads what `safe` has cleaned, so every tag is closed and every attribute quoted; it writes
nothing that `safe` would take away. It knows no engine: whatever an engine is, its HTML has the same tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from generator.diagnostics import exchange, instead
from generator.markdown import slips
from generator.markdown.safe import REFERENCES
from generator.markdown.scanned import CLOSE, OPEN, tell_lost
from generator.markdown.source import Addresses
from generator.markdown.targets import leads_away, link_fault, meant, picture_fault
from generator.markdown.tokens import (
    LEVELS,
    PARTS,
    VOID,
    Token,
    attributes_of,
    free,
    leading_away,
    pictures_end,
    tokens,
    without_id,
)
from generator.markdown.writing import Writing
from generator.model import Embed, Heading, Link, Prose, picture_named, slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Location, Report
    from generator.markdown.scanned import Scanned
    from generator.markdown.source import Places

WORDS = {
    "de": {"table": "Tabelle", "footnotes": "Fußnoten", "back": "Zurück zum Text"},
    "en": {"table": "Table", "footnotes": "Footnotes", "back": "Back to the text"},
}
"""What assistive technology reads of parts that have no words of their own; other languages get the English ones."""

_BLOCKS = {"product": "product_link"}
"""The blocks of references that are not called as these are."""
_LINKS = ("story", "page")
_MARK = re.compile(f"{OPEN}([0-9]+)(/?){CLOSE}")
_MISPLACED = re.compile(r":{3,}\{([\w-]+)\}")


def read(html: str, scanned: Scanned, places: Places, *, language: str, report: Report) -> Prose:
    """The Prose of a text: slots for embeds, headings from level 2, every link, the plain text."""
    reader = _Reader(
        scanned=scanned,
        words=WORDS.get(language, WORDS["en"]),
        report=report,
        addresses=Addresses(lines=scanned.lines),
        first_headings=scanned.lines.first_headings() if "<h1" in html else [],
    )
    reader.run(tokens(html))
    slips.tell(reader.seen, places, report)
    return Prose(
        html="".join(reader.out[0]).strip(),
        text=reader.plain.text,
        words=reader.plain.words,
        headings=tuple(reader.headings),
        links=tuple(reader.links),
        embeds=reader.finished(),
    )


@dataclass(kw_only=True, slots=True)
class _Reader(Writing):
    """The walk; it lives as long as `read` runs."""

    words: Mapping[str, str]
    addresses: Addresses
    first_headings: list[Location]
    referring: list[tuple[int, int]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    misplaced: list[str] = field(default_factory=list)
    silent: int = 0
    tables: int = 0

    def run(self, row: list[Token]) -> None:
        """Walk once over the tags and texts, then tell what was left over."""
        index = 0
        while index < len(row):
            closing, tag, raw, text = row[index]
            if text:
                self._text(text)
            elif closing:
                self._close(tag)
            elif tag == "p" and (end := pictures_end(row, index)):
                self._pictures(row[index + 1 : end], attributes_of(raw).get("class", ""))
                index = end
            elif raw:
                self._open(tag, free(raw), attributes_of(raw))
            else:
                self._open(tag, "", {})
            index += 1
        self.plain.end()
        self.close_bodies()
        tell_lost(self.scanned, self.shown, self.misplaced, self.report)

    def _text(self, html: str) -> None:
        if OPEN not in html:
            self._words(html)
            return
        end = 0
        for match in _MARK.finditer(html):
            self._words(html[end : match.start()])
            (self.close_fence if match[2] else self.fence)(int(match[1]))
            end = match.end()
        self._words(html[end:])

    def _words(self, html: str) -> None:
        self.write(html)
        if self.silent:
            return
        text = unescape(html)
        self.plain.add(text)
        block, code = "pre" in self.open, "code" in self.open
        if ":::" in text and (block or not code):  # a fence that is indented too far is code
            self.misplaced += _MISPLACED.findall(text)
        if not block and not code:
            self.seen.append(text)

    def _open(self, tag: str, raw: str, attributes: dict[str, str]) -> None:
        if tag == "img":
            self._picture(attributes, inline=True)
            return
        if tag in PARTS:
            self.plain.end()
        if tag == "br":
            self.plain.add(" ")
        raw = self._once(raw, attributes) if raw else raw
        if tag == "a":
            self._open_link(raw, attributes)
        elif tag == "table":
            self._open_table(raw)
        elif tag in LEVELS or raw:
            self.write(f"<{self._level(tag, attributes)}{raw}{self._label(tag, attributes)}>")
        else:
            self.write(f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        if attributes.get("class") in {"footnote-ref", "footnote-backref"} and not self.silent:
            self.silent = len(self.open)

    def _close(self, tag: str) -> None:
        if self.silent == len(self.open):
            self.silent = 0
        self.open.pop()
        if tag in LEVELS:
            text = self.plain.end(quotable=False)
            self.headings.append(Heading(level=LEVELS[tag], anchor=self.anchors.pop(), text=text))
            tag = "h2" if tag == "h1" else tag
        elif tag in PARTS:
            self.plain.end()
        if tag == "a" and self.referring and self.referring[-1][0] == len(self.open):
            _, index = self.referring.pop()
            self.embeds[index] = replace(self.embeds[index], words="".join(self.out.pop()))
            self.write(slot(index))
        else:
            self.write(f"</{tag}>")
        if tag == "table":
            self.tables -= 1
            self.write("" if self.tables else "</div>")

    def _once(self, raw: str, attributes: dict[str, str]) -> str:
        """The attributes without an id that the page already has."""
        name = attributes.get("id", "")
        if name in self.ids:
            return without_id(raw)
        self.ids |= {name} - {""}
        return raw

    def _level(self, tag: str, attributes: dict[str, str]) -> str:
        """The tag, a heading of level 1 as one of level 2: the page has its own."""
        if tag in LEVELS:
            self.anchors.append(attributes.get("id", ""))
        if tag != "h1":
            return tag
        at = self.first_headings.pop(0) if self.first_headings else self.scanned.lines.at(0)
        message = "A heading of level 1 is the page's title alone; this one was made level 2."
        fix = instead(replace(at, length=0), "#") if at.text.startswith("# ") else ()
        self.report.warning("W414", message, "Write ## instead of #", at=at, fix=fix)
        return "h2"

    def _label(self, tag: str, attributes: dict[str, str]) -> str:
        if tag == "section" and attributes.get("class") == "footnotes" and "role" not in attributes:
            return f' role="doc-endnotes" aria-label="{escape(self.words["footnotes"])}"'
        return ""

    def _open_table(self, raw: str) -> None:
        """A wide table scrolls in a box of its own, which the keyboard must reach."""
        if not self.tables:
            self.write(f'<div class="table" role="group" tabindex="0" aria-label="{escape(self.words["table"])}">')
        self.tables += 1
        self.write(f"<table{raw}>")

    def _open_link(self, raw: str, attributes: dict[str, str]) -> None:
        href = attributes.get("href", "")
        scheme, _, subject = href.partition(":")
        if scheme.lower() in REFERENCES:
            self._open_reference(href, scheme, unquote(subject).strip())
            return
        if attributes.get("class") == "footnote-backref":
            raw += f' role="doc-backlink" aria-label="{escape(self.words["back"])}"'
        elif self.silent:
            raw += ' role="doc-noteref"'
        elif "href" in attributes:
            at = self.addresses.take(href)
            self.links.append(Link(href=href, at=at))
            if fault := link_fault(href):
                self.report.error(*fault, at=at, fix=exchange(at, href, meant(href)))
            if leads_away(href):
                raw = leading_away(raw)
        self.write(f"<a{raw}>")

    def _open_reference(self, href: str, scheme: str, subject: str) -> None:
        """A link to a thing of the magazine: what is written until its end are the words of an embed."""
        at = self.addresses.take(href)
        if at.text[at.column - 1 :].startswith(f"{scheme}:"):
            at = replace(at, column=at.column + len(scheme) + 1, length=max(1, at.length - len(scheme) - 1))
        index, kind = len(self.embeds), scheme.lower()
        block, argument = ("link", f"{kind}:{subject}") if kind in _LINKS else (_BLOCKS.get(kind, kind), subject)
        self.embeds.append(Embed(index=index, block=block, argument=argument, inline=True, at=at))
        self.plain.embed(index, inline=True)
        self.referring.append((len(self.open), index))
        self.out.append([])

    def _pictures(self, row: list[Token], class_: str) -> None:
        """A paragraph of pictures alone is no paragraph; its class is theirs."""
        self.plain.end()
        for _, tag, raw, _ in row:
            if tag:
                own = attributes_of(raw)
                self._picture({**own, "class": f"{class_} {own.get('class', '')}".strip()}, inline=False)

    def _picture(self, attributes: dict[str, str], *, inline: bool) -> None:
        source = attributes.get("src", "")
        if not source:
            return
        at = self.addresses.take(source)
        if fault := picture_fault(source):
            self.report.error(*fault, at=at)
            return
        if not attributes.get("alt", "").strip():
            hint = "Write it between the brackets: ![what one sees](…)"
            self.report.warning("W418", "A picture without words is silent to those who cannot see it.", hint, at=at)
        self.embed(
            Embed(
                index=len(self.embeds),
                block="image",
                argument=picture_named(unquote(source), at.file),
                options={key: attributes[key] for key in ("title", "class") if attributes.get(key)},
                inline=inline,
                words=attributes.get("alt", ""),
                at=at,
            )
        )
