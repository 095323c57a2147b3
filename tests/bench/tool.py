"""What a tool is for the bench: how it is installed, how the corpus is written for it, how it builds and serves.

Rules of the room: every tool makes the same addresses out of the same text, with plain templates of its own kind; its
caches and its output are named, so that a cold build is cold.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.bench.corpus import Corpus, Product, Story

#: Templates of the other tools, one folder each, copied as they are.
PEERS = Path(__file__).parent / "peers"
REPOSITORY = Path(__file__).parents[2]


class Tool(Protocol):
    """One tool; ``root`` is always the folder of its site, ``public`` in it the output."""

    @property
    def name(self) -> str:
        """How the command line and the table call it."""

    @property
    def stories(self) -> str:
        """The folder of the stories below ``root``; a story's file is its id with ``.md``."""

    def install(self, cache: Path) -> None:
        """Put what is missing into ``cache``, from PyPI or npm."""

    def write_site(self, corpus: Corpus, root: Path) -> None:
        """Write everything but stories and products."""

    def write_story(self, story: Story, root: Path) -> None:
        """Write a story's file."""

    def write_products(self, products: Sequence[Product], root: Path) -> None:
        """Write all products."""

    def write_price(self, products: Sequence[Product], root: Path) -> None:
        """Write what says the price of the first product; an editor saves that, and the clock runs meanwhile."""

    def write_base(self, mark: str, root: Path) -> None:
        """Write the base template with a mark that every page then shows."""

    def build(self, root: Path) -> list[str]:
        """The command that builds; it runs in ``root``."""

    def serve(self, root: Path, port: int) -> list[str]:
        """The command of the preview; it runs in ``root``."""

    def leftovers(self) -> tuple[str, ...]:
        """What a build leaves in ``root`` besides ``public``."""


def write(path: Path, text: str) -> None:
    """Write a text if it is not there already, so that times of files mean something."""
    if path.is_file() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def front_matter(**values: object) -> str:
    """YAML front matter; JSON is YAML."""
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join(["---", *lines, "---", "", ""])


def body(text: str, card: Callable[[str], str], link: Callable[[str], str]) -> str:
    """The text with cards and links as a tool writes them; ``card`` and ``link`` get an id."""
    lines = (card(line[6:-1]) if line.startswith("<card:") else line for line in text.split("\n"))
    first, *others = "\n".join(lines).split("(story:")
    return "".join([first, *(f"({link(other[:11])}{other[11:]}" for other in others)])


def plain_link(story: str) -> str:
    """A link to a story by its address."""
    return f"/stories/{story}/"


def with_mark(template: str, mark: str) -> str:
    """The base template with a mark: an element of its own at the end of the head."""
    return template.replace("</head>", f'<meta name="bench" content="{mark}">\n</head>', 1)


def copy_peer(name: str, root: Path) -> None:
    """Copy a peer's templates and settings."""
    shutil.copytree(PEERS / name, root, dirs_exist_ok=True)


def environment(folder: Path, made_for: str, *packages: str) -> Path:
    """A Python environment with ``packages``, made anew when ``made_for`` is another; the folder of its programs."""
    stamp, programs = folder / "made-for", folder / "bin"
    if not stamp.is_file() or stamp.read_text() != made_for:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, *packages], check=True, cwd=REPOSITORY)
        stamp.write_text(made_for)
    return programs
