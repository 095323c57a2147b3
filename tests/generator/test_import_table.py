"""The house's walls: generator/README.md says which room may use which, and the code does nothing else."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GENERATOR, FUNCTIONS = ROOT / "generator", ROOT / "functions"

#: Libraries that one room alone may import, as the table's purposes say.
OWNERS = {
    "yaml": "source",
    "markdown_it": "markdown",
    "mdit_py_plugins": "markdown",
    "nh3": "markdown",
    "jinja2": "theme",
    "holidays": "calendars",
    "PIL": "images",
    "tinytag": "media",
    "fsspec": "stores",
    "fontTools": "brand",
    "watchdog": "serve",
    "uvicorn": "serve",
    "distributed": "cluster",
}


@dataclass(frozen=True, slots=True)
class Room:
    layer: int
    neighbours: frozenset[str]
    functions: frozenset[str]


def table() -> dict[str, Room]:
    rows = re.findall(
        r"^\| (\d+) \| `(\w+)` \| .* \| (.*) \| (.*) \|$",
        (GENERATOR / "README.md").read_text("utf-8").replace("| |", "|  |").replace("| |", "|  |"),
        re.MULTILINE,
    )
    return {name: Room(int(layer), words(of_layer), words(of_till)) for layer, name, of_layer, of_till in rows}


def words(cell: str) -> frozenset[str]:
    return frozenset(re.findall(r"`(\w+)`", cell))


def room_of(file: Path) -> str:
    return file.relative_to(GENERATOR).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    inside = (file for file in sorted(GENERATOR.rglob("*.py")) if file != GENERATOR / "__init__.py")
    return [file for file in inside if not file.is_relative_to(GENERATOR / "_bundled")]


def imports(file: Path) -> set[str]:
    """Every module that a file imports, for types too: ``generator.model``, ``functions.money``, ``jinja2``."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module in {"generator", "functions"}
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if whole else {node.module}
    return found


def test_every_room_is_in_the_table_and_nothing_else_is() -> None:
    assert set(table()) == {room_of(file) for file in modules()}


def test_the_table_goes_from_the_lowest_layer_to_the_highest() -> None:
    layers = [room.layer for room in table().values()]
    assert layers == sorted(layers)


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(GENERATOR).as_posix())
def test_a_room_uses_only_what_the_table_allows(file: Path) -> None:
    rooms, own = table(), room_of(file)
    wrong = []
    for module in imports(file):
        package, _, rest = module.partition(".")
        other = rest.partition(".")[0]
        if package == "generator" and other not in {own, "__version__"}:
            lower = rooms[other].layer < rooms[own].layer
            wrong += [] if lower or other in rooms[own].neighbours else [module]
        elif package == "functions":
            wrong += [] if other in rooms[own].functions else [module]
        elif OWNERS.get(package, own) != own:
            wrong.append(module)
    assert wrong == []


@pytest.mark.parametrize(
    "file", sorted(FUNCTIONS.rglob("*.py")), ids=lambda file: file.relative_to(FUNCTIONS).as_posix()
)
def test_the_till_never_uses_the_generator(file: Path) -> None:
    assert [module for module in imports(file) if module.partition(".")[0] == "generator"] == []
