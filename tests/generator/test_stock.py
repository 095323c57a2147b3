from __future__ import annotations

from typing import TYPE_CHECKING

from functions.store import Store
from generator.cli import main
from generator.diagnostics import as_text
from generator.stock import Level, differing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from generator.model import SiteGraph


def told(graph: SiteGraph, *levels: Level) -> list[str]:
    return [as_text(found) for found in differing(graph, levels)]


def test_a_file_that_says_what_the_till_began_with_is_well(magazine: SiteGraph) -> None:
    assert told(magazine, Level(sku="JACKET-L", began=3, free=1)) == []


def test_a_file_that_was_changed_since_is_told_with_the_command(magazine: SiteGraph) -> None:
    assert told(magazine, Level(sku="JACKET-L", began=8, free=1)) == [
        (
            "note N701: opening_stock 3 of JACKET-L has no effect: the till began with 8 and has 1 free. "
            "Say what there is with: litfass stock set JACKET-L 3"
        )
    ]


def test_what_is_not_counted_cannot_differ(magazine: SiteGraph) -> None:
    assert told(magazine, Level(sku="COFFEE", began=8, free=1), Level(sku="GONE", began=8, free=1)) == []


def test_check_compares_with_the_previews_till(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / ".till").mkdir()
    product = site / "content/products/mug.md"
    product.write_text(product.read_text().replace("price: 12.50", "price: 12.50, opening_stock: 5"))
    with Store.open(f"sqlite:///{site / '.till/till.sqlite'}") as store:
        store.migrate()
        store.set_stock("MUG-1", 9)
    assert main(["check", "--site", str(site)]) == 0
    assert "note N701: opening_stock 5 of MUG-1 has no effect" in capsys.readouterr().out


def test_a_database_that_does_not_answer_spoils_no_check(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITFASS_DATABASE_URL", "sqlite:////nowhere/till.sqlite")
    assert main(["check", "--site", str(site)]) == 0
    assert "litfass: the stock is not compared" in capsys.readouterr().err
