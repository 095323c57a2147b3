"""The look of a magazine: its theme, assets and words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.assets import Assets, read_assets
from generator.brand import dress
from generator.diagnostics import Location, did_you_mean
from generator.images import png_size, read_header
from generator.source import UnusableError
from generator.theme import Theme, load_theme
from generator.views import WORDS
from generator.views.shapes import ImageView

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from functions.wording import Wording
    from generator.diagnostics import Report
    from generator.model import Site
    from generator.theme import Kept

#: Assets of a theme that have a meaning of their own: the picture of pages without one, and the brand's mark.
_SHARE, _LOGO = "icons/share.png", "icons/mark.svg"


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What a magazine looks like: theme, assets, words, and the picture of pages that have none."""

    theme: Theme
    assets: Assets
    wording: Mapping[str, Wording]
    share: ImageView | None

    @property
    def logo(self) -> str:
        """The path of the brand's logo, or of the theme's mark; "" if there is none."""
        name = self.theme.params.get("logo") or _LOGO
        return self.assets.url(name) if name in self.assets.files else ""


def read_look(root: Path, site: Site, report: Report, kept: Kept | None = None) -> Look | None:
    """What the theme of the site and its brand give; None, and diagnostics, if the theme is not there.

    Fonts that did not change come from what is ``kept``.
    """
    theme = load_theme(root, site.theme, [language.code for language in site.languages], report)
    if theme is None:
        return None
    worn = dress(root, site, theme.params, report, kept)
    theme = replace(theme, params={**theme.params, **worn.params})
    assets = read_assets(theme, site.base_path, report, worn.files)
    return Look(theme=theme, assets=assets, wording=_wording(theme, report), share=_share(theme, assets, report))


def _wording(theme: Theme, report: Report) -> dict[str, Wording]:
    """The words of each language, those that views need among them."""
    for key in WORDS:
        if any(key not in words for words in theme.words.values()):
            hint = did_you_mean(key, tuple(next(iter(theme.words.values()))))
            report.error("E608", f'the theme {theme.name} has no word "{key}", which every page needs.', hint)
    return {language: theme.wording(language) for language in theme.words}


def _share(theme: Theme, assets: Assets, report: Report) -> ImageView | None:
    file = theme.find(f"assets/{_SHARE}")
    if file is None:
        return None
    try:
        width, height = png_size(file) or _size_of(file)
    except UnusableError as fault:
        report.error(fault.code, fault.message, fault.hint, at=Location(file=theme.shown(file)))
        return None
    return ImageView(src=assets.url(_SHARE), width=width, height=height, alt="")


def _size_of(file: Path) -> tuple[int, int]:
    """What it takes a decoder to say. Raises UnusableError."""
    picture = read_header(_SHARE, file)
    return picture.width, picture.height
