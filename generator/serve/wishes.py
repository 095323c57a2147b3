"""Wishes: what somebody wants of a preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from generator.serve.scene import Scene


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """Where a preview listens, what it shows at first, and what opens files (see `Editor.named`).

    The sandbox's bank answers on the port after ``port``, or on any if that is 0. ``terminal`` says what a code for
    the phone may be drawn with there; "none" is no terminal.
    """

    host: str
    port: int
    scene: Scene
    editor: str = ""
    terminal: Literal["none", "plain", "colour"] = "none"
