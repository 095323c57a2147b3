"""Templates: a name and frozen views in, text out.

Rules of the room: whatever is wrong in a template is a diagnostic with its line. `environment` is Jinja as templates
see it, `sources` their texts and code, `once` a tag of our own; jinja2 is imported here and there alone.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from generator.diagnostics import Location, did_you_mean
from generator.theme.environment import environment
from generator.theme.sources import Source, Sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.assets import Assets
    from generator.diagnostics import Report
    from generator.theme.lookup import Theme
    from generator.theme.sources import Kept

#: What a template may raise beside Jinja's own errors: by adding a number to a word, or by including itself.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Templates:
    """The templates of a theme for every language, compiled once and when first used.

    ``kept`` is what outlives the process: what was compiled before is not compiled again.
    """

    def __init__(self, theme: Theme, assets: Assets, kept: Kept | None = None) -> None:
        """Nothing is read yet."""
        self._theme = theme
        self._assets = assets
        self._kept = kept
        self._sources = Sources(theme, kept)
        self._environments = {
            language: environment(self._sources, theme.wording(language), assets) for language in theme.words
        }
        self._digests: dict[str, str] = {}

    def __reduce__(self) -> tuple[type[Templates], tuple[Theme, Assets, Kept | None]]:
        """Compiled templates do not travel; another process takes what is kept, or compiles its own."""
        return Templates, (self._theme, self._assets, self._kept)

    def render(self, name: str, language: str, context: Mapping[str, object], report: Report) -> str:
        """The text of template ``name``; "" and a diagnostic if the template is wrong."""
        try:
            return self._environments[language].get_template(name).render(context)
        except jinja2.TemplateError as error:
            self._tell(error, f"templates/{name}", report)
        except _FAULTS as error:
            at = self._frame(error, f"templates/{name}")
            report.error("E607", f"the template fails: {error or type(error).__name__}.", at=at)
        return ""

    def check(self, folder: str, report: Report) -> None:
        """Compile every template in ``templates`` or ``till``, so that none is wrong in silence until it is used."""
        for name, path in self._theme.files(folder).items():
            if path.suffix in {".html", ".txt"}:
                try:
                    self._check(name, path, report)
                except jinja2.TemplateError as error:
                    self._tell(error, f"{folder}/{name}", report)

    def digest(self, name: str) -> str:
        """A digest of the sources of all templates that this one may reach, its own among them."""
        if name not in self._digests:
            reached = self._sources.reached(name, self._any())
            found = {name: source.digest if source else "" for name, source in reached.items()}
            self._digests[name] = _digest(sorted(found.items()))
        return self._digests[name]

    def settings(self, language: str) -> str:
        """A digest of all that templates of a language see beside their variables: params, words, addresses of assets.

        In the order of the theme, where a template may go through them.
        """
        words = sorted(self._theme.words[language].items())
        assets = [(name, self._assets.url(name), self._assets.preloads(name)) for name in self._assets.files]
        return _digest([language, list(self._theme.params.items()), words, assets])

    def _any(self) -> jinja2.Environment:
        """The environment of any language: sources become the same code in all."""
        return next(iter(self._environments.values()))

    def _check(self, name: str, path: Path, report: Report) -> None:
        known = tuple(next(iter(self._theme.words.values())))
        source = Source(name=name, path=path, text=self._theme.text(path))
        for line, key in self._sources.compiled(source, self._any()).words:
            if key not in known:
                report.error(
                    "E607", f'the theme has no word "{key}".', did_you_mean(key, known), at=self._line(path, line)
                )

    def _tell(self, error: jinja2.TemplateError, name: str, report: Report) -> None:
        message = error.message or str(error)
        if isinstance(error, jinja2.TemplateNotFound):
            known = tuple(self._theme.files("templates"))
            hint = did_you_mean(str(error.name), known)
            if str(error.name).startswith("blocks/"):  # a new block has a name like no other
                hint = f"Put it at themes/{self._theme.name}/templates/{error.name}"
            report.error("E604", f'the theme has no template "{error.name}".', hint, at=self._frame(error, name))
        elif isinstance(error, jinja2.TemplateSyntaxError):
            path = Path(error.filename) if error.filename else self._theme.find(name)
            report.error("E605", f"the template cannot be read: {message}", at=self._line(path, error.lineno))
        else:
            text, _, hint = message.partition("\n")
            code = "E606" if isinstance(error, jinja2.UndefinedError) else "E607"
            report.error(code, text, hint, at=self._frame(error, name))

    def _frame(self, error: Exception, name: str) -> Location | None:
        """The innermost line of a template in the traceback, which Jinja writes in the template's own lines."""
        files = {str(folder) for folder in self._theme.folders}
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if any(frame.filename.startswith(folder) for folder in files):
                return self._line(Path(frame.filename), frame.lineno or 1)
        return self._line(self._theme.find(name), 1)

    def _line(self, path: Path | None, line: int) -> Location | None:
        if path is None:
            return None
        lines = self._theme.text(path).splitlines()
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        column = len(text) - len(text.lstrip()) + 1
        length = max(1, len(text.strip()))
        return Location(file=self._theme.shown(path), line=line, column=column, length=length, text=text)


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
