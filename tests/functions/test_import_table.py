"""The till's walls: functions/README.md says which room may use which, and the code does nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"

#: Libraries that some rooms, or files of them, alone may import, as the table's purposes say.
OWNERS = {
    "jinja2": {"pages"},
    "babel": {"wording"},
    "stripe": {"payments"},
    "psycopg": {"store"},
    "psycopg_pool": {"store"},
    "sqlite3": {"store"},
    "uvicorn": {"hosts", "commands"},
    "smtplib": {"letters.post"},
}


def table() -> dict[str, int]:
    text = (FUNCTIONS / "README.md").read_text("utf-8")
    return {name: int(layer) for layer, name in re.findall(r"^\| (\d+) \| `(\w+)` \|", text, re.MULTILINE)}


def room_of(file: Path) -> str:
    return file.relative_to(FUNCTIONS).parts[0].removesuffix(".py")


def dotted(file: Path) -> str:
    return ".".join(file.relative_to(FUNCTIONS).with_suffix("").parts)


def modules() -> list[Path]:
    return [file for file in sorted(FUNCTIONS.rglob("*.py")) if file != FUNCTIONS / "__init__.py"]


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module == "functions"
            found |= {f"functions.{alias.name}" for alias in node.names} if whole else {node.module}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "later":
            found |= {f"functions.{word.value!s}" for word in node.args[:1] if isinstance(word, ast.Constant)}
    return found


def test_every_room_is_in_the_table_and_nothing_else_is() -> None:
    assert set(table()) == {room_of(file) for file in modules()}


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(FUNCTIONS).as_posix())
def test_a_room_uses_only_what_lies_below_it(file: Path) -> None:
    layers, own = table(), room_of(file)
    wrong = []
    for module in imports(file):
        package, _, rest = module.partition(".")
        other = rest.partition(".")[0]
        if package == "functions" and other != own:
            wrong += [] if layers[other] < layers[own] else [module]
        elif not {own, dotted(file)} & OWNERS.get(package, {own}):
            wrong.append(module)
    assert wrong == []
