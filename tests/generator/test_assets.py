from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from generator.assets import Assets, read_assets
from generator.diagnostics import Report, as_text
from generator.theme import Theme
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path


def read(root: Path, files: dict[str, str]) -> tuple[Assets, list[str]]:
    write_files(root / "assets", files)
    report = Report()
    theme = Theme(name="own", root=root, folders=(root,))
    return read_assets(theme, "/mag", report), [as_text(found) for found in report.diagnostics]


def text(root: Path, files: dict[str, str], name: str) -> str:
    return read(root, files)[0].files[name].content.decode()


def named(name: str, content: str) -> str:
    """The path that an asset of that content has."""
    stem, _, ending = name.rpartition(".")
    return f"/mag/assets/{stem}.{hashlib.sha256(content.encode()).hexdigest()[:8]}.{ending}"


def test_an_asset_is_named_by_its_content(tmp_path: Path) -> None:
    assets, _ = read(tmp_path, {"icons/mark.svg": "<svg/>"})
    assert assets.url("icons/mark.svg") == named("icons/mark.svg", "<svg/>")


def test_a_style_sheet_contains_what_it_imports(tmp_path: Path) -> None:
    files = {"site.css": '@import "parts/a.css";\nb { top: 0 }\n', "parts/a.css": "a { top: 0 }\n"}
    assert text(tmp_path, files, "site.css") == "a { top: 0 }\nb { top: 0 }\n"


def test_a_style_sheet_contains_the_one_that_it_shadows(tmp_path: Path) -> None:
    write_files(tmp_path / "parent/assets", {"css/site.css": '@import "a.css";\n', "css/a.css": "a { top: 0 }\n"})
    write_files(tmp_path / "own/assets", {"css/site.css": '@import "base:site.css";\nb { top: 0 }\n'})
    theme = Theme(name="own", root=tmp_path, folders=(tmp_path / "own", tmp_path / "parent"))
    report = Report()
    assets = read_assets(theme, "", report)
    assert assets.files["css/site.css"].content.decode() == "a { top: 0 }\nb { top: 0 }\n"
    assert list(assets.files) == ["css/site.css"]
    assert report.diagnostics == ()


def test_a_style_sheet_contains_one_that_contains_one_that_it_shadows(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("site", "own", "parent")]
    for folder, rule in zip(folders, ("c", "b"), strict=False):
        write_files(folder / "assets", {"site.css": f'@import "base:site.css";\n{rule} {{ top: 0 }}\n'})
    write_files(folders[-1] / "assets", {"site.css": "a { top: 0 }\n"})
    report = Report()
    assets = read_assets(Theme(name="own", root=tmp_path, folders=tuple(folders)), "", report)
    assert assets.files["site.css"].content.decode() == "a { top: 0 }\nb { top: 0 }\nc { top: 0 }\n"
    assert report.diagnostics == ()


def test_a_style_sheet_that_shadows_nothing_is_told(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"site.css": '@import "base:site.css";\n'})
    assert [line.splitlines()[0] for line in found] == [
        'assets/site.css:1:10: error E609: there is no asset "base:site.css". Did you mean "site.css"?'
    ]


def test_what_is_made_stands_before_what_the_theme_has(tmp_path: Path) -> None:
    write_files(tmp_path / "assets", {"site.css": '@import "more.css";', "mark.svg": "<svg/>"})
    theme = Theme(name="own", root=tmp_path, folders=(tmp_path,))
    assets = read_assets(theme, "", Report(), {"more.css": b"a { top: 0 }\n", "mark.svg": b"<svg></svg>"})
    assert assets.files["site.css"].content == b"a { top: 0 }\n"
    assert assets.files["mark.svg"].content == b"<svg></svg>"


def test_an_imported_sheet_has_no_file_of_its_own(tmp_path: Path) -> None:
    assets, _ = read(tmp_path, {"site.css": '@import "a.css";', "a.css": "a { top: 0 }"})
    assert list(assets.files) == ["site.css"]


@pytest.mark.parametrize(
    ("condition", "before"),
    [
        ("layer(base)", "@layer base {"),
        ("layer", "@layer {"),
        ("print", "@media print {"),
        ("(min-width: 30rem)", "@media (min-width: 30rem) {"),
        ("supports(display: grid)", "@supports (display: grid) {"),
    ],
)
def test_the_condition_of_an_import_is_kept(tmp_path: Path, condition: str, before: str) -> None:
    files = {"site.css": f'@import url("a.css") {condition};', "a.css": "a { top: 0 }\n"}
    assert text(tmp_path, files, "site.css") == f"{before}\na {{ top: 0 }}\n}}\n"


def test_what_a_style_sheet_fetches_has_its_fingerprinted_name(tmp_path: Path) -> None:
    files = {
        "css/site.css": "a { src: url('../fonts/a.woff2') url(../fonts/a.woff2#x) }",
        "fonts/a.woff2": "FONT",
    }
    font = named("fonts/a.woff2", "FONT")
    assert text(tmp_path, files, "css/site.css") == f'a {{ src: url("{font}") url("{font}#x") }}\n'


def test_data_and_fragments_in_a_style_sheet_stay(tmp_path: Path) -> None:
    css = "a { src: url(data:image/png;base64,AA) url(#g) url(https://x.example/a) }\n"
    assert text(tmp_path, {"site.css": css}, "site.css") == css


def test_comments_of_a_style_sheet_are_left_out_but_licences_stay(tmp_path: Path) -> None:
    css = "/* for us */a { top: 0 }\n/*! for all */\n"
    assert text(tmp_path, {"site.css": css}, "site.css") == "a { top: 0 }\n/*! for all */\n"


def test_a_module_imports_fingerprinted_modules(tmp_path: Path) -> None:
    files = {
        "js/site.js": '// both\nimport { a } from "./a.js";\nimport "./b.js";\n',
        "js/a.js": "export const a = 1;",
        "js/b.js": "",
    }
    a, b = named("js/a.js", "export const a=1;"), named("js/b.js", "")
    assert text(tmp_path, files, "js/site.js") == f'import{{a}}from"{a}";import"{b}";'


def test_a_change_deep_down_renames_all_that_depend_on_it(tmp_path: Path) -> None:
    files = {"a.js": 'import "./b.js";', "b.js": 'import "./c.js";', "c.js": "1"}
    before, _ = read(tmp_path, files)
    after, _ = read(tmp_path, {**files, "c.js": "2"})
    assert all(before.url(name) != after.url(name) for name in files)


def test_preloads_are_all_modules_that_a_page_will_need_each_once(tmp_path: Path) -> None:
    files = {
        "a.js": 'import "./b.js"; import "./c.js"; const later = () => import("./d.js");',
        "b.js": 'import "./c.js";',
        "c.js": "",
        "d.js": "",
    }
    assets, _ = read(tmp_path, files)
    assert assets.preloads("a.js") == (assets.url("b.js"), assets.url("c.js"))


def test_a_reference_to_nothing_is_told_with_its_place(tmp_path: Path) -> None:
    _, told = read(tmp_path, {"site.css": "a { top: 0 }\nb { src: url(fonts/b.woff2) }\n", "fonts/a.woff2": ""})
    assert told == [
        (
            'assets/site.css:2:14: error E609: there is no asset "fonts/b.woff2". Did you mean "fonts/a.woff2"?\n'
            "    b { src: url(fonts/b.woff2) }\n"
            "                 ^^^^^^^^^^^^^"
        )
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"a.css": '@import "b.css";', "b.css": '@import "a.css";'},
        {"a.js": 'import "./b.js";', "b.js": 'import "./a.js";'},
    ],
)
def test_a_circle_is_told(tmp_path: Path, files: dict[str, str]) -> None:
    _, told = read(tmp_path, files)
    assert all("imports itself in a circle." in one for one in told)
    assert told != []
