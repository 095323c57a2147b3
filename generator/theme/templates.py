"""Templates: a name and frozen views in, text out. The only importer of jinja2.

Rules of the room: everything is escaped, an unknown name or field is a diagnostic with the template's line, and there
is no filter ``safe``. What a template may call is listed in `FILTERS` and `FUNCTIONS`, and in themes/README.md.
"""

from __future__ import annotations

import dataclasses
import traceback
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, NoReturn

import jinja2
import jinja2.nodes
from jinja2.utils import missing

from functions.money import Money
from functions.wording import UnknownWordError, Wording
from generator.diagnostics import Location, did_you_mean
from generator.theme.lookup import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.assets import Assets
    from generator.diagnostics import Report
    from generator.theme import Theme

#: Filters of our own beside Jinja's.
FILTERS = ("money", "number", "percent", "date", "iso", "territory")
#: Functions of our own beside Jinja's.
FUNCTIONS = ("t", "asset", "preloads")

_STYLES: Mapping[str, Literal["full", "long", "medium", "short"]] = {
    "full": "full",
    "long": "long",
    "medium": "medium",
    "short": "short",
}
#: What a template may raise beside Jinja's own errors: by adding a number to a word, or by including itself.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_SHADOWED = "base:"  # {% extends "base:story.html" %}: the template that this one shadows


class Templates:
    """The templates of a theme for every language, compiled once and when first used."""

    def __init__(self, theme: Theme, assets: Assets) -> None:
        """Nothing is read yet."""
        self._theme = theme
        self._assets = assets
        self._environments = {language: self._environment(language, assets) for language in theme.words}

    def __reduce__(self) -> tuple[type[Templates], tuple[Theme, Assets]]:
        """Compiled templates do not travel; another process compiles its own."""
        return Templates, (self._theme, self._assets)

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

    def _check(self, name: str, path: Path, report: Report) -> None:
        language, environment = next(iter(self._environments.items()))
        words = tuple(self._theme.words[language])
        environment.compile(text_of(path), name, str(path))
        for line, key in _named_words(environment.parse(text_of(path), name, str(path))):
            if key not in words:
                report.error(
                    "E607", f'the theme has no word "{key}".', did_you_mean(key, words), at=self._line(path, line)
                )

    def _environment(self, language: str, assets: Assets) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=_Loader(self._theme),
            autoescape=True,
            undefined=_Unknown,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_Memory(),
        )
        del environment.filters["safe"]
        environment.filters.update(_filters(self._theme.wording(language)))
        environment.globals.update(_functions(self._theme.wording(language), assets))
        return environment

    def _tell(self, error: jinja2.TemplateError, name: str, report: Report) -> None:
        message = error.message or str(error)
        if isinstance(error, jinja2.TemplateNotFound):
            known = tuple(self._theme.files("templates"))
            hint = did_you_mean(str(error.name), known)
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
        lines = text_of(path).splitlines()
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        column = len(text) - len(text.lstrip()) + 1
        length = max(1, len(text.strip()))
        return Location(file=self._theme.shown(path), line=line, column=column, length=length, text=text)


class _Loader(jinja2.BaseLoader):
    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def get_source(self, _environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        name = template.removeprefix(_SHADOWED)
        path = self._theme.find(f"templates/{name}")
        if path is not None and template.startswith(_SHADOWED):
            path = self._theme.find(f"templates/{name}", below=path)
        if path is None:
            raise jinja2.TemplateNotFound(template)
        return text_of(path), str(path), lambda: True


class _Memory(jinja2.BytecodeCache):
    """Code compiled for one language serves the others: the words come in when a page is rendered.

    The code of a template is a function of its file and its text, so it is kept for as long as the process lives:
    a preview compiles again only what was edited.
    """

    _code: ClassVar[dict[tuple[str, str], bytes]] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        kept = self._code.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class _Unknown(jinja2.StrictUndefined):
    """An unknown name or field says what it is, and what would be near; the hint stands on a second line."""

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is missing:
            return f'the template uses "{name}", which there is not.\nIt gets site, theme, page and one view.'
        shape = type(self._undefined_obj)
        fields = tuple(field.name for field in dataclasses.fields(shape)) if dataclasses.is_dataclass(shape) else ()
        return f'a {shape.__name__} has no field "{name}".\n{did_you_mean(name, fields)}'


def _named_words(template: jinja2.nodes.Template) -> Iterator[tuple[int, str]]:
    """Line and key of each ``t("…")`` whose key is written out."""
    for call in template.find_all(jinja2.nodes.Call):
        key = call.args[0] if call.args else None
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name == "t" and isinstance(key, jinja2.nodes.Const):
            yield call.lineno, str(key.value)


def _filters(wording: Wording) -> dict[str, Callable[..., str]]:
    def money(value: object) -> str:
        return wording.money(value) if isinstance(value, Money) else _wrong("money", "an amount", value)

    def number(value: object) -> str:
        return wording.number(value) if isinstance(value, int | float) else _wrong("number", "a number", value)

    def percent(value: object) -> str:
        return wording.percent(value) if isinstance(value, int) else _wrong("percent", "basis points", value)

    def day(value: object, style: str = "long") -> str:
        chosen = _STYLES.get(style) or _wrong("date", "full, long, medium or short", style)
        return wording.date(value, chosen) if isinstance(value, date) else _wrong("date", "a date", value)

    def iso(value: object) -> str:
        return value.isoformat() if isinstance(value, date | datetime) else _wrong("iso", "a date", value)

    def territory(value: object) -> str:
        return wording.territory(str(value))

    found = (money, number, percent, day, iso, territory)
    return dict(zip(FILTERS, found, strict=True))


def _functions(wording: Wording, assets: Assets) -> dict[str, Callable[..., object]]:
    def t(key: str, **values: object) -> str:
        try:
            return wording.t(key, **values)
        except UnknownWordError:
            near = did_you_mean(key, tuple(wording.words))
            message = f'the theme has no word "{key}".\n{near}'
            raise jinja2.TemplateRuntimeError(message) from None
        except (KeyError, ValueError, IndexError) as error:
            message = f'the word "{key}" needs the value {error}.\nGive it: t("{key}", …=…).'
            raise jinja2.TemplateRuntimeError(message) from None

    def asset(name: str) -> str:
        return known(name) and assets.url(name)

    def preloads(name: str) -> tuple[str, ...]:
        return assets.preloads(name) if known(name) else ()

    def known(name: str) -> str:
        if name not in assets.files:
            message = f'the theme has no asset "{name}".\n{did_you_mean(name, tuple(assets.files))}'
            raise jinja2.TemplateRuntimeError(message)
        return name

    return dict(zip(FUNCTIONS, (t, asset, preloads), strict=True))


def _wrong(name: str, wanted: str, value: object) -> NoReturn:
    message = f"the filter {name} wants {wanted}, but got {type(value).__name__} ({str(value)[:40]!r})."
    raise jinja2.TemplateRuntimeError(message)
