from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.cache import Memory, code_version
from generator.diagnostics import Report
from generator.facts import NEW, Facts
from generator.fingerprints import Fingerprints
from generator.magazine import Moment, read_magazine
from generator.render import make_targets
from generator.targets import Nowhere
from tests.tiny import write_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def facts_of(site: Path) -> tuple[Facts, Mapping[str, tuple[str, ...]]]:
    """The facts of a site as it is now, all that is stale made, and why it was."""
    memory = Memory.open(site, code_version())
    magazine = read_magazine(site, Moment(now=NOW), Report(), memory)
    assert magazine is not None
    facts = Facts(memory, Fingerprints(magazine.renderer, magazine.images))
    renderer = facts.begin(magazine.renderer, None)
    facts.add(make_targets(renderer, Nowhere(), tuple(facts.because)))
    return facts, {target.replace("\t", " "): why for target, why in facts.because.items()}


def kept(site: Path) -> Mapping[str, tuple[str, ...]]:
    facts, because = facts_of(site)
    facts.keep()
    return because


def change(site: Path, file: str, before: str, after: str) -> None:
    text = (site / file).read_text()
    assert before in text
    write_files(site, {file: text.replace(before, after)})


def test_at_first_all_is_new(site: Path) -> None:
    because = kept(site)
    assert {"page home  en 1", "page story moor en 1", "channel feeds"} <= because.keys()
    assert set(because.values()) == {(NEW,)}


def test_what_did_not_change_is_not_made_again(site: Path) -> None:
    kept(site)
    assert kept(site) == {}


def test_a_text_is_made_again_where_it_stands(site: Path) -> None:
    kept(site)
    change(site, "content/stories/moor.md", "was warm", "was hot")
    because = kept(site)
    assert "prose story moor en" in because["page story moor en 1"]
    assert "page product mug en 1" in because, "the paragraph stands there too"
    assert "page home  en 1" not in because


def test_a_title_is_made_again_wherever_it_stands(site: Path) -> None:
    kept(site)
    change(site, "content/stories/moor.md", "title: Over the moor", "title: Across the moor")
    because = kept(site)
    assert because["page home  en 1"] == ("teaser of moor en en",)
    assert "page free imprint en 1" not in because


def test_a_template_is_made_again_on_all_that_use_it(site: Path) -> None:
    kept(site)
    write_files(site, {"themes/tiny/templates/story.html": "{{ story.title }}"})
    because = kept(site)
    assert set(because.values()) == {("template story.html",)}
    assert {target.split()[1] for target in because} == {"story"}


def test_of_two_builds_at_once_no_facts_are_mixed(site: Path) -> None:
    kept(site)
    change(site, "content/stories/moor.md", "was warm", "was hot")
    late, _ = facts_of(site)
    change(site, "content/stories/moor.md", "was hot", "was cold")
    kept(site)
    late.keep()
    assert set(kept(site).values()) == {(NEW,)}
