"""What an admin sets of ways that people must or should add, whom it meets, and what cannot be saved (D06, E11)."""

from __future__ import annotations

import pytest

from accounts.policy.parts import settings_for
from accounts.security_info.registering.campaign import CampaignSettings
from accounts.security_info.registering.requirement import RegistrationSettings
from tests.support.people import allow, change_policy, make_group, make_person, set_part
from tests.support.phones import phone_of
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, changes_written_down, glance, save, send


def required(nordljus: Organisation) -> RegistrationSettings:
    nordljus.tenant.refresh_from_db()
    return settings_for(nordljus.tenant, "registration", RegistrationSettings)


def asked(nordljus: Organisation) -> CampaignSettings:
    nordljus.tenant.refresh_from_db()
    return settings_for(nordljus.tenant, "campaign", CampaignSettings)


def test_nothing_is_required_and_nobody_asked_until_an_admin_says_so(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # D06, E11
    page = sign_in(nordljus.admin).get(glance(nordljus)).content.decode()

    assert "Ways that people must have" in page
    assert "Registration campaign" in page
    assert not required(nordljus).is_on
    assert asked(nordljus) == CampaignSettings(snooze_days=1, skips=3)


def test_a_requirement_says_first_whom_it_meets_and_is_written_down_by_names_of_groups(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # D06
    allow(nordljus.tenant, "phone")
    people = [make_person(nordljus.tenant, name) for name in ("one", "two", "three")]
    phone_of(people[0], unlock="platform")
    group = make_group(nordljus.tenant, "Movers", *people)
    browser = sign_in(nordljus.admin)
    fields = {"registration-asks": "no_password", "registration-include": [group.pk]}

    question = send(browser, nordljus, fields).content.decode()
    response = save(browser, nordljus, fields)

    assert "2 people lack it, and are led to add it at their next sign-in." in question
    assert response.status_code == 302
    assert required(nordljus) == RegistrationSettings(asks="no_password", include=(group.pk,))
    assert changes_written_down() == [
        {"registration.asks": ["nothing", "no_password"], "registration.include": [[], ["Movers"]]}
    ]
    assert "2 people lack it" in browser.get(address(nordljus, "registration")).content.decode()


def test_a_campaign_says_first_whom_it_meets(nordljus: Organisation, sign_in: SignIn) -> None:  # E11
    allow(nordljus.tenant, "phone")
    make_person(nordljus.tenant, "one")
    browser = sign_in(nordljus.admin)
    group = make_group(nordljus.tenant, "Left out", make_person(nordljus.tenant, "two"))
    others = make_group(nordljus.tenant, "Ready", nordljus.admin)
    out = [group.pk, others.pk]
    fields = {"campaign-is_on": "on", "campaign-method": "phone", "campaign-exclude": out}

    question = send(browser, nordljus, fields).content.decode()
    save(browser, nordljus, fields | {"campaign-snooze_days": 14})

    assert "and is asked at sign-in." in question or "and are asked at sign-in." in question
    assert (asked(nordljus).is_on, asked(nordljus).method, asked(nordljus).snooze_days) == (True, "phone", 14)
    assert asked(nordljus).exclude == tuple(sorted(out))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"registration-asks": "phishing_resistant"}, "None of the ways that are on would do."),
        (
            {"registration-asks": "enough", "registration-one_to_spare": "on"},
            "Too few ways are on",
        ),
        ({"campaign-is_on": "on", "campaign-method": ""}, "Choose one of these."),
        ({"campaign-method": "one_time_link"}, "Select a valid choice"),
        ({"campaign-snooze_days": 15}, "less than or equal to 14"),
        ({"campaign-skips": 101}, "less than or equal to 100"),
    ],
)
def test_what_nobody_could_fulfil_cannot_be_saved(
    nordljus: Organisation, sign_in: SignIn, fields: dict[str, object], said: str
) -> None:  # D06, E10, E11
    page = save(sign_in(nordljus.admin), nordljus, fields)

    assert page.status_code == 200
    assert said in page.content.decode()
    assert not required(nordljus).is_on
    assert not asked(nordljus).is_on


def test_a_way_that_is_required_cannot_be_turned_off(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # D06, E10
    allow(nordljus.tenant, "passkey")
    set_part(nordljus.tenant, "registration", asks="phishing_resistant")

    page = save(sign_in(nordljus.admin), nordljus, {"passkey-for": "off"})

    assert "None of the ways that are on would do." in page.content.decode()


def test_one_to_spare_can_be_had_with_a_third_way(nordljus: Organisation, sign_in: SignIn) -> None:  # D06
    for key in ("phone", "recovery_code"):
        allow(nordljus.tenant, key)
    change_policy(nordljus.tenant, two_step=True)
    fields = {"registration-asks": "enough", "registration-one_to_spare": "on"}

    response = save(sign_in(nordljus.admin), nordljus, fields)

    assert response.status_code == 302
    assert required(nordljus).one_to_spare


def test_groups_of_others_cannot_be_chosen(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # T09
    theirs = make_group(fjordbank.tenant, "Theirs")

    fields = {"registration-include": [theirs.pk]}
    page = save(sign_in(nordljus.admin), nordljus, fields)

    assert page.status_code == 200
    assert required(nordljus).include == ()
