"""From a file that an admin sent to a picture of ours: nothing but its dots comes along."""

import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.branding.images import (
    HIGHEST,
    LARGEST_FILE,
    LARGEST_KEPT,
    MOST_DOTS_A_SIDE,
    WIDEST,
    picture_of,
)
from accounts.branding.refusals import NotAPicture, PictureTooLarge
from tests.support.logos import PINE, drawn, noise

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png), formats=("PNG",))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_png_of_ours(kind: str) -> None:  # E18
    picture = picture_of(drawn(200, 80, kind=kind))

    assert (picture.width, picture.height) == (200, 80)
    assert opened(picture.png).size == (200, 80)


def test_nothing_that_hides_in_a_file_comes_along() -> None:  # E18
    said = PngInfo()
    said.add_text("Comment", SCRIPT.decode())
    taken_at = Image.Exif()
    taken_at[0x9286] = SCRIPT.decode()
    with_words = drawn(pnginfo=said, exif=taken_at, icc_profile=SCRIPT)

    picture = picture_of(with_words + SCRIPT)

    assert SCRIPT in with_words
    assert b"script" not in picture.png
    assert opened(picture.png).info == {}


@pytest.mark.parametrize(
    "file",
    [
        SVG,
        b"",
        b"GIF89a" + SVG,
        b"<html>" + SCRIPT,
        drawn()[:60],
        drawn(kind="GIF"),
        drawn(kind="TIFF"),
        b"\x89PNG\r\n\x1a\n" + zlib.compress(SCRIPT),
    ],
)
def test_what_is_no_picture_of_dots_is_refused(file: bytes) -> None:  # E18
    with pytest.raises(NotAPicture):
        picture_of(file)


def test_one_in_which_nothing_is_to_be_seen_is_refused() -> None:
    with pytest.raises(NotAPicture):
        picture_of(drawn(colour=(0, 0, 0, 0)))


def test_t30_its_dots_are_counted_before_there_is_room_made_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*_given: object, **_named: object) -> None:
        raise AssertionError("its dots were read")

    file = drawn(MOST_DOTS_A_SIDE + 1, 1)
    monkeypatch.setattr(Image.Image, "convert", made)

    with pytest.raises(PictureTooLarge):
        picture_of(file)


def test_t30_a_large_file_is_not_even_looked_at() -> None:
    with pytest.raises(PictureTooLarge):
        picture_of(drawn() + b"\0" * LARGEST_FILE)


def test_it_is_made_small_enough_for_a_page_of_the_sign_in() -> None:  # E18
    wide, high = picture_of(drawn(2000, 400)), picture_of(drawn(300, 900))
    dense = picture_of(noise(500, 400))

    assert (wide.width, wide.height) == (WIDEST, 96)
    assert (high.width, high.height) == (40, HIGHEST)
    assert len(dense.png) <= LARGEST_KEPT


def test_its_empty_edges_are_cut_off() -> None:
    dots = Image.new("RGBA", (400, 400))
    dots.paste(PINE, (100, 150, 300, 250))
    kept = BytesIO()
    dots.save(kept, "PNG")

    picture = picture_of(kept.getvalue())

    assert (picture.width, picture.height) == (200, 100)
