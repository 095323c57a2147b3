"""Legal texts as letters carry them."""

from __future__ import annotations

import pytest

from generator.channels.letter_text import letter_text
from generator.diagnostics import Report
from generator.markdown import parse
from generator.model import Prose


def text_of(body: str) -> str:
    blocks: dict[str, tuple[str, ...]] = {"product": ()}
    return letter_text(parse(body, file="terms.md", first_line=1, language="de", report=Report(), blocks=blocks))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Eins.\n\nZwei **fest**\nweiter.", "Eins.\n\nZwei fest weiter."),
        ("Oben\\\nunten", "Oben\nunten"),
        ("Vorher.\n\n## Ihr *Recht*\n\nNachher.", "Vorher.\n\nIhr Recht\n---------\n\nNachher."),
        ("- Ein\n- Zwei\n\nEnde", "- Ein\n- Zwei\n\nEnde"),
        ("1. Ein\n2. Zwei\n   - tief\n3. Drei", "1. Ein\n2. Zwei\n  - tief\n3. Drei"),
        ("- Ein\n\n  weiter\n\n- Zwei", "- Ein\n\n  weiter\n- Zwei"),
        (
            "| Land | Preis |\n|---|---:|\n| A | 4,90\u00a0€ |\n| B | – |\n\nEnde",
            "- A; Preis: 4,90\u00a0€\n- B; Preis: –\n\nEnde",
        ),
        ("## Kosten\n\n| Land |\n|---|\n| A |", "Kosten\n------\n\n- A"),
        ("|  |  |\n|---|---|\n| A | B |", "- A; B"),
        ("| Nur |\n|---|\n\nEnde", "Ende"),
        ("Wort\n: Sinn\n\nEnde", "Wort\nSinn\n\nEnde"),
        ("```\nso\n  weit\n```\n\nEnde", "so\n  weit\n\nEnde"),
        ("> Gesagt\n\n---\n\nEnde", "Gesagt\n\nEnde"),
        ("Mehr[^1].\n\n[^1]: Fußnote", "Mehr[1].\n\n1. Fußnote"),
        ("Der [**Topf** & mehr](product:pot) bleibt.\n\n:::{product} pot\n:::\n", "Der Topf & mehr bleibt."),
        ("Zeichen ![<b>](a.png) hier", "Zeichen <b> hier"),
        ("<li>allein</li>", "allein"),
    ],
)
def test_what_a_text_is_made_of_can_be_told_apart(body: str, expected: str) -> None:
    assert text_of(body) == expected


def test_a_note_that_opens_a_text_is_no_part_of_it() -> None:
    assert text_of("{.note}\nEine Vorlage.\n\nEs gilt.\n\n{.note}\nAuch das.") == "Es gilt.\n\nAuch das."


def test_a_text_that_is_a_note_alone_is_kept() -> None:
    assert letter_text(Prose(html='<p class="note">Nur das.</p>', text="Nur das.")) == "Nur das."
