"""The palette: what a brand's colours come to in a theme, in both schemes, and which of them cannot be read.

Rules of the room: what a brand does not state is the theme's, by the params of its theme.yml (``paper``,
``paper_dark``, …). By night, links, the second voice and reduced prices follow from those by day, so that no other
brand shines through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.brand.contrast import CONTROLS, TEXT, mixed, nearest, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Report
    from generator.model import Brand, Stated

#: Which follow by night from those by day, brightened until they have that contrast.
_FOLLOW, _BRIGHT = ("act", "second", "sale"), 7.0
_SCHEMES = {"": "by day", "_dark": "in the dark scheme"}
#: The colours of a theme, and as tokens.css mixes what follows from them: so much ink in the paper.
_COLOURS, _MIXED = ("paper", "ink", *_FOLLOW), {"quiet": 0.68, "line": 0.16}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Need:
    """What a colour needs on paper as it is, or where ``share`` of it is mixed with the paper: ``drawn`` is what is."""

    colour: str
    ratio: float = TEXT
    share: float = 1.0
    drawn: str = ""


#: As tokens.css mixes --quiet and --control.
_NEEDS = (
    _Need(colour="ink"),
    _Need(colour="ink", share=_MIXED["quiet"], drawn="small print"),
    _Need(colour="ink", share=0.52, drawn="the edge of a field", ratio=CONTROLS),
    *(_Need(colour=name) for name in _FOLLOW),
)


def palette(brand: Brand, params: Mapping[str, str]) -> dict[str, str]:
    """The colours that differ from the theme's, named as its params are: ``act``, ``act_dark``."""
    found = {name: one.value for name, one in brand.colours.items()}
    found |= {f"{name}_dark": one.value for name, one in brand.dark.items()}
    paper = _six_digits({**params, **found}.get("paper_dark", ""))
    for name in _FOLLOW:
        if name in brand.colours and name not in brand.dark and paper:
            found[f"{name}_dark"] = nearest(found[name], paper, _BRIGHT) or found[name]
    return found


def letter_colours(params: Mapping[str, str]) -> dict[str, str]:
    """A theme's colours for letters, whose readers know no custom property: with ``quiet`` and ``line`` mixed."""
    found = {f"{name}{scheme}": params.get(f"{name}{scheme}", "") for name in _COLOURS for scheme in _SCHEMES}
    for scheme in _SCHEMES:
        ink, paper = (_six_digits(found[name + scheme]) for name in ("ink", "paper"))
        for name, share in _MIXED.items():
            found[name + scheme] = mixed(ink, paper, share) if ink and paper else found[f"ink{scheme}"]
    return found


def check_contrast(brand: Brand, colours: Mapping[str, str], report: Report) -> None:
    """Tell of each colour that cannot be read on its paper; ``colours`` are those of the theme and the brand."""
    for scheme, where in _SCHEMES.items():
        stated = brand.dark if scheme else brand.colours
        told = set[str]()
        for need in _NEEDS:
            cause = stated.get(need.colour) or stated.get("paper")
            if cause and need.colour not in told and _tell(need, cause, scheme, where, colours, report):
                told.add(need.colour)


def _tell(need: _Need, at: Stated, scheme: str, where: str, colours: Mapping[str, str], report: Report) -> bool:
    colour, paper = (_six_digits(colours.get(name + scheme, "")) for name in (need.colour, "paper"))
    if not colour or not paper or (found := ratio(mixed(colour, paper, need.share), paper)) >= need.ratio:
        return False
    better = nearest(colour, paper, need.ratio, need.share)
    what = f"{need.drawn}, {need.share * 100:.0f} % of ink {colour}," if need.drawn else f"{need.colour} {colour}"
    # Rounded down: what is said to be 4.5 is no less.
    message = (
        f"{what} has a contrast of {int(found * 10) / 10} : 1 on paper {paper} {where}; "
        f"{'text' if need.ratio == TEXT else 'a control'} needs {need.ratio:g} : 1."
    )
    hint = f'The nearest that reaches it: {need.colour}: "{better}"' if better else "Take a lighter or a darker paper."
    report.warning("W615", message, hint, at=at.at)
    return True


def _six_digits(colour: str) -> str:
    """A theme's colour as the brand's are written; "" for one in other words, of which nothing can be said."""
    digits = "".join(two * 2 for two in colour[1:]) if len(colour) == len("#rgb") else colour[1:]
    return f"#{digits}" if re.fullmatch("#[0-9a-fA-F]{6}", f"{colour[:1]}{digits}") else ""


def rules(found: Mapping[str, str]) -> Iterator[str]:
    """The palette as CSS, by scheme."""
    for scheme, query in (("", "light"), ("_dark", "dark")):
        own = {name: value for name, value in found.items() if name.endswith("_dark") == bool(scheme)}
        if own:
            lines = "".join(f" --{name.removesuffix('_dark')}: {value};" for name, value in own.items())
            yield f"@media (prefers-color-scheme: {query}) {{ :root {{{lines} }} }}"
