"""The policy page: the question first, no policy without a way in, and what is written down (E01, E07, E10)."""

from dataclasses import replace

import pytest

from accounts.audit.models import AuditEvent
from accounts.policy.changing import policy_as_it_stands
from accounts.policy.facts import allowance_of
from accounts.policy.rules import MethodRule
from accounts.users.models import Group, User
from devices.phones.models import PhoneAccount
from idp.portal.policy.effect import effect_of
from tests.support.pages import read
from tests.support.people import (
    allow,
    forget_method,
    forget_policy,
    make_group,
    make_person,
    rule_of,
)
from tests.support.sessions import PHONE_PROOF
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import answer, changes_written_down, save, send

PHONE_ON = {"phone-for": "everyone"}
PHONE_OFF = {"phone-for": "off"}
CLOSES = "it closes to you as soon as this is saved"


def phone_rule(organisation: Organisation) -> MethodRule:
    return rule_of(organisation.tenant, "phone")


def test_turning_it_on_says_first_how_many_people_meet_it(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    make_person(nordljus.tenant, "bo")

    page = send(browser, nordljus, PHONE_ON).content.decode()

    assert "<strong>3 people</strong> meet phone sign-in" in page
    assert "2 of them have no phone ready yet" in page
    assert not phone_rule(nordljus).is_on
    assert changes_written_down() == []


def test_confirmed_it_is_on_and_written_down(nordljus: Organisation, sign_in: SignIn) -> None:
    response = save(sign_in(nordljus.admin), nordljus, PHONE_ON)

    event = AuditEvent.objects.get(tag="tenant:policy:changed")
    assert response.status_code == 302
    assert allowance_of(nordljus.member, "phone").is_allowed
    assert (event.tenant, event.actor) == (nordljus.tenant, nordljus.admin)
    assert event.details["changed"] == {"phone.for": ["off", "everyone"]}


def test_the_confirmation_sends_back_exactly_what_was_written(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)
    choice = {
        "phone-for": "groups",
        "phone-include": [nordljus.group.pk],
        "phone-exclude": [nordljus.other.pk],
        "phone-show_place": "",
        "phone-number_known": "type",
    }

    question = send(browser, nordljus, choice).content.decode()
    answer(browser, nordljus, question)

    rule = phone_rule(nordljus)
    assert (rule.is_on, rule.for_everyone) == (True, False)
    assert rule.include == {str(nordljus.group.pk)}
    assert rule.exclude == {str(nordljus.other.pk)}
    assert changes_written_down() == [
        {
            "phone.for": ["off", "groups"],
            "phone.include": [[], ["Pilots of nordljus"]],
            "phone.exclude": [[], ["Reception"]],
            "phone.show_place": [True, False],
            "phone.number_known": ["choose", "type"],
        }
    ]


def test_going_back_from_the_question_changes_nothing_and_keeps_what_was_written(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)
    question = send(browser, nordljus, PHONE_ON).content.decode()

    page = answer(browser, nordljus, question, change_again="yes")

    assert page.context["form"]["phone-for"].value() == "everyone"
    assert read(page).heading == "Phone sign-in"
    assert not phone_rule(nordljus).is_on


def test_a_change_nobody_meets_needs_no_question(nordljus: Organisation, sign_in: SignIn) -> None:
    response = send(sign_in(nordljus.admin), nordljus, {"phone-request_life_seconds": "60"})

    assert response.status_code == 302
    assert changes_written_down() == [{"phone.request_life_seconds": [120, 60]}]


def test_turning_off_what_nobody_may_use_or_has_needs_no_question(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    PhoneAccount.objects.all().delete()
    allow(nordljus.tenant, "phone", include=[nordljus.other])

    response = send(sign_in(nordljus.admin), nordljus, PHONE_OFF)

    assert response.status_code == 302
    assert not phone_rule(nordljus).is_on


def test_saving_without_a_change_writes_nothing_down(nordljus: Organisation, sign_in: SignIn) -> None:
    send(sign_in(nordljus.admin), nordljus, {"phone-for": "off"})

    assert changes_written_down() == []


@pytest.mark.parametrize(("sent", "left"), [("yes", "ended"), ("", "active"), ("no", "active")])
def test_turning_it_off_asks_whether_to_keep_the_phones(
    nordljus: Organisation, sign_in: SignIn, sent: str, left: str
) -> None:
    allow(nordljus.tenant, "phone")
    browser = sign_in(nordljus.admin)

    question = send(browser, nordljus, PHONE_OFF).content.decode()
    answer(browser, nordljus, question, **{"remove-phone": sent})

    nordljus.phone.refresh_from_db()
    assert "What about the 1 phone that is added?" in question
    assert "Keep what is added" in question
    assert not phone_rule(nordljus).is_on
    assert nordljus.phone.state == left


def test_phones_are_not_removed_by_any_other_change(nordljus: Organisation, sign_in: SignIn) -> None:
    also = {"remove-phone": "yes", "remove-password": "yes"}

    save(sign_in(nordljus.admin), nordljus, PHONE_ON, **also)

    assert phone_rule(nordljus).is_on
    assert PhoneAccount.objects.get(pk=nordljus.phone.pk).state == "active"


def test_whoever_turns_off_what_opened_the_portal_is_told_and_out(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # T37
    allow(nordljus.tenant, "phone")
    browser = sign_in(nordljus.admin, PHONE_PROOF)

    question = send(browser, nordljus, PHONE_OFF).content.decode()
    answer(browser, nordljus, question)

    assert CLOSES in question
    assert not phone_rule(nordljus).is_on
    assert browser.get("/portal/").status_code == 403


def test_whoever_has_two_other_steps_is_told_of_no_closing(nordljus: Organisation, sign_in: SignIn) -> None:
    allow(nordljus.tenant, "phone")
    sign_in(nordljus.admin)  # adds an authenticator app

    question = send(sign_in(nordljus.admin, PHONE_PROOF), nordljus, PHONE_OFF)

    assert "People will notice this" in question.content.decode()
    assert CLOSES not in question.content.decode()


def test_an_operator_closes_the_portal_to_others_never_to_themselves(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:
    allow(nordljus.tenant, "phone")

    question = send(sign_in(operator), nordljus, PHONE_OFF).content.decode()

    assert "People will notice this" in question
    assert CLOSES not in question


def test_the_effect_counts_each_person_once(nordljus: Organisation) -> None:
    second = make_group(nordljus.tenant, "Second", nordljus.member)
    rule = MethodRule(is_on=True, include=frozenset({str(nordljus.group.pk), str(second.pk)}))
    now = policy_as_it_stands(nordljus.tenant)
    wanted = replace(now, methods={**now.methods, "phone": rule})

    effect = effect_of(nordljus.tenant, now=now, wanted=wanted, asker=nordljus.admin)

    (of_phone,) = effect.methods
    assert (of_phone.method.key, of_phone.gaining, of_phone.ready, of_phone.losing) == ("phone", 1, 1, 0)
    assert not effect.closes_portal


def test_a_group_that_the_policy_names_cannot_be_deleted(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    allow(nordljus.tenant, "phone", exclude=[nordljus.group])

    assert browser.post(f"/portal/groups/{nordljus.group.pk}/delete/", {"post": "yes"}).status_code == 403
    allow(nordljus.tenant, "phone")
    assert browser.post(f"/portal/groups/{nordljus.group.pk}/delete/", {"post": "yes"}).status_code == 302

    assert not Group.objects.filter(pk=nordljus.group.pk).exists()
    assert AuditEvent.objects.get(tag="tenant:group:deleted").actor == nordljus.admin


def test_a_tenant_without_a_policy_gets_one_when_an_operator_saves_it(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:
    for method in ("password", "phone", "authenticator_code"):
        forget_method(nordljus.tenant, method)
    forget_policy(nordljus.tenant)

    response = save(sign_in(operator), nordljus, {"password-for": "everyone"})

    assert response.status_code == 302
    assert allowance_of(nordljus.member, "password").is_allowed
    assert not phone_rule(nordljus).is_on
