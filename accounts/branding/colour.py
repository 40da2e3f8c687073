"""From the one colour of an organisation to those that a page needs, light and dark: each of them can be read.

Decides on values alone. Contrast is that of WCAG 2.2 (1.4.3): text on its ground is at least 4.5:1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Rgb = tuple[int, int, int]
READABLE = 4.5
WRITTEN = re.compile(r"#?(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
STEPS = 100

# The grounds and inks of accounts/static/accounts/tokens.css.
LIGHT = {
    "paper": "#f5f1e8",
    "surface": "#fdfbf7",
    "sunken": "#efeadf",
    "ink": "#1b2420",
    "quiet": "#57615b",
    "line": "#e0d9ca",
    "edge": "#837f70",
}
DARK = {
    "paper": "#111715",
    "surface": "#1a211e",
    "sunken": "#222b27",
    "ink": "#ece8de",
    "quiet": "#a7b1aa",
    "line": "#2d3833",
    "edge": "#74847b",
}


@dataclass(frozen=True, kw_only=True)
class Tones:
    """The colours that follow from an organisation's on one kind of page, as #rrggbb."""

    accent: str
    strong: str
    soft: str
    on_accent: str

    @property
    def values(self) -> dict[str, str]:
        """By the names that style sheets have for them."""
        return {
            "accent": self.accent,
            "accent-strong": self.strong,
            "accent-soft": self.soft,
            "on-accent": self.on_accent,
            "sage": self.accent,
            "focus": self.strong,
        }


@dataclass(frozen=True)
class Palette:
    """The same on both kinds of page."""

    light: Tones
    dark: Tones


# Where an organisation has chosen none: as tokens.css has it.
HOUSE = Palette(
    Tones(accent="#1e4e40", strong="#143a2f", soft="#e1ebe2", on_accent="#fdfbf7"),
    Tones(accent="#9dceb6", strong="#bce2cf", soft="#21352c", on_accent="#0e2019"),
)


def one_form(written: str) -> str:
    """The one form of a colour that somebody wrote, #rrggbb; "" when it is none."""
    digits = written.strip().lower().removeprefix("#")
    if not WRITTEN.fullmatch(digits):
        return ""
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(2 * digit for digit in digits)


def palette(colour: str) -> Palette:
    """What a colour becomes: itself where it can be read, else as much darker or lighter as it needs."""
    if not colour:
        return HOUSE
    return Palette(_tones(colour, LIGHT, towards="#000000"), _tones(colour, DARK, towards="#ffffff"))


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, part: float) -> str:
    """`one` with this part of the other, from 0 to 1."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _tones(colour: str, grounds: dict[str, str], *, towards: Literal["#000000", "#ffffff"]) -> Tones:
    surface = grounds["surface"]
    for step in range(STEPS + 1):
        accent = mixed(colour, towards, step / STEPS)
        soft = mixed(surface, accent, 0.12)
        if _reads(accent, (grounds["paper"], surface, grounds["sunken"], soft)):
            break
    return Tones(accent=accent, strong=mixed(accent, towards, 0.3), soft=soft, on_accent=surface)


def _reads(colour: str, grounds: Iterable[str]) -> bool:
    return all(contrast(colour, ground) >= READABLE for ground in grounds)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
