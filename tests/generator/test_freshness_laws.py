"""The law of builds that do nothing twice: after any edits a build equals a clean build, byte for byte.

The suite keeps it short. For hours: ``LITFASS_LAW_EXAMPLES=200 bash tests/run tests/generator/test_freshness_laws.py``;
then examples are random, and builds are also killed and run at once.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from generator.build import Options, check
from tests.generator.freshness_edits import ANY, EDITS, ESSENTIAL
from tests.generator.freshness_kinds import Append, Put, magazine
from tests.generator.freshness_world import MEMORY, MOMENTS, World, started

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from tests.generator.freshness_kinds import Edit, Files
    from tests.generator.freshness_world import Saving

EXAMPLES = int(os.environ.get("LITFASS_LAW_EXAMPLES", "0"))

OPTIONS = (
    Options(drafts=True),
    Options(future=True),
    Options(expired=True),
    Options(strict=True),
    Options(preview="https://trial.example/mag"),
    Options(jobs=2),
)
pytestmark = pytest.mark.timeout(0 if EXAMPLES else 300)

NUMBERS = st.integers(0, 999)


def edited(files: Files, edits: Sequence[Edit]) -> Files:
    return reduce(lambda before, edit: edit.on(before), edits, files)


class Freshness(RuleBasedStateMachine):
    """A site that is edited, and built after each edit; its theme is built fast and shows all that it gets."""

    theme: ClassVar[str] = "plain"

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        files = Put("site.yml", "theme", self.theme).on(magazine())
        self.world = World(folder=Path(self.folder.name), files=files)
        self.world.compare_and_mend()

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(
        edits=st.lists(ANY, min_size=1, max_size=2),
        saving=st.sampled_from(("in place", "as a new file", "in secret")),
        restarted=st.booleans(),
    )
    def edit(self, edits: list[Edit], saving: Saving, *, restarted: bool) -> None:
        self.world.save(edited(self.world.files, edits), saving)
        self.world.compare_and_mend(restarted=restarted)

    @rule(edit=ANY, saving=st.sampled_from(("in place", "in secret")))
    def edit_and_undo(self, edit: Edit, saving: Saving) -> None:
        before = self.world.files
        self.world.save(edit.on(before), saving)
        self.world.build()
        self.world.save(before, saving)
        self.world.compare_and_mend()

    @rule(number=NUMBERS)
    def touch(self, number: int) -> None:
        paths = sorted(self.world.files)
        (self.world.root / paths[number % len(paths)]).touch()
        self.world.steps.append(f"touched {paths[number % len(paths)]}")
        self.world.compare()

    @rule(moment=st.sampled_from(MOMENTS))
    def let_time_pass(self, moment: datetime) -> None:
        self.world.now = moment
        self.world.steps.append(f"now is {moment}")
        self.world.compare_and_mend()

    @rule(options=st.sampled_from(OPTIONS))
    def build_otherwise(self, options: Options) -> None:
        self.world.compare(options)
        self.world.compare()

    @rule()
    def build_elsewhere(self) -> None:
        self.world.compare(elsewhere=True)

    @rule(edit=ANY)
    def edit_and_check(self, edit: Edit) -> None:
        self.world.save(edit.on(self.world.files))
        check(self.world.root, self.world.now, Options())
        self.world.compare_and_mend()

    @rule(copied=st.booleans())
    def move(self, *, copied: bool) -> None:
        self.world.move(copied=copied)
        self.world.compare()

    @rule(number=NUMBERS, how=st.sampled_from(("longer", "other", "removed", "all")))
    def alter_output(self, number: int, how: str) -> None:
        file = self.world.written(number)
        self.world.steps.append(f"{file}: {how}")
        if file and how == "all":
            shutil.rmtree(self.world.output)
        elif file and how == "removed":
            file.unlink()
        elif file:
            alter(file, longer=how == "longer")
        self.world.compare()

    @rule(number=NUMBERS, how=st.sampled_from(("removed", "cut", "garbage", "all")))
    def damage_what_is_kept(self, number: int, how: str) -> None:
        file = self.world.kept(number)
        self.world.steps.append(f"{file}: {how}")
        if how == "all":
            shutil.rmtree(self.world.root / ".litfass", ignore_errors=True)
        elif file and how == "removed":
            file.unlink()
        elif file:
            content = file.read_bytes()
            half = file.with_name("half")
            half.write_bytes(content[: len(content) // 2] if how == "cut" else b"garbage" * 999)
            half.replace(file)
        self.world.compare()

    @rule()
    def put_a_foreign_file_into_the_output(self) -> None:
        if not self.world.compare():
            return
        expected, _ = self.world.clean(Options())
        foreign = self.world.output / "notes.html"
        foreign.write_text("mine")
        told = self.world.build()
        assert [found for found in told.found if found["code"] != "E903"] == without_links(expected.found)
        assert "E903" in told.codes
        assert foreign.read_text() == "mine"
        foreign.unlink()
        self.world.compare()

    @precondition(lambda _: EXAMPLES > 0)
    @rule(edit=ANY, milliseconds=st.integers(0, 200))
    def edit_and_kill(self, edit: Edit, milliseconds: int) -> None:
        self.world.save(edit.on(self.world.files))
        process = started(self.world)
        process.join(milliseconds / 1000)
        process.kill()
        process.join()
        self.world.compare_and_mend()

    @precondition(lambda _: EXAMPLES > 0)
    @rule(edit=ANY)
    def edit_and_build_twice_at_once(self, edit: Edit) -> None:
        self.world.save(edit.on(self.world.files))
        for process in [started(self.world) for _ in range(2)]:
            process.join()
        self.world.compare_and_mend()


class FreshnessOfLitfass(Freshness):
    """The same with the large theme, as people have it."""

    theme = "litfass"


def alter(file: Path, *, longer: bool) -> None:
    """Make a file longer, or another of the same size."""
    content = file.read_bytes()
    file.write_bytes(content + b" " if longer or not content else bytes([content[0] ^ 1]) + content[1:])


def without_links(found: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """What is found before pages are made: the links on them, with which a lenient site goes live, are told after."""
    return [one for one in found if not str(one["message"]).startswith(("Let pass (E801)", "Let pass (E802)"))]


def test_a_foreign_file_ends_a_build_before_the_links_on_its_pages_are_told() -> None:
    machine = Freshness()
    try:
        nowhere = Append("content/stories/bench.md", "[None](/none/)")
        machine.edit(edits=[Put("site.yml", "lenient", "true"), nowhere], saving="in place", restarted=False)
        machine.put_a_foreign_file_into_the_output()
    finally:
        machine.teardown()


@pytest.mark.parametrize(("machine", "examples"), [(Freshness, 2), (FreshnessOfLitfass, 1)])
def test_after_any_edits_a_build_equals_a_clean_build(machine: type[Freshness], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES or examples,
            stateful_step_count=30 if EXAMPLES else 6,
            derandomize=not EXAMPLES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("part", range(2))
def test_after_one_edit_and_after_its_undoing_a_build_equals_a_clean_build(part: int) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        world = World(folder=Path(folder), files=magazine())
        world.compare()
        for edit in (EDITS if EXAMPLES else ESSENTIAL)[part::2]:
            world.save(edit.on(magazine()))
            world.compare()
            world.save(magazine())
            world.compare()
