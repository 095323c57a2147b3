from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING

import pytest

from generator.build import Options, build
from generator.cli import main
from generator.diagnostics import Report
from generator.magazine import Moment, read_magazine
from generator.schedule import schedule
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-21T12:00"
MUG = "content/products/mug.md"
HILL = (
    "---\ntitle: Hill\ndescription: Up.\nsection: walks\ndate: 2026-11-01\n"
    "publishDate: 2026-12-01 09:00\nexpiryDate: 2026-12-31\n---\nUp.\n"
)


@pytest.fixture
def busy(site: Path) -> Path:
    """A magazine in which much is to come, and two things that never will."""
    write_files(
        site,
        {
            "content/stories/hill.md": HILL,
            "content/stories/hill.de.md": "---\ntitle: Berg\ndescription: Auf.\n---\nAuf.\n",
            "content/stories/draft.md": HILL.replace("title: Hill", "title: Draft\ndraft: true"),
            "content/stories/never.md": HILL.replace("expiryDate: 2026-12-31", "expiryDate: 2026-11-20"),
        },
    )
    past, coming = (
        "{price: 8, from: 2026-11-01, until: 2026-11-02}",
        "{price: 9.90, from: 2026-12-24T18:00, until: 2026-12-26}",
    )
    file = site / MUG
    file.write_text(file.read_text("utf-8").replace("12.50", f"12.50, offers: [{coming}, {past}]"), "utf-8")
    return site


def said(capsys: pytest.CaptureFixture[str], site: Path, *words: str, now: str = NOW) -> str:
    assert main(["schedule", "--site", str(site), "--now", now, *words]) == 0
    return capsys.readouterr().out


def test_what_changes_is_listed_with_moment_and_file(busy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (busy / "content/stories/never.md").unlink()
    assert said(capsys, busy).splitlines() == [
        '2026-12-01 09:00  The story "Hill" appears  content/stories/hill.md',
        "2026-12-24 18:00  MUG-1 costs 9.90 EUR instead of 12.50 EUR in the market eu  content/products/mug.md",
        "2026-12-27 00:00  MUG-1 costs 12.50 EUR instead of 9.90 EUR in the market eu  content/products/mug.md",
        '2026-12-31 00:00  The story "Hill" expires  content/stories/hill.md',
    ]


def test_the_next_moment_stands_alone_for_cron(busy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (busy / "content/stories/never.md").unlink()
    assert said(capsys, busy, "--next") == "2026-12-01T09:00+01:00\n"
    assert said(capsys, busy, "--next", now="2026-12-01T09:00") == "2026-12-24T18:00+01:00\n"


def test_where_nothing_is_to_come_nothing_is_said(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (said(capsys, site), said(capsys, site, "--next"), said(capsys, site, "--json")) == ("", "", "[]\n")


def test_machines_get_the_same(busy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (busy / "content/stories/never.md").unlink()
    first, second, *_ = json.loads(said(capsys, busy, "--json"))
    assert first == {
        "at": "2026-12-01T09:00+01:00",
        "kind": "appears",
        "subject": "hill",
        "words": 'The story "Hill" appears',
        "file": "content/stories/hill.md",
    }
    assert (second["kind"], second["subject"]) == ("price", "MUG-1")


def test_what_can_be_read_is_listed_beside_the_errors(busy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "--site", str(busy), "--now", NOW, "--next"]) == 1
    output = capsys.readouterr()
    assert "content/stories/never.md" in output.err
    assert output.out == "2026-12-01T09:00+01:00\n"


def test_a_build_over_every_edge_equals_a_clean_one(site: Path, tmp_path: Path) -> None:
    offers = "offers: [{price: 9.90, from: 2026-12-24T18:00, until: 2026-12-26}]"
    product, history = site / MUG, "MUG-1,eu,12.50,EUR,2026-10-01"
    product.write_text(product.read_text("utf-8").replace("12.50", f"12.50, {offers}"), "utf-8")
    shown = "{{ product.card.variants[0].price.amount }} {{ product.card.variants[0].lowest }}"
    write_files(site, {"content/prices.csv": history, "themes/tiny/templates/product.html": shown})
    pages = []
    for edge in (change.at for change in schedule(site, datetime(2026, 11, 1, tzinfo=UTC)).changes):
        for moment in (edge - timedelta(seconds=1), edge):
            clean = tmp_path / moment.strftime("%m-%dT%H.%M.%S")
            copytree(site, clean, ignore=ignore_patterns("public", ".*"))
            for root in (site, clean):
                assert not build(root, root / "public", moment, Options()).failed
            assert files_of(site / "public") == files_of(clean / "public")
            pages.append((site / "public/products/mug/index.html").read_text("utf-8").split()[0])
    assert pages == ["12.50", "9.90", "9.90", "12.50"]


def test_a_year_and_a_pre_order_come_on_their_day_and_a_build_then_is_a_clean_one(site: Path, tmp_path: Path) -> None:
    file = site / MUG
    file.write_text(
        file.read_text("utf-8").replace("price: 12.50", "price: 12.50, available_from: 2027-01-12"), "utf-8"
    )
    settings = site / "site.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("    shipping:", "    ships_from: DE-BE\n    shipping:"), "utf-8"
    )
    said = "{{ product.card.variants[0].availability }}"
    write_files(site, {"themes/tiny/templates/product.html": said})
    changes = schedule(site, datetime(2026, 11, 21, tzinfo=UTC)).changes
    assert [(change.kind, change.subject, change.words, change.file) for change in changes] == [
        ("year", "2027", "The holidays of 2030 come into the catalogue", "site.yml"),
        ("comes", "MUG-1", "MUG-1 is sent, and is no pre-order any more", MUG),
    ]
    seen = []
    for edge in (change.at for change in changes):
        for moment in (edge - timedelta(seconds=1), edge):
            clean = tmp_path / moment.strftime("%m-%dT%H.%M.%S")
            copytree(site, clean, ignore=ignore_patterns("public", ".*"))
            for root in (site, clean):
                assert not build(root, root / "public", moment, Options()).failed
            assert files_of(site / "public") == files_of(clean / "public")
            catalog = json.loads((site / "public/_till/catalog.json").read_bytes())
            page = (site / "public/products/mug/index.html").read_text("utf-8")
            seen.append((min(catalog["markets"]["eu"]["holidays"]["DE-BE"]), page))
    assert seen == [
        ("2026-01-01", "pre_order"),
        ("2027-01-01", "pre_order"),
        ("2027-01-01", "pre_order"),
        ("2027-01-01", "in_stock"),
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_is_scheduled_is_where_a_build_becomes_another(busy: Path) -> None:
    (busy / "content/stories/never.md").unlink()
    now, seen = datetime(2026, 10, 1, tzinfo=UTC), []
    while True:
        magazine = read_magazine(busy, Moment(now=now), Report())
        assert magazine is not None
        until = magazine.graph.steady[1]
        if until is None:
            break
        seen.append(until)
        now = until.astimezone(UTC)
    assert {change.at for change in schedule(busy, datetime(2026, 10, 1, tzinfo=UTC)).changes} <= set(seen)
