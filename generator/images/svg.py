"""SVG: a drawing may be passed on as it is, if it draws and does nothing else.

Rules of the room: scripts, event handlers, foreign content and anything fetched from elsewhere are errors, since
the file has an address of its own and can be opened like a page. Nothing is rewritten.
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

from generator.source import UnusableError

_WHOLE = True  # there is no more to come
_LENGTH = re.compile(r"^\s*(\d+(?:\.\d+)?)(?:px)?\s*$")
_FOREIGN = frozenset({"script", "foreignobject", "iframe", "object", "embed", "handler", "audio", "video"})
_FETCH = re.compile(r"url\(\s*+['\"]?+(?!#|data:image/)|@import|javascript:", re.IGNORECASE)


def svg_size(src: str, data: bytes) -> tuple[int, int]:
    """Width and height in px of a drawing. Raises UnusableError if it is broken, does things, or has no size."""
    reader = _Reader(src)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = reader.entity
    parser.ProcessingInstructionHandler = reader.instruction
    try:
        parser.Parse(data, _WHOLE)
    except expat.ExpatError as error:
        text = expat.errors.messages[error.code]
        message = f'picture "{src}" is no well-formed SVG: {text} in its line {error.lineno}.'
        raise UnusableError(code="E502", message=message, hint="Export it again.") from error
    return reader.size()


class _Reader:
    def __init__(self, src: str) -> None:
        self.src = src
        self.root: dict[str, str] | None = None
        self.path: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        self.path.append(local)
        if self.root is None:
            if local != "svg":
                self.refuse("E502", f"is no SVG: its first element is <{local}>", "Export it again as SVG.")
            self.root = attributes
        if local in _FOREIGN:
            self.refuse("E505", f"contains <{local}>")
        for key, value in attributes.items():
            self._attribute(key.rpartition(" ")[2].lower(), value)

    def end(self, _name: str) -> None:
        self.path.pop()

    def _attribute(self, key: str, value: str) -> None:
        if key.startswith("on"):
            self.refuse("E505", f"has the event handler {key}")
        if key in {"href", "src"} and not value.strip().startswith(("#", "data:image/")):
            self.refuse("E505", f'fetches "{value[:60]}"')
        if _FETCH.search(value):
            self.refuse("E505", f'fetches something by {key}="{value[:60]}"')

    def text(self, text: str) -> None:
        if "style" in self.path and _FETCH.search(text):
            self.refuse("E505", "fetches something in its <style>")

    def entity(self, name: str, *_rest: object) -> None:
        self.refuse("E505", f'declares the entity "{name}"')

    def instruction(self, target: str, _data: str) -> None:
        self.refuse("E505", f"contains <?{target} … ?>")

    def size(self) -> tuple[int, int]:
        root = self.root or {}
        box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        for lengths in ((root.get("width", ""), root.get("height", "")), box[2:4]):
            sides = [float(found[1]) for found in map(_LENGTH.match, lengths) if found]
            if len(sides) == len("wh") and min(sides) > 0:
                return max(1, round(sides[0])), max(1, round(sides[1]))
        return self.refuse("E506", "has no size", 'Give the <svg> a viewBox, such as viewBox="0 0 800 600".')

    def refuse(self, code: str, what: str, hint: str = "A picture may only draw; export it as plain SVG.") -> NoReturn:
        raise UnusableError(code=code, message=f'picture "{self.src}" {what}.', hint=hint)
