"""A person's own code: what it may be, and of which applications it is asked (G03)."""

from __future__ import annotations

import pytest

from devices.phones.settings import UserCodes
from idp.oidc.ciba.codes.rules import CodeRule, canonical, is_code

ANN = "ann@nordljus.example"


@pytest.mark.parametrize("written", ["7391", "7k9 41x", " Blue42 ", "A1B2C3D4E5F6G7H8"])
def test_a_code_is_letters_and_digits(written: str) -> None:
    assert is_code(canonical(written), username=ANN)


@pytest.mark.parametrize(
    "written",
    ["", "123", "1111", "1212", "nord", "a" * 17, "7391!", "73-91", "blå42", "7391\0", "A1B2C3D4E5F6G7H8I"],
)
def test_what_anybody_would_guess_is_none(written: str) -> None:
    assert not is_code(canonical(written), username=ANN)


@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize(
    ("mode", "of_own", "of_others"),
    [
        (UserCodes.OFF, False, False),
        (UserCodes.ALLOWED, False, False),
        (UserCodes.OTHERS, False, True),
        (UserCodes.REQUIRED, True, True),
    ],
)
def test_of_whom_it_is_required_the_policy_says(
    mode: str, of_own: bool, of_others: bool, is_own: bool
) -> None:
    rule = CodeRule(mode, is_own=is_own, is_said=True)

    assert rule.is_required == (of_own if is_own else of_others)
    assert rule.is_taken == (mode != UserCodes.OFF)
    assert not CodeRule(mode, is_own=is_own, is_said=False).is_taken
