"""The settings of phone sign-in: safe to begin with, judged when they are saved and again when they are used."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.policy.changing import PolicyImpossible
from accounts.policy.rules import MethodRule
from accounts.tenants.models import Tenant
from devices.phones.settings import KEY, PhoneSettings, phone_settings
from tests.support.people import change_policy, make_personal, policy_of

REFUSED = [
    ({"number_known": "approve"}, "number_known"),
    ({"number_new": "approve"}, "number_new"),
    ({"number_known": "never"}, "number_known"),
    ({"digits": 3}, "digits"),
    ({"request_life_seconds": 29}, "request_life_seconds"),
    ({"request_life_seconds": 301}, "request_life_seconds"),
    ({"unlock": "none"}, "unlock"),
    ({"unlock_hardware": "maybe"}, "unlock_hardware"),
]


def test_they_begin_safe() -> None:  # E07, E20, A08
    fresh = PhoneSettings()

    assert (fresh.number_known, fresh.number_new, fresh.digits) == ("choose", "type", 2)
    assert (fresh.unlock_modes, fresh.life_seconds) == (("platform",), 120)


@pytest.mark.parametrize(
    ("hardware", "vouched_for", "others"),
    [
        ("no", ("platform",), ("platform",)),
        ("attested", ("platform", "hardware"), ("platform",)),
        ("any", ("platform", "hardware"), ("platform", "hardware")),
        ("unknown", ("platform",), ("platform",)),
    ],
)
def test_a_key_in_hardware_counts_as_the_organisation_says(
    hardware: str, vouched_for: tuple[str, ...], others: tuple[str, ...]
) -> None:  # E20
    settings = PhoneSettings(unlock_hardware=hardware)

    assert settings.unlock_modes == settings.modes_for(is_attested=True) == vouched_for
    assert settings.modes_for(is_attested=False) == others


@pytest.mark.parametrize(("wrong", "setting"), REFUSED)
def test_an_organisation_cannot_have(wrong: dict[str, Any], setting: str, nordljus: Tenant) -> None:  # E07
    before = policy_of(nordljus)

    with pytest.raises(PolicyImpossible) as refused:
        change_policy(nordljus, **wrong)

    assert set(refused.value.problems) == {f"phone.{setting}"}
    assert policy_of(nordljus) == before


def test_a_personal_tenant_may_approve_on_a_known_browser_but_not_on_a_new_one(db: None) -> None:  # E07
    personal = make_personal()

    assert PhoneSettings(number_known="approve").problems(personal) == {}
    assert set(PhoneSettings(number_new="approve").problems(personal)) == {"number_new"}


@pytest.mark.parametrize("kept", [{"digits": "many"}, {"unlock": 5}, {"request_life_seconds": None}])
def test_what_cannot_be_read_is_as_safe_as_nothing_set(kept: dict[str, object]) -> None:
    rules = {KEY: MethodRule(is_on=True, for_everyone=True, settings={"number_new": "choose", **kept})}

    assert phone_settings(rules) == phone_settings({}) == PhoneSettings()


@pytest.mark.parametrize(("kept", "life"), [(1, 30), (30, 30), (300, 300), (100_000, 300)])
def test_a_request_lives_within_the_limits_however_it_came_to_be_set(kept: int, life: int) -> None:  # A08
    assert replace(PhoneSettings(), request_life_seconds=kept).life_seconds == life
