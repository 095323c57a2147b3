"""Snippets: every block and every key of a front matter as an editor's program completes it (VS Code's snippet syntax).

Rules of the room: what stands in a snippet is the block's own example, argument and options, or the key's own schema.
Where a site knows the ids, they are to choose from.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from generator.model import Embed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.blocks import Block
    from generator.schema.known import Known
    from generator.schema.shapes import Schema

#: More than these are a list nobody chooses from.
_MANY = 200
_SCALARS = {"string", "number", "integer", "boolean"}
_DAY = "$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE"
#: The kinds whose keys are completed; a key that several have is written alike.
_KINDS = ("story", "product", "page", "section")


def snippets(known: Known, blocks: Iterable[Block], schemas: Mapping[str, Schema]) -> dict[str, object]:
    """The file ``litfass.code-snippets``: by a name for people, what is typed, what it becomes, what it is."""
    found: dict[str, object] = {}
    for block in blocks:
        body = _directive(block, known) if block.directive else [_plain(block.example)]
        if body != [""]:
            found[f"Block {block.name}"] = _snippet(_prefixes(block), body, _about(block))
    for kind in _KINDS:
        properties = schemas[kind]["properties"]
        assert isinstance(properties, dict)  # as `shapes.group` makes it
        for key, shape in properties.items():
            name = f"Key {key}"
            if name not in found:
                found[name] = _snippet([f"{key}:"], [f"{key}: {next(_value(shape, _counted()))}"], shape["description"])
    return found


def _snippet(prefixes: list[str], body: list[str], description: str) -> dict[str, object]:
    return {"scope": "markdown", "prefix": prefixes, "body": body, "description": description}


def _prefixes(block: Block) -> list[str]:
    return [f":::{{{block.name}}}", f"block {block.name}"] if block.directive else [block.name.replace("_", " ")]


def _about(block: Block) -> str:
    options = "; ".join(f":{key}: {setting.expected}" for key, setting in block.settings.items())
    return ". ".join(part for part in (block.argument, options, block.example) if part)


def _directive(block: Block, known: Known) -> list[str]:
    """The lines of a block: its argument, then the options and the text of its own example."""
    count = _counted()
    ids = _ids(block, known)
    argument = f" {_choice(next(count), ids, block.argument)}" if block.argument else ""
    opening = f":::{{{block.name}}}{argument}"
    if inside := _example(block):
        return [opening, *(_line(line, block, known, count) for line in inside), ":::"]
    return [opening, *(["", "$0", ""] if block.holds else []), ":::"]


def _example(block: Block) -> list[str]:
    """What stands between the lines of the block's example, which the documentation of its file begins with."""
    file = sys.modules.get(type(block).__module__)
    shown = re.search(rf"^:::\{{{block.name}\}}.*?^:::$", (file and file.__doc__) or "", re.DOTALL | re.MULTILINE)
    return shown[0].split("\n")[1:-1] if shown else []


def _line(line: str, block: Block, known: Known, count: Iterator[int]) -> str:
    """A line of an example: what an option may be, and what products there are, is to choose from."""
    option = re.fullmatch(r":([a-z_-]+): (.*)", line)
    if option:
        setting = block.settings.get(option[1])
        return f":{option[1]}: {_choice(next(count), setting.choices if setting else (), option[2])}"
    before, scheme, after = line.partition("](product:")
    if scheme and known.products:
        return f"{_plain(before)}{scheme}{_choice(next(count), known.products, '')}{_plain(after[after.index(')') :])}"
    return _plain(line)


def _ids(block: Block, known: Known) -> tuple[str, ...]:
    """What the block's argument can name, by what it refers to with any."""
    if not block.argument:
        return ()
    kinds = {one.kind for one in block.references(Embed(index=0, block=block.name, argument="x"))}
    return {"product": known.products, "story": known.stories}.get(next(iter(kinds), ""), ())


def _counted() -> Iterator[int]:
    """The numbers of the places where the cursor goes, one after the other."""
    return iter(range(1, 100))


def _choice(number: int, values: Iterable[str], otherwise: str) -> str:
    words = [re.sub(r"([\\,|])", r"\\\1", value) for value in values]
    return f"${{{number}|{','.join(words)}|}}" if 0 < len(words) <= _MANY else f"${{{number}:{_plain(otherwise)}}}"


def _plain(text: str) -> str:
    return re.sub(r"([\\$}])", r"\\\1", text)


def _value(shape: Schema, count: Iterator[int]) -> Iterator[str]:
    """How a value of a shape is written, in one line."""
    options, values = shape.get("anyOf"), shape.get("enum")
    if isinstance(options, list):
        yield next(_value(options[0], count))
    elif isinstance(values, list):
        words = [str(one).lower() if isinstance(one, bool) else str(one) for one in values if one is not None]
        yield _choice(next(count), dict.fromkeys(words), "")
    elif isinstance(keys := shape.get("properties"), dict):
        required = shape.get("required")
        needed = required if isinstance(required, list) else list(keys)[:2]
        yield f"{{{', '.join(f'{key}: {next(_value(keys[key], count))}' for key in needed)}\\}}"
    elif isinstance(items := shape.get("items"), dict):
        yield f"[{next(_value(items, count))}]"
    elif "additionalProperties" in shape:
        yield f"{{${{{next(count)}:Name}}: ${{{next(count)}:…}}\\}}"
    elif str(shape.get("pattern", "")).startswith("^[0-9]{4}-"):
        yield _DAY
    else:
        yield f"${{{next(count)}:{'…' if set(_types(shape)) & _SCALARS else ''}}}"


def _types(shape: Schema) -> list[str]:
    types = shape.get("type")
    return [str(one) for one in types] if isinstance(types, list) else [str(types)]
