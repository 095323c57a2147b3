from __future__ import annotations

from typing import TYPE_CHECKING

from generator.cli import main
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HISTORY = "content/prices.csv"
MUG = "content/products/mug.md"


def recorded(site: Path, now: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["prices", "record", "--site", str(site), "--now", now]) == 0
    return capsys.readouterr().out


def offer(site: Path, words: str) -> None:
    file = site / MUG
    file.write_text(file.read_text("utf-8").replace("price: 12.50", f"price: 12.50, offers: [{words}]"), "utf-8")


def test_the_first_run_records_every_price(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert recorded(site, "2026-11-01T08:00:30", capsys) == "MUG-1,eu,12.50,EUR,2026-11-01T08:00+01:00\n"
    assert (site / HISTORY).read_text("utf-8") == (
        "sku,market,price,currency,from\nMUG-1,eu,12.50,EUR,2026-11-01T08:00+01:00\n"
    )


def test_where_nothing_has_changed_nothing_is_written(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded(site, "2026-11-01", capsys)
    before = (site / HISTORY).stat()
    assert recorded(site, "2026-11-02", capsys) == ""
    assert (site / HISTORY).stat() == before


def test_an_offer_is_recorded_with_its_own_moments(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded(site, "2026-11-01", capsys)
    offer(site, "{price: 9.90, from: 2026-11-05, until: 2026-11-06T18:00}")
    assert recorded(site, "2026-11-09", capsys) == (
        "MUG-1,eu,9.90,EUR,2026-11-05T00:00+01:00\nMUG-1,eu,12.50,EUR,2026-11-06T18:00+01:00\n"
    )


def test_a_last_line_without_an_end_gets_one(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(site, {HISTORY: "MUG-1,eu,11.50,EUR,2026-09-01"})
    recorded(site, "2026-11-09", capsys)
    assert (site / HISTORY).read_text("utf-8").splitlines() == [
        "MUG-1,eu,11.50,EUR,2026-09-01",
        "MUG-1,eu,12.50,EUR,2026-11-09T00:00+01:00",
    ]


def test_with_an_error_in_the_content_nothing_is_written(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offer(site, "{price: 13, from: 2026-11-05, until: 2026-11-06}")
    assert main(["prices", "record", "--site", str(site)]) == 1
    said = capsys.readouterr()
    assert "E142" in said.err
    assert said.err.endswith("Nothing was written; content/prices.csv is as it was.\n")
    assert not (site / HISTORY).exists()


def test_a_broken_history_is_told_and_left_alone(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(site, {HISTORY: "MUG-1,eu,11.50\n"})
    assert main(["prices", "record", "--site", str(site)]) == 1
    assert "content/prices.csv:1:1: error E144" in capsys.readouterr().err
    assert (site / HISTORY).read_text("utf-8") == "MUG-1,eu,11.50\n"


def test_a_folder_that_is_no_magazine_is_wrong_use(tmp_path: Path) -> None:
    assert main(["prices", "record", "--site", str(tmp_path)]) == 2
    assert main(["schedule", "--site", str(tmp_path)]) == 2


def test_from_the_record_to_the_page_and_the_till(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded(site, "2026-10-01", capsys)
    offer(site, "{price: 9.90, from: 2026-11-05, until: 2026-11-06}")
    recorded(site, "2026-11-05T09:00", capsys)
    shown = "{{ product.card.variants[0].price.amount }}, not {{ product.card.variants[0].lowest.amount }}"
    write_files(site, {"themes/tiny/templates/product.html": shown})
    assert main(["build", "--site", str(site), "--now", "2026-11-05T10:00"]) == 0
    catalog = (site / "public/_till/catalog.json").read_text("utf-8")
    assert '"lowest": 1250' in catalog
    assert (site / "public/products/mug/index.html").read_text("utf-8") == "9.90, not 12.50"
