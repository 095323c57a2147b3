"""Shapes: what a value may look like, as JSON Schema (draft 2020-12); each mirrors a reader of the room `decode`.

Rules of the room: an editor's YAML makes types of words, so a text may also arrive as a number, a number as a text in
quotes. Patterns hold for texts, bounds for numbers. A key that may be missing may also be empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from generator.schema.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Schema: TypeAlias = "dict[str, object]"
"""A JSON Schema."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

ID = "[a-z0-9]+(-[a-z0-9]+)*"
_NUMBER = r"[0-9]+(\.[0-9]+)?"
_GREATEST = 10**9


def text(*, empty: bool = False) -> Schema:
    """Words; ``empty``: also empty quotes."""
    return {"type": ["string", "number", "boolean"], **({} if empty else {"pattern": r"\S"})}


def token(pattern: str = r"\S") -> Schema:
    """One value of a shape."""
    return {"type": ["string", "number", "boolean"], "pattern": f"^{pattern}$" if pattern != r"\S" else pattern}


def identifier(known: Iterable[str] = ()) -> Schema:
    """An id; one of the ``known`` ones, if there are any."""
    ids = sorted(known)
    shape: Schema = {"type": ["string", "integer", "boolean"], "pattern": f"^{ID}$", "minimum": 0}
    return {**shape, "enum": ids} if ids else shape


def suggested(shape: Schema, known: Iterable[str]) -> Schema:
    """A shape of which some values are known, and others are possible."""
    ids = sorted(known)
    return {"anyOf": [{"enum": ids}, shape]} if ids else shape


def flag() -> Schema:
    """True or false."""
    return {"enum": [True, False, "true", "false"]}


def whole(least: int = -_GREATEST, most: int = _GREATEST) -> Schema:
    """A whole number within bounds."""
    return {"type": ["integer", "string"], "pattern": "^-?[0-9]{1,12}$", "minimum": least, "maximum": most}


def amount(*, least: bool = False) -> Schema:
    """An amount of money; ``least``: more than nothing."""
    bound: Schema = {"exclusiveMinimum": 0} if least else {"minimum": 0}
    return {"type": ["number", "string"], "pattern": f"^{_NUMBER}$", **bound}


def percent() -> Schema:
    """A percentage."""
    return {"type": ["number", "string"], "pattern": f"^{_NUMBER}$", "minimum": 0, "maximum": 100}


def measured(units: Iterable[str]) -> Schema:
    """A number with its unit."""
    return {"type": "string", "pattern": rf"^{_NUMBER}\s*({'|'.join(units)})$"}


def moment() -> Schema:
    """A day, or a day and a time."""
    time = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?"
    return {"type": "string", "pattern": rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}({time})?$"}


def day() -> Schema:
    """A day alone."""
    return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def choice(*values: str) -> Schema:
    """One of a few words."""
    return {"enum": list(values)}


def each(shape: Schema, *, least: int = 0) -> Schema:
    """A list."""
    return {"type": "array", "items": shape, **({"minItems": least} if least else {})}


def references(shape: Schema) -> Schema:
    """A list of ids of a shape, or ids with commas between them."""
    words: Schema = {"type": ["string", "integer", "boolean"], "pattern": rf"^\s*{ID}(\s*,\s*{ID})*\s*$", "minimum": 0}
    return either(each(shape), words)


def pairs(shape: Schema, *, keys: str = "", least: int = 0) -> Schema:
    """Free keys of a pattern, each with a value."""
    named: Schema = {"propertyNames": {"pattern": f"^{keys}$"}} if keys else {}
    return {"type": "object", "additionalProperties": shape, **named, **({"minProperties": least} if least else {})}


def by_market(markets: Iterable[str], *, least: bool = False) -> Schema:
    """An amount for each market; of any name if none is known."""
    one: Schema = {**amount(least=least), "type": ["number", "string", "null"]}
    named = dict.fromkeys(markets, one)
    return {"type": "object", "properties": named, "additionalProperties": False} if named else pairs(one)


def by_language() -> Schema:
    """Words by language."""
    return pairs({"type": ["string", "number", "boolean", "null"], "pattern": r"\S"}, least=1)


def either(*shapes: Schema) -> Schema:
    """One shape or another."""
    return {"anyOf": list(shapes)}


def group(
    name: str, language: str, *, need: Mapping[str, Schema] | None = None, may: Mapping[str, Schema] | None = None
) -> Schema:
    """A group of keys, those that it needs and those that it may have, each with its words."""
    needed, optional = need or {}, may or {}
    keys = {**needed, **{key: _or_nothing(shape) for key, shape in optional.items()}}
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": list(needed)} if needed else {}),
        "properties": {
            key: {"description": "\n\n".join(words(name, key, language)), **shape} for key, shape in keys.items()
        },
    }


def _or_nothing(shape: Schema) -> Schema:
    """A key that may be missing may be empty."""
    if "anyOf" in shape:
        options = shape["anyOf"]
        assert isinstance(options, list)  # as `either` makes it
        return {**shape, "anyOf": [*options, {"type": "null"}]}
    found = dict(shape)
    if isinstance(values := shape.get("enum"), list):
        found["enum"] = [*values, None]
    if types := shape.get("type"):
        found["type"] = [*(types if isinstance(types, list) else [types]), "null"]
    return found
