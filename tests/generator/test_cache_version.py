from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator import __version__
from generator.cache import code_version, version


def test_the_same_code_has_the_same_version() -> None:
    assert code_version() == code_version()
    assert code_version().startswith(f"{__version__}-")


def test_what_is_installed_beside_it_takes_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_version()
    (tmp_path / "nh3-99.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert code_version() != before


@pytest.mark.parametrize("name", ["generator/decode/story.py", "functions/money.py"])
def test_code_that_was_changed_has_another_version(tmp_path: Path, name: str) -> None:
    for path in ("generator/__init__.py", "generator/cache/__init__.py", "generator/decode/story.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / path).touch()
    (tmp_path / "functions").mkdir()
    (tmp_path / "generator/__init__.py").write_text('__version__ = "1"\n')
    (tmp_path / "generator/cache/version.py").write_bytes(Path(version.__file__).read_bytes())
    before = _version_in(tmp_path)
    (tmp_path / name).write_text("changed = True\n")
    assert _version_in(tmp_path) != before


def _version_in(root: Path) -> str:
    code = "from generator.cache.version import code_version; print(code_version())"
    return subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
