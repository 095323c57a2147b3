"""The dress: what a brand adds to a theme. Its files lie beside the theme's assets, its settings among its params."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.brand.files import find, licences, plain
from generator.brand.fonts import UnusableFontError, cut
from generator.brand.letters import letters
from generator.brand.measures import fallbacks, family
from generator.brand.palette import check_contrast, palette, rules
from generator.images import read_header
from generator.source import UnusableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.brand.fonts import Cut
    from generator.diagnostics import Report
    from generator.model import Site, Stated
    from generator.theme import Kept

#: What the theme's site.css imports last; without a brand it is empty.
STYLE = "css/brand.css"
#: The theme's own drawings that a logo takes the place of, if it is a drawing of about their shape.
_MARKS, _SQUARE = ("icons/mark.svg", "icons/favicon.svg"), 1.5
#: So much wider than high, a logo holds the name, which then is not written beside it.
_WIDE = 2.0
#: What stands in for a font that does not tell its kind.
_KINDS = {"read": "serif", "use": "sans"}
#: Where the theme's mark is an ornament and the logo can be none.
_ORNAMENT = "--ornament: radial-gradient(circle, #000 22%, transparent 25%);"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dress:
    """Files by the names of assets, and params as in theme.yml; both stand before the theme's own."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)


def dress(root: Path, site: Site, params: Mapping[str, str], report: Report, kept: Kept | None = None) -> Dress:
    """What the brand of a site makes of a theme with those params."""
    if site.brand is None:
        return Dress(files={STYLE: b""})
    made = _Making(root, site, report, kept)
    found = palette(site.brand, params)
    made.params |= found
    check_contrast(site.brand, {**params, **found}, report)
    if site.brand.logo:
        made.logo(site.brand.logo)
    for role, stated in (("read", site.brand.read), ("use", site.brand.use)):
        made.family(role, stated)
    tokens = [*rules(found), *([f":root {{ {' '.join(made.tokens)} }}"] if made.tokens else [])]
    style = "\n".join(["@layer brand {", *tokens, "}", *made.faces, ""])
    return Dress(files={**made.files, STYLE: style.encode()}, params=made.params)


class _Making:
    """A dress as far as it is made: files, params, custom properties and @font-face rules."""

    def __init__(self, root: Path, site: Site, report: Report, kept: Kept | None) -> None:
        self._root = root
        self._report = report
        self._kept = kept
        self._letters = letters(language.code for language in site.languages)
        self.files: dict[str, bytes] = {}
        self.params: dict[str, str] = {}
        self.tokens: list[str] = []
        self.faces: list[str] = []

    def logo(self, stated: Stated) -> None:
        """The logo as an asset; a drawing about as wide as high is the mark and the favicon, too."""
        file = find(self._root, stated, self._report)
        if file is None:
            return
        try:
            header = read_header(stated.value, file)
        except UnusableError as fault:
            self._report.error(fault.code, fault.message, fault.hint, at=stated.at)
            return
        content, shape = file.read_bytes(), header.width / header.height
        name = self._keep(file.stem, file.suffix.lower(), content)
        self.params |= {"logo": name, "logo_width": str(header.width), "logo_height": str(header.height)}
        self.params["logo_wide"] = "wide" if shape > _WIDE else ""
        if file.suffix.lower() == ".svg" and max(shape, 1 / shape) <= _SQUARE:
            self.files |= dict.fromkeys(_MARKS, content)
        else:
            self.tokens.append(_ORNAMENT)

    def family(self, role: str, stated: tuple[Stated, ...]) -> None:
        """The files of a family; the first one is preloaded, and says what stands in for it."""
        name, first = f"Brand {role}", None
        for one in stated:
            made = self._font(one)
            if made is None:
                continue
            asset = self._keep(re.sub(r"\.\w+$", "", one.value.rpartition("/")[2]), ".woff2", made.content)
            self.faces.append(_face(name, asset, made))
            if first is None:
                first, self.params[f"{role}_font"] = made, asset
        if first is not None:
            sans = (first.kind or _KINDS[role]) == "sans"
            self.faces += fallbacks(name, first, sans=sans)
            self.tokens.append(f"--{role}: {family(name, sans=sans)};")
            if role == "read":
                # By how much the deepest letters of the masthead's line, which is 1em high, hang out of it.
                drop = max(0.0, (first.ascent + first.descent - 1) / 2)
                self.tokens += ["--display: var(--read);", f"--drop: {drop:.3f}em;"]

    def _font(self, stated: Stated) -> Cut | None:
        file = find(self._root, stated, self._report)
        if file is None:
            return None
        try:
            made = cut(file.read_bytes(), self._letters, self._kept)
        except UnusableFontError as fault:
            hint = "Take the .ttf, .otf or .woff2 file of one style of a font."
            self._report.error("E617", f"{stated.value} {fault}.", hint, at=stated.at)
            return None
        found = licences(file)
        self.files |= {f"brand/{one.name}": one.read_bytes() for one in found}
        if not found:
            message = f"beside {stated.value} lies no licence; fonts may be passed on only with theirs."
            hint = "Put its licence beside it, under a name such as OFL.txt or LICENSE.txt."
            self._report.warning("W614", message, hint, at=stated.at)
        return made

    def _keep(self, stem: str, ending: str, content: bytes) -> str:
        """Add a file under a name of its own."""
        name, number = f"brand/{plain(stem)}{ending}", 1
        while self.files.get(name, content) != content:
            number += 1
            name = f"brand/{plain(stem)}-{number}{ending}"
        self.files[name] = content
        return name


def _face(name: str, asset: str, made: Cut) -> str:
    stretch = f" font-stretch: {made.stretch};" if made.stretch else ""
    return (
        f'@font-face {{ font-family: "{name}"; src: url("../{asset}") format("woff2"); font-weight: {made.weight};'
        f"{stretch} font-style: {'italic' if made.italic else 'normal'}; font-display: swap; }}"
    )
