"""content/coupons.yml, decoded, and on its way into the catalogue; what is wrong with it lies in tests/sites/."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from functions import catalog
from functions.catalog import coupon_id
from generator.build import Options, build
from generator.decode import decode_coupons
from generator.diagnostics import Report
from generator.source import read_yaml
from tests.front_matter import BASE, site_of
from tests.test_sites import write

if TYPE_CHECKING:
    from pathlib import Path

    from generator.model import Coupon

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TITLE = "title: {en: Five, de: Fünf}"


def decoded(rules: str) -> Coupon:
    site, report = site_of(BASE["site.yml"]), Report()
    node = read_yaml("content/coupons.yml", f"FIVE:\n  {TITLE}\n  {rules}\n", report)
    assert site is not None
    assert node is not None
    (found,) = decode_coupons(node, site, report)
    assert report.diagnostics == ()
    return found


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("amount: 5.00", {"amount": {"eu": 500}}),
        ("amount: {eu: 5}", {"amount": {"eu": 500}}),
        ("percent: 12.5", {"basis_points": 1250}),
        ("free_shipping: true", {"free_shipping": True}),
        ("{amount: 5, minimum: 30}", {"amount": {"eu": 500}, "minimum": {"eu": 3000}}),
        ("{percent: 10, products: [mug]}", {"basis_points": 1000, "products": ("mug",)}),
        (
            "{percent: 10, once_per_customer: true, limit: 3}",
            {"basis_points": 1000, "once_per_customer": True, "limit": 3},
        ),
    ],
)
def test_the_rules_of_a_coupon_are_those_of_the_catalogue(written: str, rules: dict[str, object]) -> None:
    lines = written.strip("{}").replace(", ", "\n  ") if written.startswith("{") else written
    expected = catalog.Coupon(title={"en": "Five", "de": "Fünf"}, **rules)  # type: ignore[arg-type]  # the cases' own
    assert decoded(lines).rules == expected


def test_the_days_of_a_coupon_are_whole_days_of_the_shop() -> None:
    rules = decoded("percent: 10\n  from: 2026-12-01\n  until: 2026-12-24").rules
    start, end = datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 24, 23, tzinfo=UTC)
    assert (rules.start, rules.end) == (start.timestamp(), end.timestamp())


def test_the_built_site_has_the_rules_and_nowhere_the_code(tmp_path: Path) -> None:
    write(tmp_path, {**BASE, "content/coupons.yml": f"FIVE-OFF-2026:\n  {TITLE}\n  amount: 5\n"})
    assert not build(tmp_path, tmp_path / "public", NOW, Options()).failed
    found = catalog.load((tmp_path / "public/_till/catalog.json").read_bytes())
    assert found.coupons[coupon_id("five-off-2026")].amount == {"eu": 500}
    assert [path for path in (tmp_path / "public").rglob("*.*") if b"FIVE-OFF" in path.read_bytes()] == []


def test_a_product_that_is_never_reduced_says_so_in_the_catalogue(tmp_path: Path) -> None:
    write(tmp_path, BASE)
    mug = BASE["content/products/mug.md"].replace("tax: standard", "tax: standard\nno_discount: true")
    write(tmp_path, {"content/products/mug.md": mug})
    build(tmp_path, tmp_path / "public", NOW, Options())
    found = catalog.load((tmp_path / "public/_till/catalog.json").read_bytes()).variant("MUG-1")
    assert found is not None
    assert found.no_discount


def test_another_coupon_makes_the_catalogue_again_and_no_page(tmp_path: Path) -> None:
    write(tmp_path, {**BASE, "content/coupons.yml": f"FIVE:\n  {TITLE}\n  amount: 5\n"})
    build(tmp_path, tmp_path / "public", NOW, Options())
    write(tmp_path, {"content/coupons.yml": f"FIVE:\n  {TITLE}\n  amount: 6\n"})
    assert set(build(tmp_path, tmp_path / "public", NOW, Options()).because) == {"channel\tcatalog"}
