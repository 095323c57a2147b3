"""Of every front matter, schema and decoder say the same: that it has the right shape, or that it has not."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator.decode import decode_coupons, decode_site, decode_thing
from generator.decode.place import FOLDERS
from generator.diagnostics import Report, Severity
from generator.magazine import read_content
from generator.schema import Known, schemas
from generator.schema.shapes import moment
from generator.source import Mapping, read_yaml
from tests.front_matter import BASE, document, is_seen_as_written, keys_of, seen, site_of, told_of
from tests.test_sites import cases, sections

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.model import Site

REPOSITORY = Path(__file__).parents[2]
STARTER = REPOSITORY / "generator/starter"
COUPONS = "content/coupons.yml"
#: What is wrong with the shape of a value, and therefore to be seen by a schema.
SHAPE = frozenset(
    [
        "E103",
        "E106",
        "E107",
        "E108",
        "E110",
        "E111",
        "E113",
        "E114",
        "E115",
        "E116",
        "E117",
        "E120",
        "E124",
        "E134",
        "E138",
        "E139",
    ]
)
#: What is of those codes and yet not to be seen by a schema, by a part of the message: why.
BEYOND = {
    "finer than": "digits behind the point hang on the currency, and a number has none in JSON",
    "does not exist in the calendar": "needs a calendar",
    "lies in the year": "needs a calendar",
    "has a slip": "needs a check digit",
    "digits.": "spaces within a GTIN do not count",
    "no language that is known": "needs the list of all languages",
    "no country code": "needs the list of all countries",
    "no currency code": "needs the list of all currencies",
    "no time zone": "needs the list of all time zones",
    "the smaller first": "compares two numbers",
    "needs the key date": "the name of the file may have it",
    "A translated value must be": "a value that is the same in every language is known by the original",
}


def known_of(site: Site) -> Known:
    return Known(markets=tuple(market.id for market in site.markets))


@cache
def validators(known: Known) -> dict[str, Draft202012Validator]:
    return {name: Draft202012Validator(schema) for name, schema in schemas(known).items()}


def kind_of(path: str, site: Site) -> str:
    return f"{FOLDERS[path.split('/')[1]]}{'' if original_of(path, site) == path else '-words'}"


def original_of(path: str, site: Site) -> str:
    """The path of the default language's edition."""
    stem, _, language = path.removesuffix(".md").rpartition(".")
    return f"{stem}.md" if stem and language != site.default_language else path


def misread(path: str, text: str, files: dict[str, str], site: Site) -> tuple[Mapping, list[Diagnostic]] | None:
    """The front matter and what the decoder finds wrong with it; None where YAML cannot be read."""
    read, report = Report(), Report()
    found = document(path, text, read)
    if read.diagnostics:
        return None
    home = original_of(path, site)
    if home != path and home not in files:
        return None
    documents = [found] if home == path else [document(home, files[home], Report()), found]
    decode_thing(documents, site, report)
    wrong = [one for one in report.diagnostics if one.severity is Severity.ERROR and one.at and one.at.file == path]
    return found.data, wrong


def of_shape(found: list[Diagnostic]) -> list[Diagnostic]:
    return [one for one in found if one.code in SHAPE and not any(part in one.message for part in BEYOND)]


def disagreement(name: str, data: Mapping, found: list[Diagnostic], known: Known) -> str:
    """How schema and decoder differ over a front matter; "" if they agree."""
    errors = list(validators(known)[name].iter_errors(seen(data)))
    wrong = [f"{error.json_path}: {error.message}" for error in errors]
    # Of dates the decoder reads some other shapes, too; editors' programs teach ours.
    if any(error.schema.get("pattern") != moment()["pattern"] for error in errors) and not found:
        return f"{name}: the schema alone refuses it: {wrong}"
    if not wrong and of_shape(found):
        return f"{name}: the decoder alone refuses it: {[one.message for one in of_shape(found)]}"
    return ""


def folder(root: Path) -> dict[str, str]:
    names = [*root.glob("content/**/*.md"), *root.glob(COUPONS), root / "site.yml"]
    return {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in names}


def of_text_file(path: Path) -> dict[str, str]:
    files = {**BASE, **sections(path)}
    gone = [name.removesuffix(" (missing)") for name in files if name.endswith(" (missing)")]
    return {name: text for name, text in files.items() if name.endswith((".md", ".yml")) and name not in gone}


MAGAZINES = {
    "demo": folder(REPOSITORY),
    "starter": folder(STARTER),
    **{path.stem: of_text_file(path) for path in cases()},
}
#: A lenient reader takes what is not right; the schemas say what is right.
STRICT = [name for name, files in MAGAZINES.items() if "\nlenient: true" not in files.get("site.yml", "")]


@pytest.mark.parametrize("name", STRICT)
def test_schema_and_decoder_agree_over_a_magazine(name: str) -> None:
    files = MAGAZINES[name]
    site = site_of(files.get("site.yml", ""))
    told = []
    for path, text in files.items():
        if site and path.startswith("content/") and path.split("/")[1] in FOLDERS:
            read = misread(path, text, files, site)
            told.append(disagreement(kind_of(path, site), *read, known_of(site)) if read else "")
    assert [one for one in told if one] == []


@pytest.mark.parametrize("root", [REPOSITORY, STARTER], ids=["demo", "starter"])
def test_a_magazine_is_right_by_the_schemas_that_know_its_ids(root: Path) -> None:
    files = folder(root)
    site = site_of(files.pop("site.yml"))
    files.pop(COUPONS, None)
    assert site is not None
    known = Known.of(site, read_content(root, site, Report()))
    told = {path: misread(path, text, files, site) for path, text in files.items()}
    assert known.sections
    assert known.products
    assert [
        one for path, read in told.items() if read and (one := disagreement(kind_of(path, site), *read, known))
    ] == []


@pytest.mark.parametrize("name", MAGAZINES)
def test_schema_and_decoder_agree_over_site_yml(name: str) -> None:
    report = Report()
    node = read_yaml("site.yml", MAGAZINES[name].get("site.yml", ""), report)
    if node and not report.diagnostics:
        decode_site(node, report)
        assert disagreement("site", node, list(report.diagnostics), Known()) == ""


def disagreement_over_coupons(text: str, site: Site, known: Known) -> str:
    """How schema and decoder differ over the coupons; "" where YAML cannot be read."""
    report = Report()
    node = read_yaml(COUPONS, text, report)
    if node is None or report.diagnostics or not is_seen_as_written(node):
        return ""
    decode_coupons(node, site, report)
    return disagreement("coupons", node, list(report.diagnostics), known)


@pytest.mark.parametrize("name", [name for name, files in MAGAZINES.items() if COUPONS in files])
def test_schema_and_decoder_agree_over_coupons_yml(name: str) -> None:
    site = site_of(MAGAZINES[name]["site.yml"])
    assert site is not None
    assert disagreement_over_coupons(MAGAZINES[name][COUPONS], site, known_of(site)) == ""


_VALUES = r"""
""  " "  yes  true  false  "true"  12  -1  0  "12"  12.50  "12.50"  12,50  .5  []  {}  [a]  [a, b]  [[a]]  [{a: b}]
{src: images/a.jpg, alt: A}  {src: images/a.jpg}  {src: /a.jpg, alt: A}  {alt: A}  {alt: ""}  Ä  ä-b  A_B  walks  moor
2026-10-03  2026-10-03 08:00  2026-10-03T08:00Z  2026-1-3  3.10.2026  2026-02-30  [/a/]  [a]  480 g  0.5 kg  480  480 x
main  footer  imprint  legal  standard  {name: A, address: B, contact: C}  {name: A}  {exception: hygiene, reason: A}
{exception: none, reason: A}  {reason: A}  [{sku: A, price: 1}]  [{sku: A}]  [{sku: A, price: 0}]
[{sku: A, price: "1.50"}]  [{sku: A, prices: {eu: 1}}]  [{sku: A, prices: {us: 1}}]
[{sku: A, price: 1, prices: {eu: 1}}]  [{sku: Ä, price: 1}]
[{sku: A, price: 9, offers: [{price: 1, from: 2026-12-01, until: 2026-12-24}]}]
[{sku: A, price: 9, offers: [{price: 1}]}]
[{sku: A, price: 9, weight: 480 g, content: 1 l, gtin: 96385074, opening_stock: 3, lead_days: 2, fulfilment: digital}]
[{sku: A, price: 9, opening_stock: -3}]  [{sku: A, price: 9, lead_days: 400}]  [{sku: A, price: 9, fulfilment: air}]
[{id: size, title: Size, values: [S, M]}]  [{id: size, title: Size, values: [{id: s, title: S}]}]  [{id: size}]  [A, B]
{a: b}  {A: 1, B: x}  {A: [x]}  {A: }  {en: A}  {en: A, xx: B}  {eu: 5}  {eu: 5.00}  {us: 5}  {eu: }  100
100.5  [mug, tea]
"""
VALUES = st.sampled_from([value for value in re.split(r"\s{2,}|\n", _VALUES) if value] + [""])


@cache
def known_keys(name: str) -> list[str]:
    kinds = [name, "product", "story", "page"]
    return sorted({key for kind in kinds for key in keys_of(kind, "")} | {"unheard"})


@st.composite
def front_matters(draw: st.DrawFn, name: str) -> str:
    """A front matter that has what a kind needs, with some keys set, exchanged or taken away."""
    good = {
        "title": "A",
        "description": "B",
        "date": "2026-10-03",
        "section": "walks",
        "variants": "[{sku: A, price: 9}]",
        "tax": "standard",
        "manufacturer": "{name: A, address: B, contact: C}",
    }
    lines = {key: value for key, value in good.items() if key in keys_of(name, "")}
    lines |= draw(st.dictionaries(st.sampled_from(known_keys(name)), VALUES, max_size=4))
    for gone in draw(st.lists(st.sampled_from(sorted(lines)), max_size=1)):
        del lines[gone]
    return "\n".join(f"{key}: {value}" for key, value in lines.items())


@pytest.mark.parametrize("name", sorted(set(schemas(Known())) - {"site", "coupons"}))
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_schema_and_decoder_agree_over_any_front_matter(name: str, data: st.DataObject) -> None:
    text = data.draw(front_matters(name))
    report, site = Report(), site_of(BASE["site.yml"])
    read = document("content/x.md", f"---\n{text}\n---\n", report)
    assume(not report.diagnostics and is_seen_as_written(read.data))
    wrong = [one for one in told_of(name, text) if one.severity is Severity.ERROR]
    path_of_it = "x.de.md" if name.endswith("-words") else "x.md"
    own = [one for one in wrong if one.at and one.at.file.endswith(f"/{path_of_it}")]
    assert site is not None
    assert disagreement(name, read.data, own, known_of(site)) == ""


@given(
    code=st.sampled_from(["FIVE", "five", "F5", "F-5-A", "Ä5A", "2026", '"FIVE OFF"']),
    rules=st.dictionaries(st.sampled_from(sorted(keys_of("coupons", "*") | {"unheard"})), VALUES, max_size=4),
)
@settings(max_examples=200, deadline=None)
def test_schema_and_decoder_agree_over_any_coupon(code: str, rules: dict[str, str]) -> None:
    given_rules = {"title": "{en: A}", **rules}
    text = "\n".join([f"{code}:", *(f"  {key}: {value}" for key, value in given_rules.items())])
    site = site_of(BASE["site.yml"])
    assert site is not None
    assert disagreement_over_coupons(text, site, known_of(site)) == ""
