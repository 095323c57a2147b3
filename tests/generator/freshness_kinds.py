"""The magazine of `freshness.txt`, and the kinds of edits of a site, as values: each makes new files out of old ones.

Rules of the room: an edit touches no disk; where what it speaks of is not there, it changes nothing.
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PIL import Image as Pillow

if TYPE_CHECKING:
    from collections.abc import Mapping

    #: What each file of a site contains, by its path there.
    Files = Mapping[str, bytes]


class Edit(Protocol):
    """An edit of a site."""

    def on(self, files: Files) -> dict[str, bytes]:
        """The files after it."""


@dataclass(frozen=True, slots=True)
class Write:
    """Write a file, or remove it if ``text`` is None."""

    path: str
    text: str | bytes | None

    def on(self, files: Files) -> dict[str, bytes]:
        """The files with this one."""
        others = {path: content for path, content in files.items() if path != self.path}
        if self.text is None:
            return others
        return others | {self.path: self.text if isinstance(self.text, bytes) else self.text.encode()}


@dataclass(frozen=True, slots=True)
class Rename:
    """Rename a file; what has the new name already is replaced."""

    path: str
    new: str

    def on(self, files: Files) -> dict[str, bytes]:
        """The files with the new name."""
        if self.path not in files:
            return dict(files)
        return {path: content for path, content in files.items() if path != self.path} | {self.new: files[self.path]}


@dataclass(frozen=True, slots=True)
class Put:
    """Set a key of front matter or YAML, all in one line, or remove it if ``value`` is empty."""

    path: str
    key: str
    value: str

    def on(self, files: Files) -> dict[str, bytes]:
        """The files with that key."""
        fence = ["---"] if self.path.startswith("content/") else []
        if self.path not in files or not files[self.path].decode().startswith("".join(fence)):
            return dict(files)
        lines = files[self.path].decode().split("\n")[len(fence) :]
        end = lines.index("---") if fence else len(lines)
        words = [line for line in lines[:end] if not line.startswith(f"{self.key}: ")]
        words += [f"{self.key}: {self.value}"] if self.value else []
        return Write(self.path, "\n".join([*fence, *words, *lines[end:]])).on(files)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Put other words in the place of the first that are so."""

    path: str
    old: str
    new: str

    def on(self, files: Files) -> dict[str, bytes]:
        """The files with the other words."""
        return {
            path: content.replace(self.old.encode(), self.new.encode(), 1) if path == self.path else content
            for path, content in files.items()
        }


@dataclass(frozen=True, slots=True)
class Together:
    """Several edits that make sense at once."""

    edits: tuple[Edit, ...]

    def on(self, files: Files) -> dict[str, bytes]:
        """The files after all of them, one after the other."""
        return reduce(lambda before, edit: edit.on(before), self.edits, dict(files))


@dataclass(frozen=True, slots=True)
class Append:
    """Add a paragraph at the end of a file."""

    path: str
    text: str

    def on(self, files: Files) -> dict[str, bytes]:
        """The files with the paragraph."""
        added = f"\n{self.text}\n".encode()
        return {path: content + added if path == self.path else content for path, content in files.items()}


def picture(colour: str) -> bytes:
    """A small picture; all colours have files of the same size."""
    file = io.BytesIO()
    Pillow.new("RGB", (12, 8), colour).save(file, "PNG", compress_level=0)
    return file.getvalue()


def sound(seconds: int, tone: int = 0x80) -> bytes:
    """A sound of one tone, which may be silence; those of one length have files of the same size."""
    file = io.BytesIO()
    with wave.open(file, "wb") as recorded:
        recorded.setnchannels(1)
        recorded.setsampwidth(1)
        recorded.setframerate(8)
        recorded.writeframes(bytes([tone]) * 8 * seconds)
    return file.getvalue()


def magazine() -> dict[str, bytes]:
    """The magazine as it is at first."""
    _, *sections = Path(__file__).with_name("freshness.txt").read_text("utf-8").split("=== ")
    texts = dict(section.split("\n", 1) for section in sections)
    return {path: text.encode() for path, text in texts.items()} | {
        "content/images/moor.png": picture("green"),
        "content/media/rain.wav": sound(2),
        "content/media/walk.mp4": b"no film, but of its name",
    }
