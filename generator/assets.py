"""Assets: a theme's styles, scripts, fonts and marks under names that change with their content.

Rules of the room: CSS is one file per entry, since each ``@import`` costs the reader a round trip, and what another
sheet imports has no file of its own; ``@import "base:site.css"`` is the sheet that this one shadows. Scripts stay ES
modules whose imports name the fingerprinted files. A file is named after those it mentions are. Nothing is written.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from rjsmin import jsmin

from generator.diagnostics import Location, did_you_mean
from generator.theme.lookup import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Report
    from generator.theme.lookup import Theme

#: Before the name of a file that this one shadows, as in templates.
_SHADOWED = "base:"
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s]+)["']?\s*\)?([^;]*);""")
_URL = re.compile(r"""url\(\s*(["']?)(?!data:|#|https?:)([^"')]+)\1\s*\)""")
_MODULE = re.compile(r"""(?P<head>(?:\bfrom\s*|\bimport\s*\(?\s*))(?P<quote>["'])(?P<name>\.{1,2}/[^"']+)(?P=quote)""")


_NONE: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetFile:
    """A file of the output: its ``path`` there, its bytes, and the modules that it imports (names)."""

    path: str
    content: bytes
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Assets:
    """All assets of a theme by name, such as ``css/site.css``."""

    base_path: str
    files: Mapping[str, AssetFile]

    def url(self, name: str) -> str:
        """The path of an asset with the base path before it. Raises KeyError for an unknown name."""
        return f"{self.base_path}/{self.files[name].path}"

    def preloads(self, name: str) -> tuple[str, ...]:
        """The paths of all modules that a module imports, also through others, each once; for ``modulepreload``."""
        found: dict[str, None] = {}
        waiting = list(self.files[name].imports)
        while waiting:
            module = waiting.pop(0)
            if module not in found and module != name:
                found[module] = None
                waiting += self.files[module].imports
        return tuple(self.url(module) for module in found)


def read_assets(theme: Theme, base_path: str, report: Report, made: Mapping[str, bytes] = _NONE) -> Assets:
    """Read, join and name all assets of a theme; ``made`` are files that stand before its own, by name."""
    return _Reading(theme, base_path, report, made).all()


class _Reading:
    """One pass over a theme's assets; ``_done`` by name, ``_open`` the names being read, outermost first."""

    def __init__(self, theme: Theme, base_path: str, report: Report, made: Mapping[str, bytes]) -> None:
        self._sources = {**theme.files("assets"), **{name: Path(name) for name in made}}
        self._made = made
        self._theme = theme
        self._base_path = base_path
        self._report = report
        self._done: dict[str, AssetFile] = {}
        self._open: list[str] = []
        self._inlined: set[str] = set()

    def all(self) -> Assets:
        for name in tuple(self._sources):
            self._file(name)
        empty = {name for name, content in self._made.items() if not content}
        left_out = self._inlined | empty
        files = {name: file for name, file in sorted(self._done.items()) if name not in left_out}
        return Assets(base_path=self._base_path, files=files)

    def _file(self, name: str) -> AssetFile:
        if name not in self._done:
            self._open.append(name)
            source = self._sources[name]
            imports: tuple[str, ...] = ()
            if source.suffix == ".css":
                content = self._css(name, ()).encode()
            elif source.suffix in {".js", ".mjs"}:
                text, imports = self._script(name)
                content = text.encode()
            else:
                content = self._made[name] if name in self._made else source.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:8]
            stem, ending = posixpath.splitext(name)
            path = f"assets/{stem}.{digest}{ending}"
            self._done[name] = AssetFile(path=path, content=content, imports=imports)
            self._open.pop()
        return self._done[name]

    def _css(self, name: str, above: tuple[str, ...]) -> str:
        """The style sheet with all that it imports in place of the imports, and without its comments."""
        text = self._text(name)

        def imported(found: re.Match[str]) -> str:
            target = self._target(name, found[1])
            if target is None or not target.endswith(".css"):
                return ""
            if target in (*above, name):
                self._tell(name, found[1], f'"{found[1]}" imports itself in a circle.')
                return ""
            self._inlined.add(target)
            return _wrapped(found[2].strip(), self._css(target, (*above, name)))

        def fetched(found: re.Match[str]) -> str:
            path, mark, rest = found[2].partition("#")
            target = self._target(name, path)
            return f'url("{self._base_path}/{self._file(target).path}{mark}{rest}")' if target else found[0]

        bare = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
        pieces = [_URL.sub(fetched, piece) for piece in _between_imports(bare)]
        inlined = [imported(found) for found in _IMPORT.finditer(bare)]
        joined = "".join(piece for pair in zip(pieces, [*inlined, ""], strict=True) for piece in pair)
        return re.sub(r"\n\s*\n+", "\n", joined).strip() + "\n"

    def _script(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The script without its comments and spare white space, and the modules that it imports."""
        text: str = jsmin(self._text(name))
        imports: dict[str, None] = {}

        def renamed(found: re.Match[str]) -> str:
            target = self._target(name, found["name"])
            if target is None:
                return found[0]
            if target in self._open:
                self._tell(name, found["name"], f'"{found["name"]}" imports itself in a circle.')
                return found[0]
            quote = found["quote"]
            path = self._file(target).path
            if not found["head"].endswith("("):  # what is fetched only when needed is not preloaded
                imports[target] = None
            return f"{found['head']}{quote}{self._base_path}/{path}{quote}"

        return _MODULE.sub(renamed, text), tuple(imports)

    def _text(self, name: str) -> str:
        return self._made[name].decode() if name in self._made else text_of(self._sources[name])

    def _target(self, name: str, reference: str) -> str | None:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), reference))
        if target == name and _SHADOWED in name:  # what it shadows shadows another one
            target = posixpath.join(posixpath.dirname(name), _SHADOWED + posixpath.basename(name))
        if target not in self._sources and (shadowed := self._shadowed(name, target)):
            self._sources[target] = shadowed
        if target in self._sources:
            return target
        hint = did_you_mean(target, tuple(self._sources))
        self._tell(name, reference, f'there is no asset "{reference}".', hint)
        return None

    def _shadowed(self, name: str, target: str) -> Path | None:
        """What ``css/base:site.css`` means in ``css/site.css``: the file of that name that this one shadows."""
        folder, file = posixpath.split(target)
        plain = posixpath.join(folder, file.rpartition(_SHADOWED)[2])
        return self._theme.find(f"assets/{plain}", below=self._sources[name]) if file.startswith(_SHADOWED) else None

    def _tell(self, name: str, reference: str, message: str, hint: str = "") -> None:
        source = self._sources[name]
        lines = enumerate(self._text(name).splitlines(), start=1)
        number, text = next(((number, text) for number, text in lines if reference in text), (1, ""))
        column = text.find(reference) + 1 if text else 1
        at = Location(file=self._theme.shown(source), line=number, column=column, length=len(reference), text=text)
        self._report.error("E609", message, hint, at=at)


def _between_imports(text: str) -> list[str]:
    ends = [0, *(found.end() for found in _IMPORT.finditer(text))]
    starts = [*(found.start() for found in _IMPORT.finditer(text)), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _wrapped(conditions: str, css: str) -> str:
    """An imported sheet within the layer, the supports condition and the media query of its import."""
    layer = re.match(r"layer(?:\(([^)]*)\))?\s*", conditions)
    if layer:
        conditions = conditions[layer.end() :]
        css = f"@layer {layer[1]} {{\n{css}}}\n" if layer[1] else f"@layer {{\n{css}}}\n"
    supports = re.match(r"supports\((.*?)\)\s*(?=$|[a-z(])", conditions)
    if supports:
        conditions = conditions[supports.end() :]
        css = f"@supports ({supports[1]}) {{\n{css}}}\n"
    return f"@media {conditions} {{\n{css}}}\n" if conditions else css
