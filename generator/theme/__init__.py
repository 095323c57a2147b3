"""The theme: which file a name means, which word a key means, and what becomes of a template and a view."""

from generator.theme.environment import FILTERS, FUNCTIONS
from generator.theme.lookup import Theme, bundled, load_theme, shown
from generator.theme.sources import COMPILED, Kept
from generator.theme.templates import Templates

__all__ = ["COMPILED", "FILTERS", "FUNCTIONS", "Kept", "Templates", "Theme", "bundled", "load_theme", "shown"]
