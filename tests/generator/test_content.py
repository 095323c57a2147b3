from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from generator.blocks import BLOCKS
from generator.cache import Memory
from generator.content import BODIES, Reading, packed, read_content, unpacked
from generator.content.things import facts_of
from generator.decode import decode_site
from generator.diagnostics import Report, as_text
from generator.source import read_file, read_yaml
from generator.stamps import stamp_of
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from generator.model import Site

MOOR = ("story", "moor")


def site_of(root: Path) -> Site:
    report = Report()
    file = read_file(root, "site.yml", report)
    node = read_yaml("site.yml", file.text, report) if file else None
    found = decode_site(node, report) if node else None
    assert found is not None
    return found


def read(root: Path, memory: Memory | None = None, jobs: int = 1) -> tuple[Reading, list[str]]:
    report = Report()
    reading = read_content(root, site_of(root), BLOCKS, report, memory, jobs)
    return reading, [as_text(found) for found in report.diagnostics]


def everything(reading: Reading) -> tuple[object, ...]:
    content = reading.content
    return dict(content.things), dict(content.prose), dict(content.references), dict(content.digests)


@pytest.fixture
def memory(site: Path) -> Memory:
    return Memory.open(site, "1")


def test_a_reading_from_memory_is_as_one_from_files(site: Path, memory: Memory) -> None:
    write_files(site, {"content/pages/two.md": "---\ntitle: Two\n---\n![](images/a.jpg) [a](story:moor)\n"})
    cold, told = read(site)
    assert (everything(cold), len(told)) == (everything(read(site, memory)[0]), 1)
    warm, again = read(site, memory)
    assert (everything(warm), again) == (everything(cold), told)


def test_processes_read_the_same(site: Path, memory: Memory) -> None:
    pages = {f"content/pages/p-{number}.md": f"---\ntitle: P {number}\n---\nText {number}.\n" for number in range(250)}
    write_files(site, pages)
    assert everything(read(site, memory, 2)[0]) == everything(read(site)[0])


def test_what_did_not_change_is_not_parsed_again(site: Path, memory: Memory) -> None:
    read(site, memory)
    with memory.writing() as changes:
        bodies = memory.all(BODIES)
        changes.clear(BODIES)
        changes.put(BODIES, dict.fromkeys(bodies, bodies[f"{read(site)[0].content.digests[MOOR]} en"]))
    prose = read(site, memory)[0].content.prose
    assert {body.html for body in prose.values()} == {prose["story", "moor", "en"].html}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/stories/moor.md", None),
        ("content/pages/two.md", "---\ntitle: Two\n---\nText.\n"),
        ("content/tags/rain.md", "---\ntitle: Regen\n---\nText.\n"),
        ("content/stories/moor.md", "---\ntitle: Moor\n---\nText.\n"),
        ("content/stories/moor.md", "no front matter"),
    ],
)
def test_what_changed_is_read_again(site: Path, memory: Memory, path: str, text: str | None) -> None:
    read(site, memory)
    if text is None:
        (site / path).unlink()
    else:
        write_files(site, {path: text})
    warm, told = read(site, memory)
    cold, expected = read(site)
    assert (everything(warm), told) == (everything(cold), expected)


def test_a_file_whose_stamp_is_known_is_not_opened(site: Path, memory: Memory) -> None:
    before = read(site, memory)[0].content
    write_files(site, {"content/stories/moor.md": "no front matter"})
    stamp = stamp_of(site / "content/stories/moor.md")
    with memory.writing() as changes:
        listed = {"content/stories/moor.md": (stamp, before.digests[MOOR], 1)}
        changes.put("files", {facts_of(site_of(site), BLOCKS): packed(listed)})
    assert read(site, memory)[0].content.things[MOOR] == before.things[MOOR]


def test_facts_of_the_site_change_everything_and_its_words_nothing(site: Path, memory: Memory) -> None:
    before = read(site, memory)[0].content.digests
    text = (site / "site.yml").read_text()
    write_files(site, {"site.yml": text.replace("https://", "https://www.")})
    assert read(site, memory)[0].content.digests == before
    write_files(site, {"site.yml": text + "page_size: 3\n"})
    assert not set(read(site, memory)[0].content.digests.values()) & set(before.values())


def test_what_has_errors_is_not_kept_and_its_body_is_there_all_the_same(site: Path, memory: Memory) -> None:
    write_files(site, {"content/stories/moor.md": "---\ntitel: Moor\n---\nText [a](story:none).\n"})
    reading, _ = read(site, memory)
    assert reading.content.things[MOOR].broken
    assert reading.content.prose["story", "moor", "en"].text == "Text a."
    digest = reading.content.digests[MOOR]
    assert [name for name in memory.all(BODIES) if name.startswith(digest)] == []


def test_what_is_no_more_is_forgotten(site: Path, memory: Memory) -> None:
    write_files(site, {f"content/pages/p-{number}.md": f"---\ntitle: {number}\n---\nText.\n" for number in range(100)})
    read(site, memory)
    for edition in range(40):
        write_files(site, {"content/pages/p-1.md": f"---\ntitle: {edition}\n---\nText.\n"})
        read(site, memory)
    for number in range(2, 100):
        (site / f"content/pages/p-{number}.md").unlink()
    reading, _ = read(site, memory)
    kept = {digest for row in memory.all("things").values() for digest in unpacked(row)}
    assert kept == set(reading.content.digests.values())
    assert {name.split()[0] for name in memory.all(BODIES)} == kept


def test_nothing_is_forgotten_while_something_is_wrong(site: Path, memory: Memory) -> None:
    read(site, memory)
    before = set(memory.all(BODIES))
    write_files(site, {"content/pages/two.md": "no front matter"})
    (site / "content/stories/moor.md").unlink()
    read(site, memory)
    assert set(memory.all(BODIES)) == before


def test_bodies_are_read_again_if_the_memory_is_deleted(site: Path, memory: Memory) -> None:
    reading, _ = read(site, memory)
    before = dict(read(site)[0].content.prose)
    shutil.rmtree(site / ".litfass")
    assert dict(reading.content.prose) == before


def test_a_body_whose_file_is_gone_too_is_empty(site: Path, memory: Memory) -> None:
    reading, _ = read(site, memory)
    shutil.rmtree(site / ".litfass")
    (site / "content/stories/moor.md").unlink()
    assert reading.content.prose["story", "moor", "en"].html == ""


def test_no_body_is_loaded_to_see_what_there_is(site: Path, memory: Memory) -> None:
    reading, _ = read(site, memory)
    with memory.writing() as changes:
        changes.put(BODIES, dict.fromkeys(memory.all(BODIES), b"no pickle"))
    prose = reading.content.prose
    assert (("story", "moor", "en") in prose, ("story", "moor", "de") in prose) == (True, False)
    assert len(list(prose)) == len(prose)


def test_a_file_that_is_no_text_is_no_edition(site: Path, memory: Memory) -> None:
    (site / "content/stories/moor.md").write_bytes(b"---\ntitle: M\xf6\n---\n")
    for _ in range(2):
        reading, told = read(site, memory)
        assert MOOR not in reading.content.things
        assert len(told) == 1
