"""Phone sign-in & policy: the question first, no policy without a way in, and what is written down (E01, E07, E10)."""

from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.policy.rules import MethodRule
from accounts.policy.services import allowance_of
from accounts.users.models import Group
from devices.phones.models import PhoneAccount
from idp.portal.policy.effect import effect_of, people_allowed
from tests.support.people import (
    allow,
    forget_method,
    forget_policy,
    make_group,
    make_person,
    policy_of,
    rule_of,
)
from tests.web.idp.portal.conftest import Organisation, SignIn

AS_IT_IS = {
    "phone_for": "off",
    "number_known": "choose",
    "number_new": "type",
    "digits": "2",
    "request_life_seconds": "120",
    "show_application": "on",
    "show_place": "on",
    "unlock": "platform",
    "password_on": "on",
}


def written(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in (AS_IT_IS | changes).items() if value != ""}


def address(organisation: Organisation) -> str:
    return f"/portal/policy/{organisation.tenant.pk}/"


def phone_rule(organisation: Organisation) -> MethodRule:
    return rule_of(organisation.tenant, "phone")


def test_turning_it_on_says_first_how_many_people_meet_it(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    make_person(nordljus.tenant, "bo")

    page = browser.post(address(nordljus), written(phone_for="everyone")).content.decode()

    assert "<strong>3 people</strong> meet phone sign-in" in page
    assert "1 of them has no phone ready yet" in page
    assert not phone_rule(nordljus).is_on
    assert not AuditEvent.objects.filter(tag="tenant:policy:changed").exists()


def test_confirmed_it_is_on_and_written_down(nordljus: Organisation, sign_in: SignIn) -> None:
    response = sign_in(nordljus.admin).post(address(nordljus), written(phone_for="everyone", confirmed="yes"))

    event = AuditEvent.objects.get(tag="tenant:policy:changed")
    assert response.status_code == 302
    assert allowance_of(nordljus.member, "phone").is_allowed
    assert (event.tenant, event.actor) == (nordljus.tenant, nordljus.admin)
    assert event.details["changed"] == {"phone": ["off", "everyone"]}


def test_the_confirmation_sends_back_exactly_what_was_written(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    other = make_group(nordljus.tenant, "Reception")
    choice = written(
        phone_for="groups",
        include=[nordljus.group.pk],
        exclude=[other.pk],
        show_place="",
        number_known="type",
    )
    browser = sign_in(nordljus.admin)

    form = browser.post(address(nordljus), choice).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    browser.post(address(nordljus), {k: v for k, v in sent.items() if v is not None} | {"confirmed": "yes"})

    assert phone_rule(nordljus) == MethodRule(
        is_on=True,
        for_everyone=False,
        include=frozenset({str(nordljus.group.pk)}),
        exclude=frozenset({str(other.pk)}),
    )
    assert (
        policy_of(nordljus.tenant).items()
        >= {
            "show_place": False,
            "show_application": True,
            "number_known": "type",
        }.items()
    )


def test_going_back_from_the_question_changes_nothing(nordljus: Organisation, sign_in: SignIn) -> None:
    page = sign_in(nordljus.admin).post(
        address(nordljus), written(phone_for="everyone", confirmed="yes", change_again="yes")
    )

    assert "Who signs in with a phone" in page.content.decode()
    assert not phone_rule(nordljus).is_on


def test_a_change_nobody_meets_needs_no_question(nordljus: Organisation, sign_in: SignIn) -> None:
    response = sign_in(nordljus.admin).post(address(nordljus), written(request_life_seconds="60"))

    assert response.status_code == 302
    assert AuditEvent.objects.get(tag="tenant:policy:changed").details["changed"] == {
        "request_life_seconds": [120, 60]
    }


def test_saving_without_a_change_writes_nothing_down(nordljus: Organisation, sign_in: SignIn) -> None:
    sign_in(nordljus.admin).post(address(nordljus), written())

    assert not AuditEvent.objects.filter(tag="tenant:policy:changed").exists()


@pytest.mark.parametrize(("phones", "left"), [("keep", "active"), ("remove", "ended"), ("", "active")])
def test_turning_it_off_asks_whether_to_keep_the_phones(
    nordljus: Organisation, sign_in: SignIn, phones: str, left: str
) -> None:
    allow(nordljus.tenant, "phone")
    browser = sign_in(nordljus.admin)

    page = browser.post(address(nordljus), written()).content.decode()
    browser.post(address(nordljus), written(confirmed="yes", phones=phones))

    assert "Keep them" in page
    assert "this portal opens only with a phone" in page
    assert not phone_rule(nordljus).is_on
    assert set(PhoneAccount.objects.filter(user__tenant=nordljus.tenant).values_list("state", flat=True)) == {
        left
    }


def test_phones_are_not_removed_by_any_other_change(nordljus: Organisation, sign_in: SignIn) -> None:
    sign_in(nordljus.admin).post(
        address(nordljus), written(phone_for="everyone", confirmed="yes", phones="remove")
    )

    assert PhoneAccount.objects.get(pk=nordljus.phone.pk).state == "active"


@pytest.mark.parametrize(
    "changes",
    [
        {"password_on": ""},
        {"password_on": "", "phone_for": "groups", "include": "own"},
        {"password_on": "", "phone_for": "everyone", "exclude": "own"},
        {"two_step": "on"},
        {"two_step": "on", "phone_for": "everyone", "exclude": "own"},
        {"phone_for": "groups"},
        {"phone_for": ""},
        {"phone_for": "sometimes"},
    ],
)
def test_a_policy_that_leaves_somebody_no_way_in_cannot_be_saved(
    nordljus: Organisation, sign_in: SignIn, changes: dict[str, Any]
) -> None:
    sent = {key: [nordljus.group.pk] if value == "own" else value for key, value in changes.items()}

    response = sign_in(nordljus.admin).post(address(nordljus), written(**sent, confirmed="yes"))

    assert response.status_code == 200
    assert "Nothing is saved yet" in response.content.decode()
    assert rule_of(nordljus.tenant, "password").is_on
    assert not phone_rule(nordljus).is_on
    assert not policy_of(nordljus.tenant)["two_step"]


@pytest.mark.parametrize("changes", [{"password_on": ""}, {"two_step": "on"}])
def test_with_phone_sign_in_for_everyone_passwords_may_go_and_two_steps_be_asked(
    nordljus: Organisation, sign_in: SignIn, changes: dict[str, Any]
) -> None:
    response = sign_in(nordljus.admin).post(
        address(nordljus), written(phone_for="everyone", confirmed="yes", **changes)
    )

    assert response.status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"number_known": "approve"},
        {"number_new": "approve"},
        {"digits": "4"},
        {"request_life_seconds": "29"},
        {"request_life_seconds": "301"},
        {"unlock": "none"},
    ],
)
def test_values_outside_the_limits_are_refused(
    nordljus: Organisation, sign_in: SignIn, changes: dict[str, Any]
) -> None:
    before = policy_of(nordljus.tenant)

    response = sign_in(nordljus.admin).post(address(nordljus), written(**changes))

    assert response.status_code == 200
    assert policy_of(nordljus.tenant) == before


@pytest.mark.parametrize("name", ["include", "exclude"])
def test_another_organisations_group_cannot_be_named(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, name: str
) -> None:
    groups = {"include": [nordljus.group.pk]} | {name: [nordljus.group.pk, fjordbank.group.pk]}

    response = sign_in(nordljus.admin).post(
        address(nordljus), written(phone_for="groups", confirmed="yes", **groups)
    )

    assert response.status_code == 200
    assert not phone_rule(nordljus).is_on


def test_excluded_groups_win_in_the_count_as_in_the_rule(nordljus: Organisation) -> None:
    own = frozenset({str(nordljus.group.pk)})
    everyone_but = MethodRule(is_on=True, for_everyone=True, exclude=own)
    both = MethodRule(is_on=True, for_everyone=False, include=own, exclude=own)

    assert list(people_allowed(nordljus.tenant, everyone_but)) == [nordljus.admin]
    assert not people_allowed(nordljus.tenant, both).exists()


def test_the_effect_counts_each_person_once(nordljus: Organisation) -> None:
    second = make_group(nordljus.tenant, "Second", nordljus.member)
    wanted = MethodRule(
        is_on=True, for_everyone=False, include=frozenset({str(nordljus.group.pk), str(second.pk)})
    )

    effect = effect_of(nordljus.tenant, wanted=wanted, asker=nordljus.admin)

    assert (effect.gaining, effect.ready, effect.losing, effect.closes_portal) == (1, 1, 0, False)


def test_a_group_that_the_policy_names_cannot_be_deleted(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    allow(nordljus.tenant, "phone", exclude=[nordljus.group])

    assert browser.post(f"/portal/groups/{nordljus.group.pk}/delete/", {"post": "yes"}).status_code == 403
    allow(nordljus.tenant, "phone")
    assert browser.post(f"/portal/groups/{nordljus.group.pk}/delete/", {"post": "yes"}).status_code == 302

    assert not Group.objects.filter(pk=nordljus.group.pk).exists()
    assert AuditEvent.objects.get(tag="tenant:group:deleted").actor == nordljus.admin


def test_a_tenant_without_a_policy_gets_one_when_it_is_saved(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    forget_method(nordljus.tenant, "password")
    forget_method(nordljus.tenant, "phone")
    forget_policy(nordljus.tenant)

    browser.post(address(nordljus), written())

    assert policy_of(nordljus.tenant)
    assert rule_of(nordljus.tenant, "password").is_on
    assert not phone_rule(nordljus).is_on
