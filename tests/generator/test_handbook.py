"""The demo magazine is right, and its workshop shows every block and explains every code, in both languages."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.blocks import BLOCKS
from generator.build import Options, check
from generator.diagnostics import as_text

ROOT = Path(__file__).parents[2]
STORIES = ROOT / "content" / "stories"
LANGUAGES = {"de": "", "en": ".en"}

#: Names without a directive, by how they are written.
LINKS = {
    "product_link": "](product:",
    "image": "![",
    "link": "](story:",
    **{name: f"]({name}:" for name in ("price", "availability", "buy")},
}


def told(language: str) -> str:
    """All stories of the workshop in a language."""
    files = sorted(STORIES.glob("werkstatt-*.md"))
    ending = re.compile(r"werkstatt-[a-z0-9-]+\.md" if language == "de" else rf"werkstatt-[a-z0-9-]+\.{language}\.md")
    return "\n".join(file.read_text("utf-8") for file in files if ending.fullmatch(file.name))


def codes() -> set[str]:
    """Every code that the build tool can tell."""
    sources = (file.read_text("utf-8") for file in (ROOT / "generator").rglob("*.py"))
    return {code for source in sources for code in re.findall(r'"([EWN][0-9]{3})"', source)}


def test_a_proof_reader_marks_nothing_in_the_demo(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content", copy_function=shutil.copyfile)
    shutil.copyfile(ROOT / "site.yml", tmp_path / "site.yml")
    found = check(tmp_path, datetime(2026, 11, 21, 12, tzinfo=UTC), Options()).diagnostics
    assert [as_text(one) for one in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_block_is_shown_beside_the_markdown_that_makes_it(language: str) -> None:
    text = told(language)
    missing = [name for name in BLOCKS if (LINKS.get(name) or f"{{{name}}}") not in text]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_explained_once(language: str) -> None:
    explained = Counter(re.findall(r"^### ([EWN][0-9]{3}) · \S.*$", told(language), re.MULTILINE))
    assert sorted(codes() - set(explained)) == []
    assert sorted(set(explained) - codes()) == []
    assert [code for code, times in explained.items() if times > 1] == []


def test_every_story_of_the_workshop_is_there_in_both_languages() -> None:
    names = {
        language: {
            file.name.split(".")[0]
            for file in STORIES.glob(f"werkstatt-*{ending}.md")
            if file.name.count(".") == len(ending.split("."))
        }
        for language, ending in LANGUAGES.items()
    }
    assert names["de"] == names["en"]
