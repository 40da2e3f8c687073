"""From a file that an admin sent to a picture of our own: its dots are read, everything else of it is left behind.

What browsers are served was written here, so nothing that hides in a file (scripts, other formats, places where a
photograph was taken) comes along. SVG is a program more than a picture, and is not taken.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.branding.refusals import NotAPicture, PictureTooLarge

# No other reader is even tried on what was sent.
FORMATS = ("PNG", "JPEG", "WEBP")
LARGEST_FILE = 1024 * 1024
MOST_DOTS_A_SIDE = 2000
# Twice what is shown, for screens with fine dots.
WIDEST, HIGHEST = 480, 120
# A page of the sign-in flow weighs little: so much of that is the logo's.
LARGEST_KEPT = 12 * 1024
COLOURS = 64
SHRINKING = 0.8
SMALLEST = 8
# What readers raise on what they cannot read, one format and release or the other.
UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


@dataclass(frozen=True)
class Picture:
    """A PNG of ours."""

    png: bytes
    width: int
    height: int


def picture_of(file: bytes) -> Picture:
    """What is kept of a file. Raises NotAPicture, PictureTooLarge."""
    if len(file) > LARGEST_FILE:
        raise PictureTooLarge(f"{len(file)} bytes")
    dots = _dots_of(file)
    dots.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    png = _written(dots)
    while len(png) > LARGEST_KEPT:
        smaller = tuple(max(SMALLEST, int(side * SHRINKING)) for side in dots.size)
        dots = dots.resize((smaller[0], smaller[1]), Image.Resampling.LANCZOS)
        png = _written(dots)
    return Picture(png, *dots.size)


def _dots_of(file: bytes) -> Image.Image:
    """The dots alone, upright, in one form. How many there are is read before room is made for them (T30)."""
    try:
        with Image.open(BytesIO(file), formats=FORMATS) as opened:
            if max(opened.size) > MOST_DOTS_A_SIDE:
                raise PictureTooLarge(f"{opened.size} dots")
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError as bomb:
        raise PictureTooLarge(str(bomb)) from bomb
    except UNREADABLE as why:
        raise NotAPicture(f"{type(why).__name__}: {why}") from why
    box = upright.getbbox()
    if box is None:
        raise NotAPicture("nothing is to be seen in it")
    made = Image.new("RGBA", upright.size)
    made.paste(upright)
    return made.crop(box)


def _written(dots: Image.Image) -> bytes:
    """As a PNG; in few colours where it is larger than is kept."""
    whole = _png(dots)
    if len(whole) <= LARGEST_KEPT:
        return whole
    return _png(dots.quantize(COLOURS, method=Image.Quantize.FASTOCTREE))


def _png(dots: Image.Image) -> bytes:
    kept = BytesIO()
    dots.save(kept, "PNG", optimize=True)
    return kept.getvalue()
