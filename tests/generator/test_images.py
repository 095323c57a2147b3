from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageCms

from generator.diagnostics import Location, Report, as_text
from generator.images import Encoded, Images, encode, survey_pictures
from generator.images.header import read_header, widths
from generator.model import Image

if TYPE_CHECKING:
    from pathlib import Path

RED, BLUE = (200, 30, 30), (30, 30, 200)
GPS_TAG, ORIENTATION_TAG, MAKER_TAG = 0x8825, 0x0112, 0x010F


def photo(
    path: Path,
    size: tuple[int, int] = (60, 40),
    mode: str = "RGB",
    **options: Any,  # noqa: ANN401 (Pillow types them so: each format has its own)
) -> Path:
    """A picture whose left half is red and whose right half is blue."""
    picture = Pillow.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    picture.convert(mode).save(path, **options)
    return path


def made(path: Path) -> dict[str, Pillow.Image]:
    """The files of a picture by the ending of their names, the widest of each."""
    picture = read_header(path.name, path)
    files = encode(picture, picture.renditions).files
    return {name.rpartition(".")[2]: Pillow.open(BytesIO(content)) for name, content in files}


def faults(content: Path, src: str, at: Location | None = None) -> list[str]:
    report = Report()
    survey_pictures({src: (at,) if at else ()}, content, report)
    return [as_text(found) for found in report.diagnostics]


def near(colour: object, wanted: tuple[int, int, int]) -> bool:
    return isinstance(colour, tuple) and all(
        abs(one - other) < 40 for one, other in zip(colour[:3], wanted, strict=True)
    )


def test_the_orientation_of_a_photo_is_applied_to_its_size(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[ORIENTATION_TAG] = 6
    picture = read_header("a.jpg", photo(tmp_path / "a.jpg", exif=exif))
    assert (picture.width, picture.height) == (40, 60)


@pytest.mark.parametrize("ending", ["avif", "jpg"])
def test_the_orientation_of_a_photo_is_applied_to_its_pixels(tmp_path: Path, ending: str) -> None:
    exif = Pillow.Exif()
    exif[ORIENTATION_TAG] = 6  # what was left is on top when it stands upright
    upright = made(photo(tmp_path / "a.jpg", exif=exif))[ending].convert("RGB")
    assert upright.size == (40, 60)
    assert near(upright.getpixel((20, 5)), RED)
    assert near(upright.getpixel((20, 55)), BLUE)


@pytest.mark.parametrize("ending", ["avif", "jpg"])
def test_where_and_with_what_a_photo_was_taken_is_not_published(tmp_path: Path, ending: str) -> None:
    exif = Pillow.Exif()
    exif[MAKER_TAG] = "Camera of a person"
    exif.get_ifd(GPS_TAG)[1] = "N"
    exif.get_ifd(GPS_TAG)[2] = (52.0, 31.0, 12.0)
    path = photo(tmp_path / "a.jpg", exif=exif, comment=b"private")
    with Pillow.open(path) as taken:
        assert dict(taken.getexif().get_ifd(GPS_TAG)) != {}
    file = made(path)[ending]
    assert (dict(file.getexif()), file.info.get("comment"), file.info.get("exif")) == ({}, None, None)


def test_colours_of_another_profile_are_brought_to_srgb(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = made(photo(tmp_path / "a.jpg", icc_profile=lab))["jpg"]
    assert file.info.get("icc_profile") is None


def test_a_cmyk_photo_becomes_rgb(tmp_path: Path) -> None:
    file = made(photo(tmp_path / "a.jpg", mode="CMYK"))["jpg"]
    assert file.mode == "RGB"
    assert near(file.getpixel((5, 20)), RED)


def test_a_picture_of_sixteen_bits_keeps_its_brightness(tmp_path: Path) -> None:
    Pillow.new("I;16", (20, 20), 0x8000).save(tmp_path / "a.png")
    pixel = made(tmp_path / "a.png")["jpg"].getpixel((10, 10))
    assert near(pixel, (128, 128, 128))


def test_a_transparent_picture_falls_back_to_png(tmp_path: Path) -> None:
    Pillow.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "a.png")
    files = made(tmp_path / "a.png")
    assert sorted(files) == ["avif", "png"]
    assert files["png"].getpixel((5, 5)) == (0, 0, 0, 0)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    picture = read_header("a.jpg", photo(tmp_path / "a.jpg"))
    assert encode(picture, picture.renditions) == encode(picture, picture.renditions)


def test_files_are_named_by_their_width_and_content(tmp_path: Path) -> None:
    first = read_header("a.jpg", photo(tmp_path / "a.jpg"))
    second = read_header("a.jpg", photo(tmp_path / "a.jpg", size=(60, 42)))
    names = [re.sub(r"[0-9a-f]{8}", "HASH", rendition.path) for rendition in first.renditions]
    assert names == ["images/a-60.HASH.avif", "images/a-60.HASH.jpg"]
    assert first.renditions[0].path != second.renditions[0].path


def test_names_are_plain_ascii_without_spaces(tmp_path: Path) -> None:
    picture = read_header("x", photo(tmp_path / "Größe, 2 Stück.jpg"))
    assert picture.renditions[0].path.startswith("images/grosse-2-stuck-60.")


@given(st.integers(1, 10_000))
def test_no_file_is_wider_than_its_picture_and_there_are_four_at_most(width: int) -> None:
    found = widths(width)
    assert max(found) == min(width, 1920)
    assert len(found) <= 4
    assert list(found) == sorted(set(found))


def test_a_picture_is_shown_with_all_its_files(tmp_path: Path) -> None:
    photo(tmp_path / "a.jpg", size=(1000, 500))
    image = Image(src="a.jpg", alt="Red and blue", credit="A. N.", caption="Colours")
    found = survey_pictures({"a.jpg": ()}, tmp_path, Report())
    view = Images(base_path="/mag", pictures=found.files, broken=found.broken).view(image)
    digest = view.src.split(".")[1]
    assert view.avif == ", ".join(f"/mag/images/a-{width}.{digest}.avif {width}w" for width in (480, 800, 1000))
    assert view.srcset == ", ".join(f"/mag/images/a-{width}.{digest}.jpg {width}w" for width in (480, 800, 1000))
    assert (view.src, view.width, view.height) == (f"/mag/images/a-1000.{digest}.jpg", 1000, 500)
    assert (view.alt, view.credit, view.caption) == ("Red and blue", "A. N.", "Colours")


def test_a_drawing_is_one_file_without_srcset(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60"/>')
    image = Image(src="a.svg", alt="")
    found = survey_pictures({"a.svg": ()}, tmp_path, Report())
    view = Images(base_path="", pictures=found.files, broken=found.broken).view(image)
    assert (view.width, view.height, view.srcset, view.avif, view.src[-4:]) == (80, 60, "", "", ".svg")


def test_a_picture_that_nobody_looked_for_is_our_fault() -> None:
    with pytest.raises(KeyError):
        Images(base_path="", pictures={}).view(Image(src="a.jpg", alt=""))


def test_a_missing_picture_is_told_at_every_place_that_names_it(tmp_path: Path) -> None:
    photo(tmp_path / "moor.jpg")
    places = (Location(file="a.md", line=3), Location(file="b.md", line=5))
    report = Report()
    survey_pictures({"mor.jpg": places}, tmp_path, report)
    told = 'error E501: there is no picture "mor.jpg" in content/. Did you mean "moor.jpg"?'
    assert [as_text(found) for found in report.diagnostics] == [f"a.md:3:1: {told}", f"b.md:5:1: {told}"]


def test_a_picture_that_is_known_is_not_read_again_unless_its_stamp_changed(tmp_path: Path) -> None:
    photo(tmp_path / "a.jpg", size=(10, 10))
    first = survey_pictures({"a.jpg": ()}, tmp_path, Report())
    known = {"a.jpg": (first.stamps["a.jpg"], replace(first.files["a.jpg"], width=7))}
    assert survey_pictures({"a.jpg": ()}, tmp_path, Report(), known).files["a.jpg"].width == 7
    photo(tmp_path / "a.jpg", size=(30, 30))
    assert survey_pictures({"a.jpg": ()}, tmp_path, Report(), known).files["a.jpg"].width == 30


def test_a_picture_must_be_written_in_its_own_case(tmp_path: Path) -> None:
    photo(tmp_path / "Moor.jpg")
    assert faults(tmp_path, "moor.jpg") == [
        'error E501: there is no picture "moor.jpg" in content/. Did you mean "Moor.jpg"?'
    ]


@pytest.mark.parametrize("src", ["/a.jpg", "../a.jpg", "https://example.org/a.jpg", "images\\a.jpg"])
def test_a_picture_lies_below_content(tmp_path: Path, src: str) -> None:
    hint = "Write its path below content/, such as images/jacket.jpg."
    assert faults(tmp_path, src) == [f'error E507: picture "{src}" does not lie in content/. {hint}']


def test_a_heic_photo_is_told_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    assert faults(tmp_path, "a.jpg") == [
        'error E503: picture "a.jpg" is HEIC, which browsers do not show. Save it as JPEG.'
    ]


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\xff\xd8\xff\xe0 broken", b"GIF89a"])
def test_a_broken_picture_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    message = 'picture "a.jpg" cannot be read as JPEG, PNG, WebP, AVIF, GIF or TIFF.'
    hint = "Export it again; the file is damaged or of another kind."
    assert faults(tmp_path, "a.jpg") == [f"error E502: {message} {hint}"]


def test_a_picture_that_is_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + size
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (tmp_path / "a.png").write_bytes(header + b"\0\0\0\0IEND\xaeB`\x82")
    assert faults(tmp_path, "a.png") == [
        'error E504: picture "a.png" has more than 89 megapixels. Save it smaller: 2400 px of width are enough.'
    ]


def test_a_photo_that_is_cut_off_is_found_when_it_is_decoded(tmp_path: Path) -> None:
    whole = photo(tmp_path / "a.jpg", size=(600, 400)).read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    encoded = encode(read_header("a.jpg", tmp_path / "a.jpg"), ())
    assert encoded.files == ()
    assert "truncated" in encoded.wrong


def test_a_whole_photo_can_be_tried_without_making_a_file(tmp_path: Path) -> None:
    assert encode(read_header("a.jpg", photo(tmp_path / "a.jpg")), ()) == Encoded(src="a.jpg")


def drawing(inside: str, attributes: str = 'viewBox="0 0 8 6"') -> str:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {space} {attributes}>{inside}</svg>"


@pytest.mark.parametrize(
    "text",
    [
        drawing('<path d="M0 0h8"/>'),
        drawing('<defs><path id="a"/></defs><use href="#a" xlink:href="#a"/>'),
        drawing('<linearGradient id="g"/><rect fill="url(#g)" style="fill: url(\'#g\')"/>'),
        drawing('<image href="data:image/png;base64,AAAA"/>'),
        drawing("<style>path { fill: red }</style>"),
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">' + drawing(""),
    ],
)
def test_a_drawing_that_only_draws_is_passed_on(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.svg").write_text(text)
    assert faults(tmp_path, "a.svg") == []


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "contains <script>"),
        ("<foreignObject/>", "contains <foreignobject>"),
        ('<path onclick="x()"/>', "has the event handler onclick"),
        ('<a href="https://elsewhere.example"/>', 'fetches "https://elsewhere.example"'),
        ('<image xlink:href="https://x.example/a.png"/>', 'fetches "https://x.example/a.png"'),
        ('<rect style="fill: url(https://x.example)"/>', 'fetches something by style="fill: url(https://x.example)"'),
        ("<style>@import 'https://x.example/a.css'</style>", "fetches something in its <style>"),
        ('<a href="#"><set attributeName="href" to="javascript:x()"/></a>', 'fetches something by to="javascript:x()"'),
        ("<?xml-stylesheet href='x.css'?>", "contains <?xml-stylesheet … ?>"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(tmp_path: Path, inside: str, what: str) -> None:
    (tmp_path / "a.svg").write_text(drawing(inside))
    assert faults(tmp_path, "a.svg") == [
        f'error E505: picture "a.svg" {what}. A picture may only draw; export it as plain SVG.'
    ]


def test_a_drawing_with_entities_is_refused_before_they_grow(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<!DOCTYPE svg [<!ENTITY a "aaaaaaaa">]>' + drawing("&a;"))
    assert faults(tmp_path, "a.svg") == [
        'error E505: picture "a.svg" declares the entity "a". A picture may only draw; export it as plain SVG.'
    ]


def test_a_drawing_that_is_not_closed_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"\nviewBox="0 0 8 8"><g></svg>')
    assert faults(tmp_path, "a.svg") == [
        'error E502: picture "a.svg" is no well-formed SVG: mismatched tag in its line 2. Export it again.'
    ]


@pytest.mark.parametrize("attributes", ["", 'viewBox="0 0 0 0"', 'width="100%" height="100%"', 'viewBox="0 0 inf 5"'])
def test_a_drawing_without_a_size_is_told(tmp_path: Path, attributes: str) -> None:
    (tmp_path / "a.svg").write_text(drawing("", attributes))
    assert faults(tmp_path, "a.svg") == [
        'error E506: picture "a.svg" has no size. Give the <svg> a viewBox, such as viewBox="0 0 800 600".'
    ]


def test_a_drawing_has_the_size_that_it_gives_itself(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(drawing("", 'width="120px" height="90" viewBox="0 0 8 6"'))
    picture = read_header("a.svg", tmp_path / "a.svg")
    assert (picture.width, picture.height) == (120, 90)


@pytest.mark.parametrize("ending", ["gif", "png", "webp"])
def test_a_moving_picture_is_told_with_what_readers_see_of_it(tmp_path: Path, ending: str) -> None:
    frames = [Pillow.new("RGB", (60, 40), colour) for colour in (RED, BLUE)]
    frames[0].save(tmp_path / f"a.{ending}", save_all=True, append_images=frames[1:])
    hint = "Save it as a still picture, so that it is the one you mean."
    assert faults(tmp_path, f"a.{ending}", Location(file="content/stories/moor.md")) == [
        f'content/stories/moor.md:1:1: warning W508: picture "a.{ending}" moves; readers see its first frame. {hint}'
    ]


def test_the_pages_of_a_tiff_do_not_move(tmp_path: Path) -> None:
    pages = [Pillow.new("RGB", (60, 40), colour) for colour in (RED, BLUE)]
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    assert faults(tmp_path, "a.tiff") == []


def test_a_folder_of_pictures_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "elsewhere").mkdir()
    photo(tmp_path / "elsewhere" / "moor.jpg")
    (tmp_path / "content" / "images").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "content" / "hill.jpg").symlink_to(tmp_path / "elsewhere" / "moor.jpg")
    assert faults(tmp_path / "content", "images/moor.jpg") == []
    assert faults(tmp_path / "content", "hill.jpg") == []


def test_an_umlaut_may_be_one_letter_or_two(tmp_path: Path) -> None:
    photo(tmp_path / normalize("NFD", "größe.jpg"))
    assert faults(tmp_path, normalize("NFC", "größe.jpg")) == []
