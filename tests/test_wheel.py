"""What is installed is whole: the wheel alone, in an empty environment, makes, builds and serves a new magazine."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
import venv
from contextlib import closing
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def litfass(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh installation of the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(folder), str(REPOSITORY))
    venv.create(folder / "environment", with_pip=True)
    programs = folder / "environment" / "bin"
    _run(str(programs / "pip"), "install", "-q", *map(str, folder.glob("*.whl")))
    return programs / "litfass"


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_magazine_builds_and_is_served(litfass: Path, tmp_path: Path) -> None:
    magazine = tmp_path / "magazine"
    _run(str(litfass), "new", str(magazine), cwd=tmp_path)
    _run(str(litfass), "build", "--strict", cwd=magazine)
    assert (magazine / "public" / "index.html").is_file()
    with subprocess.Popen(
        [litfass, "serve", "--port", "0"],
        cwd=magazine,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as served:
        assert served.stdout is not None
        try:
            url = served.stdout.readline().split()[0]
            with (
                closing(urllib.request.urlopen(url)) as home,
                closing(urllib.request.urlopen(f"{url}till/health")) as till,
            ):
                assert (home.status, till.status) == (200, 200)
        finally:
            served.terminate()
            served.stdout.read()


def test_the_installed_till_is_bundled(litfass: Path, tmp_path: Path) -> None:
    magazine = tmp_path / "magazine"
    _run(str(litfass), "new", str(magazine), cwd=tmp_path)
    _run(str(litfass), "bundle", "--target", "vercel", cwd=magazine)
    there = ("api/index.py", "functions/hosts/vercel.py", "private/_till/catalog.json", "public/index.html")
    assert [path for path in there if not (magazine / "bundle-vercel" / path).is_file()] == []


def test_the_second_theme_is_in_it(litfass: Path, tmp_path: Path) -> None:
    magazine = tmp_path / "magazine"
    _run(str(litfass), "new", str(magazine), cwd=tmp_path)
    settings = magazine / "site.yml"
    settings.write_text(settings.read_text("utf-8").replace("theme: litfass", "theme: broadsheet"), "utf-8")
    _run(str(litfass), "build", "--strict", cwd=magazine)
    assert 'class="front-page"' in (magazine / "public" / "index.html").read_text("utf-8")


def test_the_installed_tool_finds_no_repository(litfass: Path, tmp_path: Path) -> None:
    code = "import generator, functions; print(generator.__file__, functions.__file__)"
    where = _run(str(litfass.parent / "python"), "-c", code, cwd=tmp_path)
    assert str(REPOSITORY) not in where
