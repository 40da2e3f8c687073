"""A long username breaks where it has parts, and nowhere in a short one (H07)."""

from __future__ import annotations

import pytest

from accounts.templatetags.names import LONGEST_IN_ONE, breakable


def test_a_long_one_may_break_before_its_at_and_after_a_dot() -> None:
    shown = breakable("maximiliana.alexandra@nordljus.example")

    assert shown == "maximiliana.<wbr>alexandra<wbr>@nordljus.<wbr>example"


@pytest.mark.parametrize("name", ["ann@nordljus.example", "a" * (LONGEST_IN_ONE - 2) + ".b"])
def test_one_of_common_length_stays_as_it_is(name: str) -> None:
    assert breakable(name) == name


def test_t26_what_stands_in_one_is_text() -> None:
    assert breakable("<b>.Maximiliana Alexandra Bergstrom@x") == (
        "&lt;b&gt;.<wbr>Maximiliana Alexandra Bergstrom<wbr>@x"
    )
