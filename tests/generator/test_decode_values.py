from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.catalog import Measure
from functions.money import Money
from generator.decode import values
from generator.decode.misread import Misread
from generator.diagnostics import Location
from generator.model import picture_named
from generator.source import Scalar

if TYPE_CHECKING:
    from generator.decode.readers import Reader

T = TypeVar("T")
EUR = values.money("EUR")


def read(reader: Reader[T], word: str) -> T:
    return reader(Scalar(text=word, at=Location(file="a.md")), "price")


def hint(reader: Reader[T], word: str) -> str:
    with pytest.raises(Misread) as caught:
        read(reader, word)
    (found,) = caught.value.found
    return found.hint


@pytest.mark.parametrize(("word", "minor"), [("12.50", 1250), ("12.5", 1250), ("12", 1200), ("0", 0), ("0.05", 5)])
def test_an_amount_is_in_the_smallest_coin(word: str, minor: int) -> None:
    assert read(EUR, word) == Money(minor=minor, currency="EUR")


def test_a_currency_without_coins_has_whole_amounts() -> None:
    assert read(values.money("JPY"), "1200") == Money(minor=1200, currency="JPY")
    assert hint(values.money("JPY"), "12.50") == "Write: 12"


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("12,50", "Write it with a point: 12.50"),
        ("12,5", "Write it with a point: 12.50"),
        ("12.50 €", "Write: 12.50"),
        ("€ 12", "Write: 12.00"),
        ("1.250,00", "Write: 1250.00"),
        ("1,250.00", "Write: 1250.00"),
        ("1,250", "Write: 1250.00"),
        ("12,- ", "Write: 12.00"),
        ("12.5051", "Write: 12.51"),
        ("12.505", "Write: 12.50, or 12505 if the point parts thousands."),
        ("1.250", "Write: 1.25, or 1250 if the point parts thousands."),
        ("1'250.00", "Write: 1250.00"),
        ("1 250,00 €", "Write it with a point: 1250.00"),
        ("-3", "Write such as: 12.50"),
        ("free", "Write such as: 12.50"),
        ("1e3", "Write such as: 12.50"),
    ],
)
def test_what_is_no_amount_is_told_how_to_write_it(word: str, cure: str) -> None:
    assert hint(EUR, word) == cure


@given(st.integers(0, 10**9))
def test_an_amount_that_is_written_reads_back(minor: int) -> None:
    assert read(EUR, f"{minor // 100}.{minor % 100:02d}").minor == minor


@pytest.mark.parametrize(
    ("word", "grams"), [("480 g", 480), ("480g", 480), ("0.48 kg", 480), ("31.5 kg", 31500), ("500 mg", 1)]
)
def test_a_weight_is_in_grams(word: str, grams: int) -> None:
    assert read(values.weight, word) == grams


@pytest.mark.parametrize(
    ("word", "measure"),
    [
        ("250 g", Measure(amount=250, unit="g")),
        ("1 kg", Measure(amount=1000, unit="g")),
        ("0.75 l", Measure(amount=750, unit="ml")),
        ("33 cl", Measure(amount=330, unit="ml")),
        ("2.5 m", Measure(amount=2500, unit="mm")),
        ("2 m²", Measure(amount=20000, unit="cm2")),
        ("20 pieces", Measure(amount=20, unit="piece")),
    ],
)
def test_a_content_is_whole_in_its_base_unit(word: str, measure: Measure) -> None:
    assert read(values.content, word) == measure


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("250", "Write such as: 250 g"),
        ("0,25 l", "Write it with a point: 0.25 l"),
        ("250 gr", 'Did you mean "g"?'),
        ("0 g", "Write such as: 250 g"),
        ("1.2.3 g", "Write such as: 250 g"),
        ("a lot", "Write such as: 250 g"),
        ("0.5 g", "Round it."),
    ],
)
def test_what_is_no_content_is_told_how_to_write_it(word: str, cure: str) -> None:
    assert hint(values.content, word) == cure


@pytest.mark.parametrize(("word", "points"), [("19", 1900), ("5.5", 550), ("0", 0), ("2.25", 225)])
def test_a_percentage_is_in_basis_points(word: str, points: int) -> None:
    assert read(values.percent, word) == points


@pytest.mark.parametrize(
    ("word", "cure"),
    [("19 %", "Write: 19"), ("5,5", "Write: 5.5"), ("119", "It cannot be more than 100."), ("x", "Write such as: 19")],
)
def test_what_is_no_percentage_is_refused(word: str, cure: str) -> None:
    assert hint(values.percent, word) == cure


@pytest.mark.parametrize("word", ["96385074", "4012345678901", "036000291452", "10012345678902", "4 012345 678901"])
def test_a_gtin_ends_with_its_check_digit(word: str) -> None:
    assert read(values.gtin, word) == word.replace(" ", "")


@given(st.text("0123456789", min_size=12, max_size=12))
def test_of_ten_last_digits_one_makes_a_gtin(body: str) -> None:
    good = 0
    for digit in range(10):
        try:
            read(values.gtin, f"{body}{digit}")
        except Misread:
            continue
        good += 1
    assert good == 1


@pytest.mark.parametrize("word", ["RAN-M.1_x", "0123", "a" * 64])
def test_a_sku_has_letters_digits_points_underscores_and_hyphens(word: str) -> None:
    assert read(values.sku, word) == word


@pytest.mark.parametrize(
    ("word", "cure"),
    [("RAN M", "Write: RAN-M"), ("a" * 65, f"Write: {'a' * 64}"), ("ÄPFEL", "Write: AEPFEL"), ("/", "")],
)
def test_what_is_no_sku_is_told_how_to_write_it(word: str, cure: str) -> None:
    assert hint(values.sku, word) == cure


@pytest.mark.parametrize(("word", "cure"), [("UK", "Write: GB"), ("de", "Write: DE"), ("XX", "Write its two letters")])
def test_a_country_is_iso_3166(word: str, cure: str) -> None:
    assert hint(values.country, word).startswith(cure)
    assert read(values.country, "AT") == "AT"


@pytest.mark.parametrize(("word", "cure"), [("€", "Write: EUR"), ("eur", "Write: EUR"), ("XXY", "Write its three")])
def test_a_currency_is_iso_4217(word: str, cure: str) -> None:
    assert hint(values.currency, word).startswith(cure)
    assert read(values.currency, "CHF") == "CHF"


def test_a_web_address_has_no_slash_at_its_end() -> None:
    assert read(values.web_address, "https://a.example/magazine/") == "https://a.example/magazine"


@pytest.mark.parametrize("word", ["a.example", "ftp://a.example", "https://", "https://a.example/?b", "/magazine"])
def test_what_is_no_web_address_is_refused(word: str) -> None:
    assert hint(values.web_address, word).startswith("Write such as: https://")


@pytest.mark.parametrize("word", ["shop", "shop@", "a b@c.example", "shop@example"])
def test_what_is_no_mail_address_is_refused(word: str) -> None:
    assert hint(values.mail, word) == "Write such as: shop@example.org"


@pytest.mark.parametrize(
    ("word", "cure"),
    [("old", "Write: /old/"), ("https://b.example/", "Write such as: /old/"), ("//b.example", "Write: /b.example/")],
)
def test_an_alias_is_a_path_of_the_site(word: str, cure: str) -> None:
    assert hint(values.path, word) == cure
    assert read(values.path, "/old/page.html") == "/old/page.html"


@pytest.mark.parametrize("word", ["/content/images/a.jpg", "content/images/a.jpg", "../../../images/a.jpg"])
def test_a_picture_lies_below_content(word: str) -> None:
    assert hint(values.picture_path, word) == "Write: images/a.jpg"
    assert read(values.picture_path, "images/a.jpg") == "images/a.jpg"


@pytest.mark.parametrize(
    ("written", "file", "path"),
    [
        ("images/a.jpg", "content/stories/moor.md", "images/a.jpg"),
        ("/pix/a.jpg", "content/stories/moor.md", "pix/a.jpg"),
        ("./a.jpg", "content/stories/moor.md", "stories/a.jpg"),
        ("../images/a.jpg", "content/stories/moor.md", "images/a.jpg"),
        ("a.jpg", "content/stories/index.md", "a.jpg"),
        ("a.jpg", "content/stories/moor/index.md", "stories/moor/a.jpg"),
        ("pix/a.jpg", "content/stories/moor/index.de.md", "stories/moor/pix/a.jpg"),
        ("images/a.jpg", "content/stories/moor/index.md", "images/a.jpg"),
        ("./images/a.jpg", "content/stories/moor/index.md", "stories/moor/images/a.jpg"),
        ("../../../a.jpg", "content/stories/moor.md", "../../../a.jpg"),
        ("//b.example/a.jpg", "content/stories/moor.md", "//b.example/a.jpg"),
    ],
)
def test_a_picture_is_named_from_content_or_from_beside_its_file(written: str, file: str, path: str) -> None:
    assert picture_named(written, file) == path


@pytest.mark.parametrize("word", ["Berlin", "Europe", "../etc/passwd", "Europe/Berln", "a\0b", "x" * 300])
def test_what_is_no_time_zone_is_refused(word: str) -> None:
    assert hint(values.zone, word) != ""
    assert read(values.zone, "Europe/Vienna").key == "Europe/Vienna"
