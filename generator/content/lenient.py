"""Lenient: a story of another tool as far as it can be read: what is let pass, and what stands for what is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from generator.lenient import doubtful, files_left_out, is_of_a_story, told_of_story, told_of_translation
from generator.model import SLOT, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.diagnostics import Diagnostic
    from generator.model import Entity, Prose, Site
    from generator.source import SourceFile

#: How long a description is that was not written as one, in characters.
_LONG = 200
_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_NO_WORDS = re.compile(rf'<sup class="footnote-ref">.*?</sup>|<[^>]*>|{SLOT.pattern}')


def is_lenient(files: Mapping[str, SourceFile], found: Iterable[Diagnostic], site: Site) -> bool:
    """Whether these are the files of a story of a site that is lenient; what cannot be opened was ``found`` so."""
    if not site.lenient:
        return False
    paths = (*(file.path for file in files.values()), *(one.at.file for one in found if one.at))
    return any(is_of_a_story(path) for path in paths)


def read_leniently(
    entities: Iterable[Entity],
    files: Mapping[str, SourceFile],
    prose: Mapping[str, Prose],
    found: Iterable[Diagnostic],
    site: Site,
) -> tuple[tuple[Entity, ...], tuple[Diagnostic, ...]]:
    """The editions of a story that can be read, the default language's first, and what is to be said of all.

    ``files`` and ``prose`` are by language. Without the default language's edition there are none.
    """
    editions, told = [(one, one.at.file) for one in entities if one.at], tuple(found)
    out = doubtful(told, [file for _, file in editions])
    original = files.get(site.default_language)
    if original and (original.path in out or not editions):
        why = told_of_story(told, out)
        silent = {file.path for file in files.values()} - {original.path} - files_left_out(why)
        return (), (*why, *(told_of_translation(path, original.path) for path in sorted(silent)))
    kept = tuple(_described(one, prose[one.language]) for one, file in editions if file not in out)
    return kept, told_of_story(told, out)


def _described(one: Entity, prose: Prose) -> Entity:
    """A story whose description is missing with its first paragraph for one, or its title."""
    if not isinstance(one, Story) or one.description:
        return one
    paragraphs = (" ".join(unescape(_NO_WORDS.sub("", found)).split()) for found in _PARAGRAPH.findall(prose.html))
    first = next((words for words in paragraphs if words), prose.text.partition("\n")[0])
    return replace(one, description=_shortened(first) or one.title)


def _shortened(words: str) -> str:
    """At most so many characters, cut between words."""
    if len(words) <= _LONG:
        return words
    return f"{words[:_LONG].rpartition(' ')[0].rstrip(',;:–-')} …"
