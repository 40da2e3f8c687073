"""QR codes, drawn inside a page."""

import segno
from django.utils.safestring import SafeString, mark_safe

# ISO/IEC 18004: so wide a margin, in modules, lets a camera find the picture.
QUIET_MODULES = 4


def qr_picture(text: str) -> SafeString:
    """Return `text`, which must be of our own making, as an SVG to stand in a page."""
    # Without a size of its own it fills the frame that the page gives it. Around it the quiet zone of the standard.
    svg: str = segno.make(text, error="m").svg_inline(
        border=QUIET_MODULES, omitsize=True, svgclass="qr-picture", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308  made by segno from our own address and random code


def qr_rows(text: str) -> list[str]:
    """Return the same as rows of squares, 1 for a dark one, for a phone that draws it itself; without the margin."""
    return ["".join(map(str, row)) for row in segno.make(text, error="m").matrix]
