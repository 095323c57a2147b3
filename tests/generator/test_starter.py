"""What a new magazine brings besides content: a workflow, a dev container, and its look changed by example."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import yaml

from generator import __version__
from generator.build import Options, build
from generator.cli import main
from generator.commands import parser
from generator.new import new_magazine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.front_matter import Json

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
VERSION = ".".join(__version__.split(".")[:2])


@pytest.fixture
def magazine(tmp_path: Path) -> Path:
    new_magazine(tmp_path / "mine")
    return tmp_path / "mine"


def workflow(root: Path) -> dict[str, Json]:
    """The workflow; its key ``on`` is true to YAML 1.1."""
    found: dict[str, Json] = yaml.safe_load((root / ".github/workflows/magazine.yml").read_text("utf-8"))
    return found


def jobs(root: Path) -> dict[str, dict[str, Json]]:
    found = workflow(root)["jobs"]
    assert isinstance(found, dict)
    return {name: job for name, job in found.items() if isinstance(job, dict)}


def steps(job: dict[str, Json]) -> list[dict[str, Json]]:
    found = job["steps"]
    assert isinstance(found, list)
    return [step for step in found if isinstance(step, dict)]


def commands(text: str) -> list[list[str]]:
    """Every call of litfass in a script, its variables taken for words."""
    plain = re.sub(r"\$\{\{[^}]*\}\}", "x", text).replace("$URL", "s3://bucket")
    found = re.findall(r"(?:^|\(|&& )(litfass [^|&)\n]*)", plain, re.MULTILINE)
    moments = (re.sub(r'"\$\{last:-([^}]*)\}"', r"\1", call) for call in found)
    return [shlex.split(call)[1:] for call in moments]


def test_the_workflow_is_made_for_the_tools_version(magazine: Path) -> None:
    environment = workflow(magazine)["env"]
    assert isinstance(environment, dict)
    assert environment["LITFASS"] == f"litfass[deploy]~={VERSION}.0"


def test_every_action_is_pinned_to_a_commit(magazine: Path) -> None:
    used = {str(step["uses"]) for job in jobs(magazine).values() for step in steps(job) if "uses" in step}
    assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action)] == []
    text = (magazine / ".github/workflows/magazine.yml").read_text("utf-8")
    assert all(re.search(rf"{action} # v\d+\.\d+\.\d+\n", text) for action in used)


def test_a_job_may_do_only_what_it_must(magazine: Path) -> None:
    assert workflow(magazine)["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs(magazine).items()} == {
        "check": {"contents": "read"},
        "due": {"contents": "read", "deployments": "read"},
        "prices": {"contents": "write"},
        "deploy": {"contents": "read"},
    }


def test_secrets_are_in_the_one_step_that_uploads_and_in_no_script(magazine: Path) -> None:
    with_secrets = [
        (name, step.get("name"))
        for name, job in jobs(magazine).items()
        for step in steps(job)
        if "secrets." in json.dumps(step)
    ]
    assert with_secrets == [("deploy", "Upload what has changed, and switch")]
    scripts = [str(step.get("run")) for job in jobs(magazine).values() for step in steps(job)]
    assert not [script for script in scripts if "${{" in script]


def test_only_the_job_that_commits_keeps_the_right_to(magazine: Path) -> None:
    keeping = [
        name
        for name, job in jobs(magazine).items()
        for step in steps(job)
        if str(step.get("uses")).startswith("actions/checkout@") and "persist-credentials" not in _with(step)
    ]
    assert keeping == ["prices"]


def _with(step: dict[str, Json]) -> dict[str, Json]:
    found = step.get("with", {})
    assert isinstance(found, dict)
    return found


def test_what_a_job_needs_is_a_job(magazine: Path) -> None:
    found = jobs(magazine)
    needed = [job.get("needs", []) for job in found.values()]
    names = {name for one in needed for name in (one if isinstance(one, list) else [one])}
    assert names <= set(found)


def test_every_command_of_workflow_and_container_is_one(magazine: Path) -> None:
    scripts = [str(step.get("run", "")) for job in jobs(magazine).values() for step in steps(job)]
    container = json.loads((magazine / ".devcontainer/devcontainer.json").read_text("utf-8"))
    scripts += [container["postCreateCommand"], container["postAttachCommand"]]
    calls = [call for script in scripts for call in commands(script)]
    assert [parser().parse_args(call).command for call in calls] == [
        "check",
        "schedule",
        "prices",
        "build",
        "deploy",
        "schema",
        "serve",
    ]


def test_the_dev_container_forwards_the_preview_and_its_bank(magazine: Path) -> None:
    container = json.loads((magazine / ".devcontainer/devcontainer.json").read_text("utf-8"))
    assert container["forwardPorts"] == [8000, 8001]
    assert container["postAttachCommand"] == "litfass serve --host 0.0.0.0 --drafts"
    assert f"litfass~={VERSION}.0" in container["postCreateCommand"]


def test_the_command_brings_the_files_of_an_editors_program(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "mine")]) == 0
    assert (tmp_path / "mine/.vscode/litfass/story.schema.json").is_file()


def test_a_colour_a_template_and_a_word_are_changed_by_example(magazine: Path, tmp_path: Path) -> None:
    result = build(magazine, tmp_path / "public", NOW, Options())
    assert not result.failed
    lost = (tmp_path / "public/404.html").read_text("utf-8")
    assert "Hier war noch nie etwas, oder es ist umgezogen." in lost
    styles = "".join(file.read_text("utf-8") for file in (tmp_path / "public/assets").rglob("*.css"))
    assert "#2f6b52" in styles


def test_a_story_of_a_new_magazine_shows_blocks(magazine: Path, tmp_path: Path) -> None:
    build(magazine, tmp_path / "public", NOW, Options())
    page = (tmp_path / "public/stories/auf-dem-tisch/index.html").read_text("utf-8")
    assert "24,00" in page.partition("Der Becher daneben kostet")[2][:400]
    source = (magazine / "content/stories/auf-dem-tisch.md").read_text("utf-8")
    assert sorted(re.findall(r"^:::\{(\w+)\}", source, re.MULTILINE)) == ["look", "note", "products", "quote"]
