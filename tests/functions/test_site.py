"""The build that lies there now: another is taken up while the till runs, and what is unfit is not."""

from __future__ import annotations

import logging
from itertools import count, repeat
from typing import TYPE_CHECKING

import msgspec
import pytest
from msgspec.structs import replace

from functions import catalog as catalogs
from functions.settings import Settings, SettingsError
from functions.site import Site
from tests.functions.shop import a_catalog, pages_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from functions.catalog import Catalog


def put(folder: Path, build: str, terms: str = "terms-1", changes: Mapping[str, object] | None = None) -> Path:
    """A built site in ``folder``; its files come as a build's do, under other names first."""
    catalog: Catalog = msgspec.structs.replace(a_catalog(), build=build, **(changes or {}))
    till = folder / "_till"
    till.mkdir(parents=True, exist_ok=True)
    for name, content in (("catalog.json", catalogs.dump(catalog)), ("pages.json", pages_json(terms))):
        (till / f"{name}.new").write_bytes(content)
        (till / f"{name}.new").replace(till / name)
    return folder


def settings(folder: Path) -> Settings:
    return Settings(
        payment="sandbox",
        database_url="sqlite:///nowhere.db",
        site_url="https://shop.example",
        mail_url="file:///mails",
        site_folder=folder,
    )


def test_a_build_that_takes_the_place_of_another_is_taken_up(tmp_path: Path) -> None:
    site = Site(settings(put(tmp_path / "public", "first")), count().__next__)
    before = site.catalog().build, site.pages().terms_version
    put(tmp_path / "public", "second", "terms-2")
    assert (before, site.catalog().build, site.pages().terms_version) == (("first", "terms-1"), "second", "terms-2")


def test_a_release_that_is_switched_to_is_taken_up_and_so_is_the_way_back(tmp_path: Path) -> None:
    for name in ("first", "second"):
        put(tmp_path / "releases" / name, name)
    seen = list[str]()
    for name in ("first", "second", "first"):
        (tmp_path / "new").symlink_to(f"releases/{name}")
        (tmp_path / "new").rename(tmp_path / "current")
        if not seen:
            site = Site(settings(tmp_path / "current"), count().__next__)
        seen.append(site.catalog().build)
    assert seen == ["first", "second", "first"]


def test_within_a_moment_nobody_looks_twice(tmp_path: Path) -> None:
    site = Site(settings(put(tmp_path / "public", "first")), repeat(0.0).__next__)
    put(tmp_path / "public", "second")
    assert site.catalog().build == "first"


def test_what_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    site = Site(settings(put(tmp_path / "public", "first")), count().__next__)
    assert site.catalog() is site.catalog()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"version": 99}, "the catalogue has version 99, this till reads version 1"),
        ({"base_path": "/mag"}, 'LITFASS_SITE_URL has the path "", but the site was built for "/mag"'),
    ],
)
def test_an_unfit_build_is_told_to_the_log_once_and_the_one_before_goes_on_selling(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, changes: dict[str, object], why: str
) -> None:
    site = Site(settings(put(tmp_path / "public", "first")), count().__next__)
    put(tmp_path / "public", "second", changes=changes)
    with caplog.at_level(logging.ERROR, "functions.site"):
        assert [site.catalog().build, site.catalog().build] == ["first", "first"]
    assert len(caplog.messages) == 1
    assert why in caplog.messages[0]


def test_while_a_build_is_being_exchanged_the_one_before_counts(tmp_path: Path) -> None:
    folder = put(tmp_path / "public", "first")
    site = Site(settings(folder), count().__next__)
    folder.rename(tmp_path / "away")
    without = site.catalog().build
    put(tmp_path / "public", "second")
    assert (without, site.catalog().build) == ("first", "second")


def test_a_till_without_a_site_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="LITFASS_SITE_DIR holds no site that this till can use"):
        Site(settings(tmp_path))


@pytest.mark.parametrize("build", [True, False])
def test_a_till_and_a_site_that_are_not_both_previews_are_not_for_each_other(tmp_path: Path, *, build: bool) -> None:
    folder = put(tmp_path / "public", "first", changes={"preview": build})
    with pytest.raises(SettingsError, match=f"LITFASS_PREVIEW is {'not ' * build}yes"):
        Site(replace(settings(folder), preview=not build))
    assert Site(replace(settings(folder), preview=build)).catalog().preview is build
