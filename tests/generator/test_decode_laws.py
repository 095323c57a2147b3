"""Laws of reading: whatever an editor writes, the magazine is planned or the editor is told why not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.blocks import BLOCKS
from generator.content import read_content
from generator.decode import decode_site
from generator.diagnostics import Report, as_annotation, as_json, as_text
from generator.graph import link
from generator.routes import path_of, plan
from generator.source import read_yaml
from tests.tiny import write_files

if TYPE_CHECKING:
    from generator.model import Site

BASE = (Path(__file__).parents[1] / "sites" / "_base.txt").read_text("utf-8")
FILES = {name: text for name, _, text in (part.partition("\n") for part in BASE.split("=== ")[1:])}
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

_VALUES = r"""
""  ~  null  yes  12  -1  0  1e9  12.50  12,50  0123  .5  [  ]  {  }  []  {}  [a]  [a, a]  [[a]]  [{a: b}]  {a: b}
{src: a.jpg}  "a  '  ' '  |  >  #  *  &  !  %  &a  *a  !x  @  `  a:b  a: b  -  -a  "- a"  Ä  ä-b  A_B  walks  moor  mug
desk  de  en  EUR  DE  [DE]  [DE, AT]  2026-10-03  2026-02-30  0206-10-03  9999-12-31 23:59  0001-01-01  12:30
2026-03-29 02:30  images/dot.svg  ../a.svg  /a/  /till/  //a  480 g  0 g  250 ml  piece  standard  {standard: 19}
{DE: {standard: 19}}  [{price: 1}]  [{sku: A, price: 1}]  {exception: hygiene, reason: a}  <b>  [a](b)  :::{product}
"""
_KEYS = """
title slug description date lastmod publishDate expiryDate draft section authors tags aliases weight hero params menu
role image images options variants tax manufacturer safety withdrawal facts brand material litfass base_url timezone
theme payment page_size return_days languages organization markets payment_means currency countries vat shipping
"""
VALUES = st.sampled_from(re.split(r"\s{2,}|\n", _VALUES.strip()))
KEYS = st.sampled_from(_KEYS.split())
LINES = st.builds("{}{}: {}".format, st.sampled_from(["", "  ", "- ", "\t"]), KEYS, VALUES) | st.text(max_size=20)
BODIES = st.sampled_from(
    ["", "[a](story:moor) [](product:mug)", ":::{product} mug\n:::", ":::{products}\n:tag: a\n:::"]
)
NAMES = st.builds(
    "content/{}/{}{}.md".format,
    st.sampled_from(["stories", "products", "pages", "sections", "tags", "authors", "nowhere"]),
    st.sampled_from(["moor", "mug", "imprint", "walks", "desk", "till", "stories", "a", "Ä"]),
    st.sampled_from(["", "", ".de", ".fr", "-de"]),
)


@st.composite
def texts(draw: st.DrawFn, base: str) -> str:
    """A text that is right, some lines of it exchanged for others."""
    lines = base.split("\n")
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        lines[place : place + draw(st.integers(0, 2))] = [draw(LINES)]
    return "\n".join(lines)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, str]:
    """Some files below content/, most of them like those of the smallest magazine."""
    files = {name: draw(texts(text)) for name, text in FILES.items() if name.endswith(".md")}
    base = "---\n" + FILES["content/stories/moor.md"].split("---\n")[1] + "---\n"
    return files | draw(st.dictionaries(NAMES, st.builds("{}{}".format, texts(base), BODIES), max_size=3))


def site() -> Site:
    node = read_yaml("site.yml", FILES["site.yml"], Report())
    found = decode_site(node, Report()) if node else None
    assert found is not None
    return found


def told(report: Report) -> list[str]:
    """Every diagnostic in every form, so that none of them can fail."""
    return [f"{as_text(found)} {as_annotation(found)} {as_json(found)}" for found in report.diagnostics]


@given(texts(FILES["site.yml"]))
@settings(max_examples=200, deadline=None)
def test_any_site_is_decoded_or_told(text: str) -> None:
    report = Report()
    node = read_yaml("site.yml", text, report)
    found = decode_site(node, report) if node else None
    assert (found is None) <= report.failed
    assert len(told(report)) == len(report.diagnostics)


@given(contents())
@settings(max_examples=150, deadline=None)
def test_any_content_is_planned_on_addresses_of_its_own_or_told(files: dict[str, str]) -> None:
    report, settled = Report(), site()
    with TemporaryDirectory() as root:
        write_files(Path(root), {path: text.encode("utf-8", "replace").decode() for path, text in files.items()})
        content = read_content(Path(root), settled, BLOCKS, report).content
    graph = link(content, settled, NOW, report=report)
    pages = plan(graph, report).pages
    paths = {path_of(page, settled).casefold() for page in pages}
    assert (len(paths) < len(pages)) <= report.failed
    lines = {path: len(re.split(r"\r\n|\r|\n", text)) for path, text in files.items()}
    assert [at for found in report.diagnostics if (at := found.at) and at.line > lines.get(at.file, 1)] == []
    assert len(told(report)) == len(report.diagnostics)
