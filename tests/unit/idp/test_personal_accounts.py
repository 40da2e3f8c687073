"""The tenant of personal accounts as it is made: its people choose among all ways of their own (E07, D08)."""

from __future__ import annotations

import pytest

from accounts.policy.facts import method_rules, settings_of
from accounts.ways.password.settings import KEY, PasswordSettings
from idp.personal_accounts import make_personal_tenant


@pytest.mark.django_db
def test_nobody_else_decides_whether_its_people_do_without_a_password() -> None:  # D08
    rules = method_rules(make_personal_tenant())

    assert rules[KEY].is_on
    assert settings_of(rules, KEY, PasswordSettings).may_give_up
    assert not PasswordSettings().may_give_up, "nowhere else, unless an admin says so"
