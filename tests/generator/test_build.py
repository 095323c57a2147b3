from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pytest
from PIL import Image as Pillow

from generator.build import Options, build, check, clean, hidden
from generator.diagnostics import Severity, as_text
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from generator.last import Result

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STORY = "---\ntitle: {title}\ndescription: A story.\nsection: walks\ndate: 2026-10-0{day}\n{more}---\n{body}\n"


def files_of(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file())
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def story(site: Path, name: str, body: str = "", more: str = "", day: int = 1) -> None:
    text = STORY.format(title=name.title(), body=body, more=more, day=day)
    write_files(site, {f"content/stories/{name}.md": text})


def built(site: Path) -> list[str]:
    """Build, and say what there is to mend; what has no translation is no concern here."""
    return told(build(site, site / "public", NOW, Options()))


def told(result: Result) -> list[str]:
    return [as_text(found) for found in result.diagnostics if found.severity is not Severity.NOTE]


def test_a_site_is_built_with_all_its_channels(site: Path) -> None:
    assert built(site) == []
    paths = set(files_of(site / "public"))
    assert {
        "index.html",
        "de/index.html",
        "stories/moor/index.html",
        "products/mug/index.html",
        "de/products/mug/index.html",
        "imprint/index.html",
        "404.html",
        "feed.xml",
        "feed.json",
        "sitemap.xml",
        "robots.txt",
        "_headers",
        "_redirects",
        "_till/catalog.json",
        "_till/pages.json",
    } <= paths


def test_a_block_is_rendered_where_it_stands(site: Path) -> None:
    built(site)
    html = (site / "public/stories/moor/index.html").read_text()
    assert '<p>It rained, and the <a href="/products/mug/">mug</a> was warm.</p>' in html


def test_building_twice_gives_the_same_bytes(site: Path) -> None:
    built(site)
    before = files_of(site / "public")
    result = build(site, site / "public", NOW, Options())
    assert result.written is not None
    assert (result.written.rewritten, result.written.removed) == ((), ())
    assert files_of(site / "public") == before


def test_building_elsewhere_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    build(site, tmp_path / "one", NOW, Options(jobs=1))
    clean(site, site / "public")
    build(site, tmp_path / "two", NOW, Options(jobs=2))
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_a_failing_build_leaves_the_old_output_as_it_was(site: Path) -> None:
    built(site)
    before = files_of(site / "public")
    story(site, "hill", "[the mug](product:mugg)")
    assert len(built(site)) == 1
    assert files_of(site / "public") == before


def test_a_removed_story_leaves_the_output(site: Path) -> None:
    story(site, "hill")
    built(site)
    (site / "content/stories/hill.md").unlink()
    result = build(site, site / "public", NOW, Options())
    assert result.written is not None
    assert result.written.removed == ("stories/hill/index.html",)


def test_a_fault_of_a_template_stops_the_build(site: Path) -> None:
    write_files(site, {"themes/tiny/templates/story.html": "{{ story.titel }}"})
    assert [found.split(":")[0] for found in built(site)] == ["themes/tiny/templates/story.html"]
    assert not (site / "public").exists()


def test_a_broken_link_is_told_at_its_place_in_the_story(site: Path) -> None:
    story(site, "hill", "See [over there](/storys/moor/).")
    assert built(site)[0].startswith(
        'content/stories/hill.md:7:18: error E801: "/storys/moor/" leads nowhere: there is no page /storys/moor/. '
        'Did you mean "/stories/moor/"?\n'
    )


def test_a_link_to_a_heading_that_is_not_there_is_told(site: Path) -> None:
    story(site, "hill", "## Uphill\n\nSee [below](#uphil) and [above](#uphill).")
    assert [found.split("\n")[0] for found in built(site)] == [
        (
            'content/stories/hill.md:9:13: error E802: "#uphil": /stories/hill/ has no heading "#uphil". '
            'Did you mean "uphill"?'
        )
    ]


def test_a_lenient_site_is_told_of_its_broken_links_each_time(site: Path) -> None:
    with (site / "site.yml").open("a") as settings:
        settings.write("lenient: true\n")
    story(site, "hill", "See [below](/stories/moor/#none).")
    found = built(site)
    assert [one.split(" (")[0] for one in found] == ["content/stories/hill.md:7:13: warning W135: Let pass"]
    story(site, "moor", "Rain.")
    assert built(site) == found


def test_a_picture_is_published_in_its_files(site: Path) -> None:
    Pillow.new("RGB", (600, 400), "green").save(site / "content/images/hill.jpg")
    story(site, "hill", "![A hill](images/hill.jpg)")
    assert built(site) == []
    widths = sorted(path.name.split(".")[0] for path in (site / "public/images").iterdir())
    assert widths == ["hill-480", "hill-480", "hill-600", "hill-600"]


def test_pictures_are_made_once(site: Path) -> None:
    Pillow.new("RGB", (60, 40), "green").save(site / "content/images/hill.jpg")
    story(site, "hill", "![A hill](images/hill.jpg)")
    built(site)
    made = {path: path.stat().st_mtime_ns for path in (site / ".litfass/images").iterdir()}
    built(site)
    assert {path: path.stat().st_mtime_ns for path in (site / ".litfass/images").iterdir()} == made


def test_pictures_made_by_several_processes_are_the_same(site: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        Pillow.new("RGB", (60, 40), "green").save(site / f"content/images/{name}.jpg")
    story(site, "hill", "![a](images/a.jpg)\n\n![b](images/b.jpg)\n\n![c](images/c.jpg)")
    build(site, tmp_path / "one", NOW, Options(jobs=1))
    clean(site, tmp_path / "none")
    build(site, tmp_path / "two", NOW, Options(jobs=2))
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_photo_that_is_cut_off_is_told_where_it_is_named(site: Path, command: str) -> None:
    Pillow.new("RGB", (600, 400), "green").save(site / "content/images/hill.jpg")
    whole = (site / "content/images/hill.jpg").read_bytes()
    (site / "content/images/hill.jpg").write_bytes(whole[: len(whole) // 2])
    story(site, "hill", "![A hill](images/hill.jpg)")
    result = build(site, site / "public", NOW, Options()) if command == "build" else check(site, NOW, Options())
    assert [found.split(": image file")[0] for found in told(result)] == [
        'content/stories/hill.md:7:11: error E502: picture "images/hill.jpg" is damaged'
    ]


def test_check_writes_nothing_but_the_cache(site: Path) -> None:
    before = files_of(site)
    check(site, NOW, Options())
    assert {path: file for path, file in files_of(site).items() if not path.startswith(".litfass/")} == before


def test_a_warning_stops_only_a_strict_build(site: Path) -> None:
    write_files(site, {"content/coupons.yaml": "not read"})
    assert build(site, site / "public", NOW, Options(strict=True)).written is None
    assert build(site, site / "public", NOW, Options()).written is not None


def test_a_moment_without_a_zone_is_in_the_sites_own(site: Path) -> None:
    story(site, "hill", more="publishDate: 2026-11-21T12:00\n")
    shown = [
        build(site, site / "public", moment, Options()).pages
        for moment in (datetime(2026, 11, 21, 12), datetime(2026, 11, 21, 11, 59))  # noqa: DTZ001 (that is the point)
    ]
    assert shown[0] > shown[1]


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("drafts", "content/stories/draft.md  Draft  date 2026-10-01T00:00+02:00"),
        (
            "future",
            "content/stories/future.md  Future  date 2026-10-02T00:00+02:00  publishDate 2026-12-24T00:00+01:00",
        ),
        (
            "expired",
            "content/stories/expired.md  Expired  date 2026-10-03T00:00+02:00  expiryDate 2026-11-01T00:00+01:00",
        ),
    ],
)
def test_what_is_hidden_is_listed_with_its_dates(
    site: Path, what: Literal["drafts", "future", "expired"], line: str
) -> None:
    story(site, "draft", more="draft: true\n")
    story(site, "future", more="publishDate: 2026-12-24\n", day=2)
    story(site, "expired", more="expiryDate: 2026-11-01\n", day=3)
    assert hidden(site, what, NOW).lines == (line,)


def test_clean_removes_output_and_cache(site: Path) -> None:
    before = files_of(site)
    built(site)
    assert clean(site, site / "public") == ()
    assert files_of(site) == before


def test_where_no_picture_can_be_kept_nothing_is_written(site: Path) -> None:
    Pillow.new("RGB", (60, 40), "green").save(site / "content/images/hill.jpg")
    story(site, "hill", "![A hill](images/hill.jpg)")
    (site / ".litfass").write_text("in the way")
    hint = "Is there room on the disk, and may you write there?"
    assert built(site) == [f"error E902: {site / '.litfass'} cannot be written: Not a directory. {hint}"]
    assert not (site / "public").exists()


def test_a_cache_that_cannot_be_removed_is_told(site: Path) -> None:
    (site / ".litfass").write_text("in the way")
    assert [as_text(found) for found in clean(site, site / "public")] == [
        f"error E902: {site / '.litfass'} cannot be removed: Not a directory."
    ]


def test_a_site_below_a_path_names_it_in_every_address(site: Path) -> None:
    text = (site / "site.yml").read_text().replace("https://shop.example", "https://shop.example/mag")
    (site / "site.yml").write_text(text)
    assert built(site) == []
    html = (site / "public/stories/moor/index.html").read_text()
    assert 'href="/mag/products/mug/"' in html
    assert 'href="/mag/assets/site.' in html


def test_progress_is_told_for_each_picture(site: Path) -> None:
    Pillow.new("RGB", (60, 40), "green").save(site / "content/images/hill.jpg")
    story(site, "hill", "![A hill](images/hill.jpg)")
    heard: list[tuple[str, int, int]] = []
    build(site, site / "public", NOW, Options(progress=lambda *told: heard.append(told)))
    assert ("pictures", 1, 1) in heard


def test_a_magazine_for_another_version_is_told(site: Path) -> None:
    (site / "site.yml").write_text((site / "site.yml").read_text() + 'litfass: "9.9"\n')
    assert built(site)[0].startswith("site.yml:1:1: warning W611: this magazine was made for litfass 9.9; this is 0.1.")


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("site.yml", "    shipping:", "    handling_days: [3, 4]\n    shipping:"),
        ("themes/tiny/translations/en.yml", "nav.home: Home", "nav.home: Start"),
        ("content/products/mug.md", "title: ", "title: New "),
    ],
)
def test_what_many_pages_share_is_made_again_when_what_it_was_made_from_changes(
    site: Path, file: str, before: str, after: str
) -> None:
    built(site)
    text = (site / file).read_text()
    assert before in text
    write_files(site, {file: text.replace(before, after)})
    built(site)
    incremental = files_of(site / "public")
    clean(site, site / "public")
    built(site)
    assert incremental == files_of(site / "public")
