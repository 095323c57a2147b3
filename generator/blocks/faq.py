"""The block ``faq``: questions and answers.

:::{faq} What we are asked
### Does it keep?
For a week, in a tin.
:::
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import HEADINGS, Part, parts, tell_missing
from generator.blocks.contract import Block, line_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question and its answer, both HTML; ``anchor`` is its id."""

    anchor: str
    words: Markup
    answer: Markup


class FaqBlock(Block):
    """Questions: each heading of the highest level is one, and what follows is its answer.

    The template sees ``title`` (or ""), ``level`` of the questions' headings, ``before`` (HTML) and ``questions``.
    """

    name: ClassVar[str] = "faq"
    argument: ClassVar[str] = "a title"
    needs_argument: ClassVar[bool] = False
    example: ClassVar[str] = ":::{faq} What we are asked"
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """There are questions, and each has an answer."""
        _, asked = _asked(embed)
        if not asked:
            tell_missing(embed, "question", "Write each as a heading, such as ### Does it keep?", report)
        for question, answer in asked:
            if not answer:
                text = question.text(embed)
                at = line_of(embed, text)
                report.error("E453", f'"{text}" has no answer.', "Write it below the question.", at=at)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``title``, ``level``, ``before``, ``questions``."""
        before, asked = _asked(embed)
        questions = tuple(
            Question(anchor=one.anchor, words=context.html(one.html), answer=context.html(_whole(answer)))
            for one, answer in asked
        )
        level = 3 if embed.argument or not asked else int(asked[0][0].tag[1])
        before_html = context.html(_whole(before))
        return {"title": embed.argument, "level": level, "before": before_html, "questions": questions}

    def structured(self, embed: Embed, context: BlockContext) -> Mapping[str, object]:
        """The questions in plain text."""
        del context
        entities = [
            {
                "@type": "Question",
                "name": question.text(embed),
                "acceptedAnswer": {"@type": "Answer", "text": "\n".join(part.text(embed) for part in answer)},
            }
            for question, answer in _asked(embed)[1]
        ]
        return {"@type": "FAQPage", "mainEntity": entities} if entities else {}


def _asked(embed: Embed) -> tuple[tuple[Part, ...], list[tuple[Part, tuple[Part, ...]]]]:
    """What stands before the first question, and each question with its answer."""
    body = parts(embed.words)
    highest = min((part.tag for part in body if part.tag in HEADINGS), default="")
    starts = [number for number, part in enumerate(body) if part.tag == highest and highest]
    ends = [*starts[1:], len(body)]
    before = body[: starts[0]] if starts else body
    return before, [(body[start], body[start + 1 : end]) for start, end in zip(starts, ends, strict=False)]


def _whole(found: tuple[Part, ...]) -> str:
    return "".join(part.whole for part in found)
