"""Prose out of a seed: Markdown of the kinds that stories have, in words without a meaning.

Rules of the room: the same seed gives the same text on every machine and Python. A card stands as ``<card:ID>`` on a
line of its own, a link to another story as ``(story:ID)``; each tool writes them in its own way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

_WORDS = tuple(
    """morning rain lake moss stone kettle linen paper harbour window garden market copper thread walnut ginger barley
    orchard gravel lantern river meadow pocket saddle timber willow basket cinnamon saffron pepper cardamom roast
    grinder filter kiln clay wool felt needle button collar sleeve shoulder compass ridge valley ferry platform
    carriage ticket station bridge shore pebble island bay cloud thunder shadow evening candle kitchen table bench
    ladder shelf bottle jar spoon bowl towel apron letter envelope ink margin column chapter cover binding picture
    old new slow quick quiet loud warm cold dry wet heavy light narrow wide early late plain careful patient crooked
    walk carry pour wait listen fold cut weigh dry wash mend stir lift press bend reach follow leave return remember
    keep find lose open close turn hold bring under over beside behind between before after through across along
    without against toward around because although while until since when where nobody somebody everything nothing
    seldom often always never almost perhaps twice once again three seven twelve forty half quarter first second
    third last""".split()  # noqa: SIM905 (a list of words)
)

#: Of so many blocks, five are of another kind than a paragraph: one of each.
_PARAGRAPHS = 8


def paragraph(random: Random, stories: Sequence[str]) -> str:
    """Three to five sentences; now and then emphasis, code, a link outside or to one of the ``stories``."""
    sentences = [_sentence(random) for _ in range(random.randint(3, 5))]
    spice = random.random()
    if spice < 0.2 and stories:
        sentences.append(f"More of it stands in [{_phrase(random)}](story:{random.choice(stories)}).")
    elif spice < 0.35:
        sentences.append(f"See [{_phrase(random)}](https://reference.example/{random.randrange(10**6)}).")
    elif spice < 0.7:
        mark = random.choice(("*", "**", "`"))
        sentences.append(f"It was {mark}{_phrase(random)}{mark} that we meant.")
    return " ".join(sentences)


def story(random: Random, stories: Sequence[str], cards: Sequence[str]) -> str:
    """About 700 words with headings, the ``cards`` spread among them."""
    blocks = [paragraph(random, stories)]
    for card in cards:
        blocks += [f"## {_phrase(random).capitalize()}", *_some(random, stories, 2), f"<card:{card}>"]
    blocks += [f"### {_phrase(random).capitalize()}", *_some(random, stories, 3)]
    return "\n\n".join(blocks) + "\n"


def title(random: Random) -> str:
    """Three words."""
    return _phrase(random, 3).capitalize()


def sentence(random: Random) -> str:
    """One sentence."""
    return _sentence(random)


def _some(random: Random, stories: Sequence[str], number: int) -> Iterator[str]:
    """Paragraphs, and one block of another kind among them."""
    for _ in range(number):
        yield paragraph(random, stories)
    kind = random.randrange(_PARAGRAPHS)
    yield _OTHERS[kind](random) if kind < len(_OTHERS) else paragraph(random, stories)


def _quote(random: Random) -> str:
    return f"> {_sentence(random)}\n> {_sentence(random)}"


def _bullets(random: Random) -> str:
    return "\n".join(f"- {_sentence(random)}" for _ in range(random.randint(3, 6)))


def _steps(random: Random) -> str:
    return "\n".join(f"{number}. **{_phrase(random)}**: {_sentence(random)}" for number in range(1, 5))


def _table(random: Random) -> str:
    rows = [f"| {_phrase(random)} | {random.randrange(900)} g | {_phrase(random)} |" for _ in range(4)]
    return "\n".join(["| what | weight | again |", "|---|---:|---|", *rows])


def _code(random: Random) -> str:
    return "```text\n" + "\n".join(_phrase(random, 5) for _ in range(3)) + "\n```"


_OTHERS: tuple[Callable[[Random], str], ...] = (_quote, _bullets, _steps, _table, _code)


def _sentence(random: Random) -> str:
    words = random.choices(_WORDS, k=random.randint(7, 17))
    if len(words) > 12:
        words[6] += ","
    return f"{' '.join(words).capitalize()}."


def _phrase(random: Random, length: int = 4) -> str:
    return " ".join(random.choices(_WORDS, k=length))
