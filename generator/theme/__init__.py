"""The theme: which file a name means, which word a key means, and what becomes of a template and a view."""

from generator.theme.lookup import Theme, bundled, load_theme, shown, text_of
from generator.theme.templates import FILTERS, FUNCTIONS, Templates

__all__ = ["FILTERS", "FUNCTIONS", "Templates", "Theme", "bundled", "load_theme", "shown", "text_of"]
