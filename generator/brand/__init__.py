"""The brand: eight colours, a logo and two fonts of site.yml become files and settings beside the theme's own.

Rules of the room: a theme asks for nothing of a brand but what its own theme.yml and style sheet have: the brand's
values take the place of those, and a magazine without a brand is the theme's. Fonts are read here alone (fontTools);
what was made of one is kept by its digest.
"""

from __future__ import annotations

from generator.brand.dress import Dress, dress
from generator.brand.palette import letter_colours

__all__ = ["Dress", "dress", "letter_colours"]
