"""The sources of templates: their text, their code, and what they name.

Rules of the room: a source is read once, so that what is rendered is what the digest is of; code is kept by all that it
is made from, in the process and in what outlives it.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER
from typing import TYPE_CHECKING, ClassVar, Protocol

import jinja2
import jinja2.meta
import jinja2.nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping
    from pathlib import Path
    from types import CodeType

    from generator.theme.lookup import Theme

_SHADOWED = "base:"  # {% extends "base:story.html" %}: the template that this one shadows
#: The table of what outlives the process.
COMPILED = "templates"


class Kept(Protocol):
    """What outlives the process: bytes by table and key. It travels to other processes with the templates."""

    def find(self, table: str, key: str, /) -> bytes | None:
        """What is kept, or None."""
        ...

    def put(self, table: str, key: str, content: bytes, /) -> None:
        """Keep it."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A template's file and text; ``name`` is what other templates call it."""

    name: str
    path: Path
    text: str

    @property
    def digest(self) -> str:
        """Of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiled:
    """A template's code, line and key of each ``t("…")`` in it, and the templates that it names.

    None among ``templates`` is a name that is known only when it is rendered.
    """

    code: CodeType
    words: tuple[tuple[int, str], ...]
    templates: tuple[str | None, ...]


class Sources(jinja2.BaseLoader):
    """The templates of a theme, each read and compiled when it is first asked for."""

    #: By key; a preview, whose templates are made anew after each edit, compiles only what was edited.
    _compiled: ClassVar[dict[str, Compiled]] = {}

    def __init__(self, theme: Theme, kept: Kept | None) -> None:
        self._theme = theme
        self._kept = kept
        self._read: dict[str, Source | None] = {}

    def find(self, name: str) -> Source | None:
        """The template of that name, or None."""
        if name not in self._read:
            bare = name.removeprefix(_SHADOWED)
            path = self._theme.find(f"templates/{bare}")
            if path is not None and name.startswith(_SHADOWED):
                path = self._theme.find(f"templates/{bare}", below=path)
            self._read[name] = Source(name=name, path=path, text=self._theme.text(path)) if path else None
        return self._read[name]

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, object] | None = None,  # noqa: A002 (Jinja's own name)
    ) -> jinja2.Template:
        """The template for Jinja. Raises TemplateNotFound."""
        source = self.find(name)
        if source is None:
            raise jinja2.TemplateNotFound(name)
        return environment.template_class.from_code(environment, self.compiled(source, environment).code, globals or {})

    def compiled(self, source: Source, environment: jinja2.Environment) -> Compiled:
        """What becomes of a source, the same in every language. Raises TemplateSyntaxError."""
        key = hashlib.sha256("\0".join((_tools(), source.name, str(source.path), source.text)).encode()).hexdigest()
        found = self._compiled.get(key) or self._recall(key)
        if found is None:
            found = _compile(source, environment)
            if self._kept is not None:
                self._kept.put(COMPILED, key, marshal.dumps((found.code, found.words, found.templates)))
        self._compiled[key] = found
        return found

    def reached(self, name: str, environment: jinja2.Environment) -> dict[str, Source | None]:
        """All that rendering a template may read, by name; None for a template that is not there."""
        found: dict[str, Source | None] = {}
        waiting = [name]
        while waiting:
            wanted = waiting.pop()
            if wanted not in found:
                source = found[wanted] = self.find(wanted)
                waiting += self._named(source, environment) if source else ()
        return found

    def _named(self, source: Source, environment: jinja2.Environment) -> Iterator[str]:
        try:
            named = self.compiled(source, environment).templates
        except jinja2.TemplateSyntaxError:  # it is told when it is rendered; mended, it has another text
            return
        yield from (name for name in named if name is not None)
        if None in named:
            for name in self._theme.files("templates"):
                yield from (name, _SHADOWED + name)

    def _recall(self, key: str) -> Compiled | None:
        content = self._kept.find(COMPILED, key) if self._kept else None
        if content is None:
            return None
        code, words, templates = marshal.loads(content)  # noqa: S302 (what an earlier run of ours wrote, as a .pyc is)
        return Compiled(code=code, words=words, templates=templates)


def _compile(source: Source, environment: jinja2.Environment) -> Compiled:
    tree = environment.parse(source.text, source.name, str(source.path))
    words, templates = tuple(_words(tree)), tuple(jinja2.meta.find_referenced_templates(tree))
    code = environment.compile(tree, source.name, str(source.path))
    return Compiled(code=code, words=words, templates=templates)


def _words(tree: jinja2.nodes.Template) -> Iterator[tuple[int, str]]:
    """Line and key of each ``t("…")`` whose key is written out."""
    for call in tree.find_all(jinja2.nodes.Call):
        key = call.args[0] if call.args else None
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name == "t" and isinstance(key, jinja2.nodes.Const):
            yield call.lineno, str(key.value)


@cache
def _tools() -> str:
    """What makes the code beside the source: Jinja, and the Python that runs it."""
    return f"{version('jinja2')} {sys.implementation.cache_tag} {MAGIC_NUMBER.hex()}"
