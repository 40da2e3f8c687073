"""From one colour to those of a page: whatever is chosen can be read, and stays what it is where it can."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.branding.colour import DARK, HOUSE, LIGHT, READABLE, Tones, contrast, mixed, one_form, palette

TOKENS = Path("accounts/static/accounts/tokens.css")
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def tokens_of(sheet: str) -> tuple[dict[str, str], dict[str, str]]:
    """What tokens.css says of colours, light and dark."""
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    first, second = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in (light, dark))
    return first, second


@given(colours)
def test_every_colour_can_be_read_on_light_and_on_dark_pages(colour: str) -> None:  # E18
    found = palette(colour)

    for tones, grounds in ((found.light, LIGHT), (found.dark, DARK)):
        assert contrast(tones.on_accent, tones.accent) >= READABLE
        assert contrast(tones.on_accent, tones.strong) >= READABLE
        assert contrast(grounds["ink"], tones.soft) >= READABLE
        for ground in (grounds["paper"], grounds["surface"], grounds["sunken"], tones.soft):
            assert contrast(tones.accent, ground) >= READABLE


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:  # E18
    assert palette("#7a1fa2").light.accent == "#7a1fa2"
    assert palette("#9dceb6").dark.accent == "#9dceb6"


def test_one_that_cannot_is_made_darker_or_lighter_and_no_more_than_it_needs() -> None:  # E18
    found = palette("#ffd000")

    assert found.light.accent != "#ffd000"
    assert contrast(found.light.accent, LIGHT["paper"]) < READABLE + 1.5
    assert found.dark.accent == "#ffd000"


def test_without_a_colour_it_is_ours_as_the_tokens_have_it() -> None:
    light, dark = tokens_of(TOKENS.read_text())

    assert palette("") == HOUSE
    for tones, tokens in ((HOUSE.light, light), (HOUSE.dark, dark)):
        names = ("accent", "accent-strong", "accent-soft", "on-accent")
        assert [tokens[name] for name in names] == [tones.values[name] for name in names]


def test_the_grounds_are_those_of_the_tokens() -> None:
    light, dark = tokens_of(TOKENS.read_text())

    assert {name: light[name] for name in LIGHT} == LIGHT
    assert {name: dark[name] for name in DARK} == DARK


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("#7A1FA2", "#7a1fa2"),
        ("7a1fa2", "#7a1fa2"),
        (" #fa2 ", "#ffaa22"),
        ("", ""),
        ("red", ""),
        ("#7a1fa", ""),
        ("#7a1fa2;}body{display:none", ""),
        ("url(//x)", ""),
        ("#\uff17a1fa2", ""),
    ],
)
def test_a_colour_has_one_form_and_nothing_else_is_one(written: str, kept: str) -> None:
    assert one_form(written) == kept


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert set(Tones(accent="a", strong="b", soft="c", on_accent="d").values.values()) == set("abcd")
