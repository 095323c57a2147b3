"""Making the files: orientation applied, colours in sRGB, metadata left behind, several widths and two formats.

Rules of the room: pure work on one picture, made for a pool of processes; the answer is bytes or a reason, never an
exception for what an editor can mend. Measured on 2400 px photos: AVIF at speed 9 takes a third of speed 8's time
for 3 % more bytes.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from generator.images.header import WIDTHS_PX, Picture, Rendition

_AVIF_QUALITY, _AVIF_SPEED, _JPEG_QUALITY = 56, 9, 78
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, kw_only=True, slots=True)
class Encoded:
    """What became of a picture: its files by path in the output, or what is ``wrong`` with it ("" if nothing)."""

    src: str
    files: tuple[tuple[str, bytes], ...] = ()
    wrong: str = ""


def encode(picture: Picture, wanted: tuple[Rendition, ...]) -> Encoded:
    """Make the ``wanted`` files of a picture; with none wanted, only try whether it can be decoded."""
    if picture.renditions[0].format == "SVG":
        data = picture.file.read_bytes()
        return Encoded(src=picture.src, files=tuple((made.path, data) for made in wanted))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a photo's odd metadata is not the editor's affair: none of it is kept
            pixels = _pixels(picture)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        return Encoded(src=picture.src, wrong=str(error) or type(error).__name__)
    return Encoded(src=picture.src, files=tuple((made.path, _file(pixels, made)) for made in wanted))


def _pixels(picture: Picture) -> Pillow.Image:
    with Pillow.open(picture.file) as opened:
        opened.draft("RGB", (WIDTHS_PX[-1], WIDTHS_PX[-1]))  # a JPEG of 6000 px is decoded at half its size or less
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        alpha = any(made.format == "PNG" for made in picture.renditions)
        return _in_srgb(upright, "RGBA" if alpha else "RGB")


def _in_srgb(pixels: Pillow.Image, mode: str) -> Pillow.Image:
    profile = pixels.info.get("icc_profile")
    if pixels.mode.startswith("I;16"):
        pixels = pixels.point(lambda value: value / 256).convert("L")
    if profile and pixels.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = pixels.mode if pixels.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(pixels, source, ImageCms.ImageCmsProfile(_SRGB), outputMode=target)
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile: the numbers are taken as sRGB, as browsers do
        pixels = converted or pixels
    return pixels.convert(mode)


def _file(pixels: Pillow.Image, made: Rendition) -> bytes:
    sized = pixels
    if pixels.size != (made.width, made.height):
        sized = pixels.resize((made.width, made.height), Pillow.Resampling.LANCZOS, reducing_gap=3.0)
    sized.info = {}  # no EXIF, no GPS, no comment, no profile: all is sRGB now
    target = BytesIO()
    if made.format == "AVIF":
        # One thread each: the pool has a process per core, and the bytes must not depend on the machine.
        sized.save(target, "AVIF", quality=_AVIF_QUALITY, speed=_AVIF_SPEED, max_threads=1)
    elif made.format == "PNG":
        sized.save(target, "PNG", optimize=True)
    else:
        sized.save(target, "JPEG", quality=_JPEG_QUALITY, progressive=True, optimize=True)
    return target.getvalue()
