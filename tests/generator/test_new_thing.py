"""`litfass new story` and `litfass new product`: what they write can be read, and nothing is ever written over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.build import Options, check
from generator.cli import main
from generator.diagnostics import Report, Severity, as_text
from generator.magazine import Moment, read_content, read_site
from generator.model import Product, Story
from generator.new import CannotError, Wish, id_of, new_magazine, new_thing
from generator.new.front_matter import grouped, inside, listed, value
from generator.source import Mapping, Scalar, Sequence, read_yaml
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


@pytest.fixture
def magazine(tmp_path: Path) -> Path:
    new_magazine(tmp_path / "mine")
    return tmp_path / "mine"


def made(root: Path, wish: Wish) -> str:
    found = new_thing(root, wish, NOW, Report())
    assert found is not None
    return (root / found.path).read_text("utf-8")


def errors(root: Path) -> list[str]:
    found = check(root, NOW, Options(drafts=True)).diagnostics
    return [as_text(one) for one in found if one.severity is Severity.ERROR]


def things(root: Path) -> dict[tuple[str, str], Story | Product]:
    site = read_site(root, Moment(now=NOW), Report())
    assert site is not None
    content = read_content(root, site, Report())
    found: tuple[Story | Product, ...] = (*content.stories, *content.products)
    return {(one.id, one.language): one for one in found}


@pytest.mark.parametrize("kind", ["story", "product"])
def test_what_is_new_has_no_errors(magazine: Path, kind: Literal["story", "product"]) -> None:
    made(magazine, Wish(kind=kind, title='Grüne Äpfel: "ein Versuch" #1'))
    assert errors(magazine) == []


def test_a_new_story_is_a_draft_of_today_in_the_first_section_by_the_first_author(magazine: Path) -> None:
    made(magazine, Wish(kind="story", title="Äpfel"))
    story = things(magazine)["aepfel", "de"]
    assert isinstance(story, Story)
    assert (story.title, story.draft, story.section, story.authors) == ("Äpfel", True, "werkstatt", ("redaktion",))
    assert story.date.isoformat() == "2026-11-22T08:30:00+01:00"


def test_a_new_product_has_what_an_offer_needs(magazine: Path) -> None:
    made(magazine, Wish(kind="product", title="Krug"))
    product = things(magazine)["krug", "de"]
    assert isinstance(product, Product)
    assert (product.draft, product.tax_class, product.manufacturer.name) == (True, "standard", "Beispielwerkstatt")
    assert [(one.sku, one.prices[0].price.minor) for one in product.variants] == [("KRUG", 1000)]


def test_every_key_of_a_new_file_has_its_words_above_it(magazine: Path) -> None:
    lines = made(magazine, Wish(kind="story", title="Moor")).split("---")[1].strip().splitlines()
    keys = [index for index, line in enumerate(lines) if not line.startswith("#")]
    assert [lines[index - 1][:2] for index in keys] == ["# "] * len(keys)


def test_a_number_that_is_taken_is_not_given_again(magazine: Path) -> None:
    made(magazine, Wish(kind="product", title="Becher blau"))
    product = things(magazine)["becher-blau", "de"]
    assert isinstance(product, Product)
    assert product.variants[0].sku == "BECHER-BLAU-2"


def test_a_section_and_an_author_can_be_chosen(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    write_files(root, {"content/sections/tea.md": "---\ntitle: Tea\nweight: 1\n---\n"})
    assert "section: tea\n" in made(root, Wish(kind="story", title="One"))
    assert "section: walks\n" in made(root, Wish(kind="story", title="Two", section="walks", author="desk"))


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish(kind="story", title="Fen", section="waks"), 'There is no section "waks". Did you mean "walks"?'),
        (Wish(kind="story", title="Fen", author="dask"), 'There is no author "dask". Did you mean "desk"?'),
        (Wish(kind="story", title="夜"), '"夜" has no letter from a to z to make a name of. Add one: --id moor'),
        (
            Wish(kind="story", title="A", id="A b"),
            'The name "A b" may have only small letters a-z, digits and hyphens.',
        ),
        (Wish(kind="story", title="<b>A</b>"), 'title is plain text: readers would see "<b>" as it stands.'),
        (Wish(kind="story", title="a\x07b"), "An invisible control character (U+0007) stands here. Delete it."),
        (Wish(kind="story", of="mor", language="de"), 'There is no story "mor". Did you mean "moor"?'),
        (Wish(kind="story", of="moor", language="fr"), "One cannot translate into fr here. Known are: de."),
    ],
)
def test_what_cannot_be_is_refused_with_its_cure(tmp_path: Path, wish: Wish, why: str) -> None:
    root = write_site(tmp_path)
    before = sorted(root.rglob("*"))
    with pytest.raises(CannotError) as refused:
        new_thing(root, wish, NOW, Report())
    assert str(refused.value).startswith(why)
    assert sorted(root.rglob("*")) == before


def test_nothing_is_written_over(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    before = (root / "content/stories/moor.md").read_bytes()
    with pytest.raises(CannotError, match=r"^content/stories/moor\.md is there already, and stays as it is\."):
        new_thing(root, Wish(kind="story", title="Moor"), NOW, Report())
    assert (root / "content/stories/moor.md").read_bytes() == before


def test_a_file_in_a_folder_of_its_own_is_not_written_over_either(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    (root / "content/stories/2026").mkdir()
    (root / "content/stories/moor.md").rename(root / "content/stories/2026/moor.md")
    with pytest.raises(CannotError, match=r"^content/stories/2026/moor\.md is there already"):
        new_thing(root, Wish(kind="story", title="Moor"), NOW, Report())


@pytest.mark.parametrize(("kind", "of"), [("story", "auf-dem-tisch"), ("product", "becher")])
def test_a_translation_begins_with_the_words_of_the_original(
    magazine: Path, kind: Literal["story", "product"], of: str
) -> None:
    folder = {"story": "stories", "product": "products"}[kind]
    (magazine / f"content/{folder}/{of}.en.md").unlink()
    text = made(magazine, Wish(kind=kind, title="An “apple”", of=of, language="en"))
    assert errors(magazine) == []
    original, translation = things(magazine)[of, "de"], things(magazine)[of, "en"]
    assert (translation.title, translation.slug) == ("An “apple”", "an-apple")
    assert translation.description == original.description
    assert text.endswith((magazine / f"content/{folder}/{of}.md").read_text().partition("\n---\n")[2])


def test_a_new_product_can_be_translated_at_once(magazine: Path) -> None:
    made(magazine, Wish(kind="product", title="Krug"))
    made(magazine, Wish(kind="product", of="krug", language="en"))
    assert errors(magazine) == []


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("Grüner Tee", "de", "gruener-tee"),
        ("Straße & Öl", "de-AT", "strasse-oel"),
        ("Señor Ångström", "en", "senor-angstrom"),
        ("Blåbær på ø", "da", "blaabaer-paa-oe"),
        ("L’été à Łódź", "fr", "lete-a-lodz"),
        ("夜", "ja", ""),
        ("word " * 20, "en", "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_an_id_is_written_as_its_language_would(title: str, language: str, expected: str) -> None:
    assert id_of(title, language) == expected


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
@example("?0")
def test_every_text_reads_back_from_what_is_written(text: str) -> None:
    line = " ".join(text.split())
    written = f"plain: {value(text)}\nlist: {listed([text, text])}\ngroup: {grouped({'a': inside(text)})}\n"
    report = Report()
    read = read_yaml("", written, report)
    assert (read is None, report.diagnostics) == (False, ())
    assert read is not None
    plain, several, group = (node for _, node in read.entries)
    assert isinstance(plain, Scalar)
    assert isinstance(several, Sequence)
    assert isinstance(group, Mapping)
    nodes = [plain, *several.items, group.entries[0][1]]
    assert [node.text for node in nodes if isinstance(node, Scalar)] == [line] * 4


def test_the_command_says_where_the_file_lies_and_where_its_page_will_be(
    magazine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "story", "Über das Moor", "--site", str(magazine)]) == 0
    assert capsys.readouterr().out == (
        f"{magazine}/content/stories/ueber-das-moor.md\n"
        "http://localhost:8000/stories/ueber-das-moor/ in the preview: litfass serve --drafts\n"
    )


def test_the_command_translates(magazine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (magazine / "content/stories/auf-dem-tisch.en.md").unlink()
    words = ["new", "story", "On it", "--translate", "auf-dem-tisch", "en", "--site", str(magazine)]
    assert main(words) == 0
    assert "http://localhost:8000/en/stories/on-it/" in capsys.readouterr().out


def test_a_folder_may_be_called_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "magazine", "story"]) == 0
    assert (tmp_path / "story/site.yml").is_file()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["story"], 'what is it called? Write: litfass new story "Title"'),
        (["mine", "yours"], 'name one folder: litfass new my-magazine; or write: litfass new story "Title"'),
        (["magazine"], 'name one folder: litfass new my-magazine; or write: litfass new story "Title"'),
    ],
)
def test_words_that_make_no_sense_are_wrong_use(
    words: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", *words]) == 2
    assert capsys.readouterr().err == f"litfass: {why}\n"
    assert list(tmp_path.iterdir()) == []
