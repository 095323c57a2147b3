from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.build import Options, build
from tests.bench.corpus import make_corpus
from tests.bench.litfass import Litfass
from tests.bench.site import Site

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_number_of_stories_gives_the_same_bytes_everywhere() -> None:
    digest = hashlib.sha256(repr(make_corpus(20)).encode()).hexdigest()

    assert digest == "bbd30413d6fb382fa34c76beacc73083d166c497d79b0d14ffd7e6657c8d4a6f"


def test_litfass_builds_the_corpus_without_diagnostics_and_every_address_is_there(tmp_path: Path) -> None:
    site = Site(tool=Litfass(cache=tmp_path), corpus=make_corpus(20), root=tmp_path / "site")
    site.write()

    result = build(site.root, site.output, datetime(2025, 1, 1, tzinfo=UTC), Options(strict=True))
    site.check_complete()

    assert result.diagnostics == ()


def test_the_product_whose_price_changes_stands_in_two_hundred_stories() -> None:
    assert len(make_corpus(1000).showing) == 200
