"""``{% once %}…{% endonce %}``: what is the same on many pages is rendered once for all of them.

Rules of the room: what is kept is found again by what stands between the tags and the values of all that it names. So
nothing has to be declared, nothing goes stale, and nothing comes from another page: a value that may change, or a macro
imported ``with context``, which is another one on each page, is never found again, and the text is rendered anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING

from jinja2 import Environment, Undefined, nodes
from jinja2.ext import Extension

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2.parser import Parser

#: What needs values that are not named between the tags.
_ELSEWHERE: Mapping[type[nodes.Node], str] = {
    nodes.Block: "block",
    nodes.Extends: "extends",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from",
}
#: Names that mean something else between the tags than around them.
_OWN = frozenset({"caller", "kwargs", "self", "super", "varargs"})
_MOST = 5000


class Once(Extension):
    """The tag. An environment, which is of one language, has one; what it keeps lives as long."""

    tags = {"once"}  # noqa: RUF012 (Jinja's own shape of an extension)

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._kept: dict[object, str] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """A call of `_text` with the values that the body names, and the body as its ``caller``."""
        line = next(parser.stream).lineno
        body = nodes.Template(parser.parse_statements(("name:endonce",), drop_needle=True))
        for node in body.find_all(nodes.Node):
            if type(node) in _ELSEWHERE:
                parser.fail(f"{{% once %}} cannot hold {{% {_ELSEWHERE[type(node)]} %}}.", node.lineno)
            if isinstance(node, nodes.Name) and node.name in _OWN:
                parser.fail(f'{{% once %}} cannot use "{node.name}".', node.lineno)
        words = nodes.Const(hashlib.sha256(repr(body).encode()).hexdigest())
        paths = sorted(set(_paths(body)))
        values = [nodes.Tuple([nodes.Name(name, "load"), nodes.Const(fields)], "load") for name, *fields in paths]
        call = self.call_method("_text", [words, nodes.Tuple(list(values), "load")])
        return nodes.CallBlock(call, [], [], body.body).set_lineno(line)

    def _text(self, words: str, values: tuple[tuple[object, tuple[str, ...]], ...], caller: Callable[[], str]) -> str:
        try:
            key = (words, *(_frozen(self._field(value, fields)) for value, fields in values))
            text = self._kept.get(key)
        except TypeError:  # a value that may change
            return caller()
        if text is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            text = self._kept[key] = caller()
        return text

    def _field(self, value: object, fields: tuple[str, ...]) -> object:
        """The value of ``site.legal.imprint``; what is not there is told by the text that uses it, on its own line."""
        for field in fields:
            if isinstance(value, Undefined):
                break
            value = self.environment.getattr(value, field)
        return value


def _paths(node: nodes.Node) -> Iterator[tuple[str, ...]]:
    """All that is named, each with as many fields as stand behind it: ``site.title`` is not all of ``site``."""
    for child in node.iter_child_nodes():
        path = _path(child)
        if path:
            yield path
        elif isinstance(child, nodes.Call) and isinstance(child.node, nodes.Getattr):  # a method of a value
            yield from _paths(nodes.Output([child.node.node, *child.args, *child.kwargs]))
        else:
            yield from _paths(child)


def _path(node: nodes.Node) -> tuple[str, ...]:
    if isinstance(node, nodes.Name) and node.ctx == "load":
        return (node.name,)
    if isinstance(node, nodes.Getattr) and (path := _path(node.node)):
        return (*path, node.attr)
    return ()


def _frozen(value: object) -> object:
    """Equal for two values only if they are written the same: 1 is not true, and "&lt;" not the HTML "&lt;"."""
    if isinstance(value, Undefined):
        return Undefined
    if isinstance(value, tuple | list):
        return (type(value), *map(_frozen, value))
    if isinstance(value, Mapping):
        return (type(value), *((_frozen(key), _frozen(found)) for key, found in value.items()))
    return (type(value), value.isoformat() if isinstance(value, date | time) else value)
