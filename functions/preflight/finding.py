"""What a check is given, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from functions.settings import Settings
    from functions.site import Build

_MARKS = {"good": "ok  ", "warning": "warn", "fault": "FAIL"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """The deployment: its settings, the build beside it, the time, and where it runs."""

    settings: Settings
    build: Build
    now: Callable[[], datetime]
    target: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check came to. ``cure`` is "" where all is well."""

    kind: Literal["good", "warning", "fault"]
    check: str
    text: str
    cure: str = ""

    @classmethod
    def good(cls, check: str, text: str) -> Self:
        """All is well."""
        return cls("good", check, text)

    @classmethod
    def warning(cls, check: str, text: str, cure: str) -> Self:
        """It works, and yet somebody should know."""
        return cls("warning", check, text, cure)

    @classmethod
    def fault(cls, check: str, text: str, cure: str) -> Self:
        """With that it must not go live."""
        return cls("fault", check, text, cure)

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{_MARKS[self.kind]} {self.check:<9} {self.text}" + (f" → {self.cure}" if self.cure else "")
