from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.model import Embed
from generator.views.gist import gist

if TYPE_CHECKING:
    from generator.model import Prose
    from generator.views import ViewContext


def with_prose(context: ViewContext, prose: Prose) -> ViewContext:
    return replace(context, graph=replace(context.graph, prose={("story", "tee", "de"): prose}))


@pytest.mark.parametrize(("words", "expected"), [(0, 1), (200, 1), (201, 2), (1400, 7)])
def test_reading_time_is_rounded_up(context: ViewContext, words: int, expected: int) -> None:
    prose = replace(context.graph.prose["story", "tee", "de"], words=words)
    assert gist(with_prose(context, prose), "tee", "de").minutes == expected


def test_each_product_is_quoted_with_its_first_paragraph(context: ViewContext) -> None:
    prose = context.graph.prose["story", "tee", "de"]
    jacket, coffee, picture = prose.embeds
    embeds = (
        replace(jacket, near=""),
        replace(coffee, near="First."),
        replace(jacket, near="Second."),
        replace(jacket, near="Third."),
        replace(coffee, argument="nowhere", near="Fourth."),
        picture,
    )
    assert gist(with_prose(context, replace(prose, embeds=embeds)), "tee", "de").quotes == {
        "coffee": "First.",
        "jacket": "Second.",
    }


def test_what_stands_within_a_block_is_quoted_with_the_paragraph_above_it(context: ViewContext) -> None:
    prose = context.graph.prose["story", "tee", "de"]
    jacket, *_ = prose.embeds
    inner = replace(jacket, near="")
    embeds = (Embed(index=7, block="look", argument="", near="Above.", inner=(inner,)), inner)
    assert gist(with_prose(context, replace(prose, embeds=embeds)), "tee", "de").quotes == {"jacket": "Above."}
