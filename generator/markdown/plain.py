"""The plain text of a body: paragraph by paragraph, and for every embed the paragraph that it is near."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+(?:[’'‑-][^\W_]+)*")


@dataclass(slots=True)
class PlainText:
    """What is read of a text so far; ``near`` is the paragraph of an embed by the embed's index.

    Within so many blocks as ``held``, which are lists of things rather than speech, nothing is quoted.
    """

    near: dict[int, str] = field(default_factory=dict)
    held: int = 0
    _paragraphs: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _before: str = ""
    _waiting: list[int] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Go on with the paragraph; white space begins none."""
        if self._open or not text.isspace():
            self._open.append(text)

    def embed(self, index: int, *, inline: bool) -> None:
        """An embed stands here: it is near the paragraph before it; an inline one waits for the end of its own."""
        self.near[index] = "" if self.held else self._before
        if inline and not self.held:
            self._waiting.append(index)

    def end(self, *, quotable: bool = True) -> str:
        """End the paragraph, and return it; a block that follows is near it if it is ``quotable``."""
        if not self._open and not self._waiting:
            return ""
        text = " ".join("".join(self._open).split())
        self._open.clear()
        if text:
            self._paragraphs.append(text)
            self._before = text if quotable and not self.held else self._before
        for index in self._waiting:
            self.near[index] = text or self._before
        self._waiting.clear()
        return text

    @property
    def text(self) -> str:
        """The whole text, a line for each paragraph."""
        return "\n".join(self._paragraphs)

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(_WORD.findall(self.text))
