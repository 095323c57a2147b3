"""Bundles for tests: one magazine is built for all, and each kind of host gets its folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.build import Options, build
from generator.bundling import Wish, bundle, python_for
from generator.new import new_magazine

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RUNNING = "3.13"


@dataclass(frozen=True, kw_only=True, slots=True)
class Magazine:
    """A new magazine with an alias, and what was built of it."""

    root: Path

    @property
    def output(self) -> Path:
        return self.root / "public"

    def bundle(self, target: str, folder: Path, python: str = "", payment: str = "stripe") -> Path:
        wish = Wish(
            target=target,
            site_url="https://shop.example",
            till_url="https://shop.example/till",
            payment=payment,
            python=python or python_for(target, RUNNING),
        )
        bundle(self.output, folder, wish, NOW)
        return folder


def a_magazine(root: Path) -> Magazine:
    """Make it and build it."""
    new_magazine(root)
    story = root / "content" / "stories" / "erste-schritte.md"
    text = story.read_text("utf-8")
    story.write_text(text.replace("---\n", "---\naliases: [/alt/]\n", 1), "utf-8")
    assert not build(root, root / "public", NOW, Options(jobs=os.cpu_count() or 1)).failed
    return Magazine(root=root)
