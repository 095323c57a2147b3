"""Pixels: what only a decoder knows of a picture, and the making of its files; the one importer of PIL.

Rules of the room: PIL takes as long to load as two stories to make, and most builds have no new picture; so this is
imported where one is met. Measured on 2400 px photos: AVIF at speed 9 takes a third of speed 8's time for 3 % more
bytes.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from generator.images.header import WIDTHS_PX
from generator.source import UnusableError

if TYPE_CHECKING:
    from generator.images.header import Picture, Rendition

#: Formats that may hold a moving picture; the second picture of a JPEG or a TIFF is a thumbnail or a page.
_MOVING = ("GIF", "PNG", "WEBP", "AVIF")
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")
_ORIENTATION, _SIDEWAYS = 0x0112, range(5, 9)  # the EXIF tag, and its values of photos that lie on their side
_HEIF = re.compile(rb"^....ftyp(hei|hev|mif1|msf1)", re.DOTALL)

_AVIF_QUALITY, _AVIF_SPEED, _JPEG_QUALITY = 56, 9, 78
_SRGB = ImageCms.createProfile("sRGB")


class Raster(NamedTuple):
    """A picture as a reader sees it: size in px, and whether it is transparent somewhere, or moves."""

    width: int
    height: int
    alpha: bool
    moving: bool


def raster_of(src: str, data: bytes) -> Raster:
    """What the header says. Raises UnusableError."""
    if _HEIF.match(data[:16]):
        message = f'picture "{src}" is HEIC, which browsers do not show.'
        raise UnusableError(code="E503", message=message, hint="Save it as JPEG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of oddities in metadata; sizes are judged below
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(BytesIO(data), formats=_FORMATS) as opened:
                alpha = opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info
                sideways = opened.getexif().get(_ORIENTATION, 1) in _SIDEWAYS
                width, height = opened.size
                moving = opened.format in _MOVING and bool(getattr(opened, "is_animated", False))
    except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError) as error:
        megapixels = (Pillow.MAX_IMAGE_PIXELS or 0) // 1_000_000
        message = f'picture "{src}" has more than {megapixels} megapixels.'
        hint = "Save it smaller: 2400 px of width are enough."
        raise UnusableError(code="E504", message=message, hint=hint) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        message = f'picture "{src}" cannot be read as JPEG, PNG, WebP, AVIF, GIF or TIFF.'
        hint = "Export it again; the file is damaged or of another kind."
        raise UnusableError(code="E502", message=message, hint=hint) from error
    return Raster(*((height, width) if sideways else (width, height)), alpha, moving)


def pixels_of(picture: Picture) -> Pillow.Image:
    """The picture, upright and in sRGB. Raises what PIL raises for one that is damaged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a photo's odd metadata is not the editor's affair: none of it is kept
        with Pillow.open(picture.file) as opened:
            opened.draft("RGB", (WIDTHS_PX[-1], WIDTHS_PX[-1]))  # a JPEG of 6000 px is decoded at half its size or less
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            alpha = any(made.format == "PNG" for made in picture.renditions)
            return _in_srgb(upright, "RGBA" if alpha else "RGB")


def file_of(pixels: Pillow.Image, made: Rendition) -> bytes:
    """The bytes of a file."""
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
