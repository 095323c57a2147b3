"""Jinja as templates see it: what they may call, how a value is written, what an unknown name says.

Rules of the room: everything is escaped, and there is no filter ``safe``. What a template may call is listed in
`FILTERS` and `FUNCTIONS`, and in themes/README.md. What this changes of Jinja is speed, not meaning.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime
from types import FunctionType
from typing import TYPE_CHECKING, Literal, NoReturn

import jinja2
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from functions.money import Money
from functions.wording import UnknownWordError, Wording
from generator.diagnostics import did_you_mean
from generator.theme.once import Once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

    from jinja2 import nodes
    from jinja2.compiler import Frame

    from generator.assets import Assets

#: Filters of our own beside Jinja's.
FILTERS = ("money", "number", "percent", "date", "zone", "iso", "territory")
#: Functions of our own beside Jinja's.
FUNCTIONS = ("t", "asset", "preloads")

_STYLES: Mapping[str, Literal["full", "long", "medium", "short"]] = {
    "full": "full",
    "long": "long",
    "medium": "medium",
    "short": "short",
}
_SPECIAL = re.compile("[&<>\"']")


def environment(loader: jinja2.BaseLoader, wording: Wording, assets: Assets) -> jinja2.Environment:
    """The environment of one language. Code that it compiles serves the others: words come in when it is run."""
    made = _Environment(
        loader=loader,
        autoescape=True,
        undefined=_Unknown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        extensions=(Once,),
    )
    del made.filters["safe"]
    made.filters.update(_filters(wording))
    made.globals.update(_functions(wording, assets))
    return made


def written(value: object) -> str:
    """What a value is in HTML; most are text in which nothing is to be escaped."""
    if type(value) is Markup or (type(value) is str and not _SPECIAL.search(value)):
        return value
    return escape(value)


class _Generator(CodeGenerator):
    """Escapes by `written`: an eighth of the time that a page takes."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Context(Context):
    """Calls macros and functions of our own at once: Jinja first looks each time whether they want its context."""

    def call(self, function: Callable[..., object], /, *args: object, **kwargs: object) -> object:
        own = isinstance(function, FunctionType) and function.__module__ == __name__
        if not own and not isinstance(function, Macro):
            return super().call(function, *args, **kwargs)
        for name in ("_loop_vars", "_block_vars") if kwargs else ():
            kwargs.pop(name, None)
        return function(*args, **kwargs)


class _Environment(jinja2.Environment):
    code_generator_class = _Generator
    context_class = _Context
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, object] | None) -> MutableMapping[str, object]:
        """Those of the environment, not a ChainMap: no template has its own."""
        return super().make_globals(d) if d else self.globals


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

    def zone(value: object) -> str:
        return wording.zone(value) if isinstance(value, datetime) else _wrong("zone", "a moment", value)

    def iso(value: object) -> str:
        return value.isoformat() if isinstance(value, date | datetime) else _wrong("iso", "a date", value)

    def territory(value: object) -> str:
        return wording.territory(str(value))

    found = (money, number, percent, day, zone, iso, territory)
    return dict(zip(FILTERS, found, strict=True))


def _functions(wording: Wording, assets: Assets) -> dict[str, Callable[..., object]]:
    plain = {key: text for key, text in wording.words.items() if isinstance(text, str) and "{" not in text}

    def t(key: str, **values: object) -> str:
        try:
            return plain.get(key) or wording.t(key, **values)
        except UnknownWordError:
            near = did_you_mean(key, tuple(wording.words))
            message = f'the theme has no word "{key}".\n{near}'
            raise jinja2.TemplateRuntimeError(message) from None
        except (KeyError, ValueError, IndexError) as error:
            message = f'the word "{key}" needs the value {error}.\nGive it: t("{key}", …=…).'
            raise jinja2.TemplateRuntimeError(message) from None

    def asset(name: str, *, optional: bool = False) -> str:
        return "" if optional and name not in assets.files else known(name) and assets.url(name)

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
