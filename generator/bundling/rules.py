"""What a host says with each page: the built site's ``_headers`` and ``_redirects``, read for hosts of other habits.

Rules of the room: `channels.headers` decides and writes them; here they are only read. What hides the till's files is
left out, since a bundle keeps those away by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy.output import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The two files themselves, which only hosts of that habit read.
FILES = ("_headers", "_redirects")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What holds for the pages, with the base path in every address.

    ``headers`` are pairs of a pattern (``/assets/*``, or one address) and pairs of name and value; ``redirects`` are
    pairs of addresses, for ever; ``not_found`` are pairs of a pattern and the page that says so, the narrowest first.
    """

    headers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    redirects: tuple[tuple[str, str], ...]
    not_found: tuple[tuple[str, str], ...]

    @property
    def everywhere(self) -> tuple[tuple[str, str], ...]:
        """The headers of every answer."""
        return tuple(pair for pattern, pairs in self.headers if pattern == "/*" for pair in pairs)


def read(output: Path, base_path: str) -> Rules:
    """The rules that a build has left in its output."""
    lines = [line.split() for line in (output / "_redirects").read_text("utf-8").splitlines()]
    return Rules(
        headers=tuple(_headers((output / "_headers").read_text("utf-8"))),
        redirects=tuple((source, target) for source, target, code in lines if code == "301"),
        not_found=(
            *((source, target) for source, target, code in lines if code == "404"),
            (f"{base_path}/*", f"{base_path}/404.html"),
        ),
    )


def _headers(text: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """A pattern stands at the beginning of its line, its headers below it with spaces before them."""
    blocks: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            blocks[-1][1].append((name, value))
        else:
            blocks.append((line, []))
    return ((pattern, tuple(pairs)) for pattern, pairs in blocks if f"/{PRIVATE}" not in pattern)
