"""Titles that are nearly the same: two readers cannot tell apart what one editor wrote twice.

Rules of the room: two titles of one kind and language are near if nothing but case, signs, articles and the order of
words parts them, or one letter of a longer word. Numbers count: "Part 1" is not "Part 2". Each title is put under the
keys of all that is near to it, so that ten thousand are compared in half a second.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Report
    from generator.model import Product, Story
    from generator.proofs.proof import Proof

_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset("der die das den dem des ein eine einen einem einer the a an".split())  # noqa: SIM905 - words
#: A word of so many letters is no number, and one letter of it is a slip or an inflection.
_LONG = 7


def read(proof: Proof, report: Report) -> None:
    """Notes of titles that are near to one that was there before."""
    shown: tuple[Story | Product, ...] = (*proof.stories, *proof.products)
    groups: dict[tuple[str, str], list[Story | Product]] = {}
    for one in sorted(shown, key=lambda one: one.id):
        groups.setdefault((one.kind, one.language), []).append(one)
    for one, other in (pair for group in groups.values() for pair in near(group)):
        message = f'The {one.kind} {one.id} is called "{one.title}", and {other.id} "{other.title}".'
        hint = "Readers will confuse them: give one of the two another title."
        report.note("N152", message, hint, at=one.at, related=(other.at,) if other.at else ())


def near(things: Iterable[Story | Product]) -> Iterator[tuple[Story | Product, Story | Product]]:
    """Each thing whose title is near to that of one before, with the first such."""
    first: dict[str, Story | Product] = {}
    for one in things:
        keys = set(_keys(one.title))
        other = next((first[key] for key in sorted(keys & first.keys())), None)
        if other is not None:
            yield one, other
        for key in keys:
            first.setdefault(key, one)


def _keys(title: str) -> Iterator[str]:
    """The words of a title in order, and the same with each letter of a long word left out."""
    written = _WORD.findall(title.casefold())
    words = sorted([word for word in written if word not in _ARTICLES] or written)
    yield " ".join(words)
    for place, word in enumerate(words):
        before, after = " ".join([*words[:place], ""]), " ".join(["", *words[place + 1 :]])
        for index in range(len(word) if len(word) >= _LONG and word.isalpha() else 0):
            yield f"{before}{word[:index]}{word[index + 1 :]}{after}"
