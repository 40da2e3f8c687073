"""What stands in the way of phone sign-in: a table, no database."""

from dataclasses import replace

import pytest

from devices.phones.refusals import BY_CODE
from devices.phones.rules import AccountFacts, sign_in_obstacles

READY = AccountFacts(
    is_organisation=True,
    is_blocked=False,
    is_allowed=True,
    is_usable=True,
    unlock_mode="platform",
    allowed_unlock_modes=("platform",),
    registered_elsewhere=0,
    most_registered=1,
)


def test_b06_nothing_stands_in_the_way_of_an_account_that_has_everything() -> None:
    assert sign_in_obstacles(READY) == ()


@pytest.mark.parametrize(
    ("lacks", "obstacles"),
    [
        pytest.param({"is_blocked": True}, ("sign_in_blocked",), id="A17 blocked"),
        pytest.param({"is_allowed": False}, ("policy_off",), id="B01 policy"),
        pytest.param({"is_usable": False}, ("two_step_missing",), id="B06 closing test"),
        pytest.param({"unlock_mode": ""}, ("no_unlock",), id="B07 no lock"),
        pytest.param({"unlock_mode": "pin"}, ("unlock_not_allowed",), id="E20 PIN refused"),
        pytest.param(
            {"unlock_mode": "pin", "allowed_unlock_modes": ("platform", "pin")}, (), id="E20 PIN allowed"
        ),
        pytest.param({"unlock_mode": "other"}, ("unlock_not_allowed",), id="E20 unknown kind"),
        pytest.param({"allowed_unlock_modes": ()}, ("unlock_not_allowed",), id="E20 nothing configured"),
        pytest.param({"registered_elsewhere": 1}, ("another_account_registered",), id="B09 second"),
        pytest.param({"registered_elsewhere": 1, "most_registered": 2}, (), id="B09 two allowed"),
        pytest.param(
            {"registered_elsewhere": 3, "most_registered": 2}, ("another_account_registered",), id="B09"
        ),
        pytest.param({"registered_elsewhere": 9, "is_organisation": False}, (), id="B09 personal"),
        pytest.param({"most_registered": 0}, ("another_account_registered",), id="B09 none allowed"),
    ],
)
def test_each_lack_is_named(lacks: dict[str, object], obstacles: tuple[str, ...]) -> None:
    assert sign_in_obstacles(replace(READY, **lacks)) == obstacles  # type: ignore[arg-type]  # table of any field


def test_all_are_named_the_one_to_solve_first_coming_first() -> None:
    nothing = replace(READY, is_allowed=False, is_usable=False, registered_elsewhere=1, unlock_mode="")

    assert sign_in_obstacles(nothing) == (
        "policy_off",
        "two_step_missing",
        "another_account_registered",
        "no_unlock",
    )


def test_every_obstacle_has_its_refusal_with_a_text() -> None:
    worst = replace(READY, is_blocked=True, is_allowed=False, is_usable=False, registered_elsewhere=1)
    named = {
        *sign_in_obstacles(replace(worst, unlock_mode="")),
        *sign_in_obstacles(replace(worst, unlock_mode="pin")),
    }

    assert named == set(BY_CODE)
    assert all(refusal.status == 403 and str(refusal.public_text) for refusal in BY_CODE.values())
