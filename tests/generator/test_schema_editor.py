"""`litfass schema`: schemas, snippets and settings for VS Code; what somebody else has set stays."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from generator.blocks import BLOCKS
from generator.cli import main
from generator.diagnostics import Diagnostic, Location, Report, Severity, as_text
from generator.new import new_magazine, prepare_editor
from generator.schema import Known, editor_files, shared_files
from generator.schema.editor import FINDING, MENDED, NOTHING_YET, READ_AGAIN, UNMENDED

if TYPE_CHECKING:
    from pathlib import Path

    from tests.front_matter import Json

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


@pytest.fixture
def magazine(tmp_path: Path) -> Path:
    new_magazine(tmp_path / "mine")
    prepare_editor(tmp_path / "mine", NOW, Report())
    return tmp_path / "mine"


def read(root: Path, name: str) -> Json:
    found: Json = json.loads((root / ".vscode" / name).read_text("utf-8"))
    return found


def inside(value: Json, *way: str | int) -> Json:
    for step in way:
        assert isinstance(value, dict if isinstance(step, str) else list)
        value = value[step]  # type: ignore[index]  # narrowed by the assertion above
    return value


def test_the_ids_of_the_magazine_are_in_its_schemas(magazine: Path) -> None:
    story = read(magazine, "litfass/story.schema.json")
    assert inside(story, "properties", "section", "enum") == ["werkstatt"]
    product = read(magazine, "litfass/product.schema.json")
    assert inside(product, "properties", "tax", "enum") == ["standard", "reduced"]


def test_every_schema_that_was_written_is_one_and_belongs_to_files(magazine: Path) -> None:
    schemas = sorted((magazine / ".vscode/litfass").glob("*.json"))
    for file in schemas:
        Draft202012Validator.check_schema(json.loads(file.read_text("utf-8")))
    associations = inside(read(magazine, "settings.json"), "yaml.schemas")
    assert isinstance(associations, dict)
    assert sorted(associations) == [f"./.vscode/litfass/{file.name}" for file in schemas]


def test_a_translation_has_a_schema_of_its_own(magazine: Path) -> None:
    associations = inside(read(magazine, "settings.json"), "yaml.schemas")
    assert isinstance(associations, dict)
    assert associations["./.vscode/litfass/story.schema.json"] == [
        "/content/stories/**/*.md",
        "!/content/stories/**/*.en.md",
    ]
    assert associations["./.vscode/litfass/story-words.schema.json"] == ["/content/stories/**/*.en.md"]


def test_dropped_pictures_go_where_pictures_lie(magazine: Path) -> None:
    destination = inside(read(magazine, "settings.json"), "markdown.copyFiles.destination")
    assert destination == {"/content/**/*": "/content/images/"}


def test_every_block_has_a_snippet() -> None:
    found = editor_files(Known(), BLOCKS.values())[".vscode/litfass.code-snippets"]
    assert [block.name for block in BLOCKS.values() if block.example and f"Block {block.name}" not in found] == []


@pytest.mark.parametrize(
    ("block", "body"),
    [
        ("story", [":::{story} ${1|auf-dem-tisch,erste-schritte|}", ":::"]),
        ("note", [":::{note} ${1:a title}", ":kind: ${2|tip,warning|}", "A fridge will do.", ":::"]),
        (
            "outfit",
            [
                ":::{outfit} ${1:a title}",
                "- [Wind jacket](product:${2|becher,notizheft|})",
                "- 2 × [Socks](product:${3|becher,notizheft|})",
                ":::",
            ],
        ),
        ("price", ["[](price:wind-jacket)"]),
    ],
)
def test_a_block_is_completed_by_its_own_example_with_what_the_magazine_has(
    magazine: Path, block: str, body: list[str]
) -> None:
    assert inside(read(magazine, "litfass.code-snippets"), f"Block {block}", "body") == body


def test_the_options_of_a_snippet_are_the_blocks(magazine: Path) -> None:
    found = read(magazine, "litfass.code-snippets")
    for block in (block for block in BLOCKS.values() if block.directive):
        lines = inside(found, f"Block {block.name}", "body")
        assert isinstance(lines, list)
        options = [option[1] for line in lines if (option := re.match(r":([a-z_-]+): ", str(line)))]
        assert set(options) <= set(block.settings)
        assert (str(lines[0]).startswith(f":::{{{block.name}}}"), lines[-1]) == (True, ":::")


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("section", "section: ${1|werkstatt|}"),
        ("authors", "authors: [${1|redaktion|}]"),
        ("date", "date: $CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE"),
        ("draft", "draft: ${1|true,false|}"),
        ("hero", "hero: {src: ${1:…}, alt: ${2:…}\\}"),
        ("role", "role: ${1|imprint,privacy,shipping,terms,withdrawal,accessibility|}"),
    ],
)
def test_a_key_is_completed_with_what_it_may_be(magazine: Path, key: str, body: str) -> None:
    assert inside(read(magazine, "litfass.code-snippets"), f"Key {key}", "body") == [body]


def test_keys_are_explained_in_the_magazines_language_and_in_english(magazine: Path) -> None:
    said = inside(read(magazine, "litfass.code-snippets"), "Key section", "description")
    assert said == "Das Ressort, mit seiner Kennung\n\nThe section, by its id"


def test_what_somebody_has_set_stays(magazine: Path) -> None:
    own = {"editor.fontSize": 18, "files.eol": "auto", "yaml.schemas": {"mine.json": "mine.yml"}}
    (magazine / ".vscode/settings.json").write_text(json.dumps(own))
    (magazine / ".vscode/tasks.json").write_text(json.dumps({"version": "2.0.0", "tasks": [{"label": "mine"}]}))
    done = prepare_editor(magazine, NOW, Report())
    assert done is not None
    found = read(magazine, "settings.json")
    assert (inside(found, "editor.fontSize"), inside(found, "files.eol")) == (18, "auto")
    assert inside(found, "yaml.schemas", "mine.json") == "mine.yml"
    assert inside(found, "yaml.schemas", "./.vscode/litfass/site.schema.json") == "/site.yml"
    tasks = inside(read(magazine, "tasks.json"), "tasks")
    assert isinstance(tasks, list)
    assert [inside(task, "label") for task in tasks] == ["mine", "litfass: preview", "litfass: check"]


def test_a_second_time_changes_nothing(magazine: Path) -> None:
    before = {file: file.read_bytes() for file in magazine.rglob("*") if file.is_file()}
    prepare_editor(magazine, NOW, Report())
    assert {file: file.read_bytes() for file in magazine.rglob("*") if file.is_file()} == before


def test_settings_with_comments_are_left_alone(magazine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (magazine / ".vscode/settings.json").write_text('{\n  // mine\n  "editor.fontSize": 18\n}\n')
    assert main(["schema", "--site", str(magazine)]) == 0
    assert (magazine / ".vscode/settings.json").read_text() == '{\n  // mine\n  "editor.fontSize": 18\n}\n'
    told = capsys.readouterr()
    assert told.err == f"{magazine}/.vscode/settings.json has comments or is no JSON, and stays as it is.\n"
    assert f"{magazine}/.vscode/tasks.json\n" in told.out


def test_the_preview_underlines_what_it_says() -> None:
    tasks = shared_files(Known())[".vscode/tasks.json"]["tasks"]
    matcher = json.loads(json.dumps(tasks))[0]["problemMatcher"]
    begins, ends = (re.compile(matcher["background"][f"{word}Pattern"]) for word in ("begins", "ends"))
    assert begins.match(READ_AGAIN)
    assert all(ends.match(one) for one in (MENDED, UNMENDED, NOTHING_YET, "http://localhost:8000/"))
    found = Diagnostic(
        severity=Severity.ERROR,
        code="E107",
        message="A story needs the key title.",
        hint="Add a line: title: …",
        at=Location(file="content/stories/moor.md", line=1, column=3, text="---"),
    )
    matched = re.match(FINDING, as_text(found).splitlines()[0])
    assert matched is not None
    assert matched.groups() == (
        "content/stories/moor.md",
        "1",
        "3",
        "error",
        "E107",
        "A story needs the key title. Add a line: title: …",
    )
