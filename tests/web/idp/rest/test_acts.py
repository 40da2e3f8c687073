"""What is done to people by calls: acts, passes, ways in (E04, E05, E22, E24)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts import clock
from accounts.throttle.counting import count, rows_of
from accounts.throttle.guesses import STRANGERS, Guesses
from accounts.users.models import User
from accounts.ways.access_pass.models import AccessPass
from devices.four_eyes.choosing import choose
from devices.phones.access import usable_accounts
from idp.rest.people.acts import BY_KEY
from tests.support.passes import sign_in_by_pass, use_passes
from tests.support.people import make_person
from tests.support.scripts import Script
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.web.idp.portal.conftest import Organisation


def at(person: User, part: str) -> str:
    return f"people/{person.pk}/{part}/"


def test_every_act_of_the_portal_is_there() -> None:
    assert BY_KEY.keys() == {
        "block",
        "delete",
        "disable",
        "enable",
        "end-sessions",
        "invite",
        "release",
        "require-re-registration",
        "restore",
        "unlock",
        "withdraw-invitation",
    }


@pytest.mark.parametrize(
    ("act", "back", "state"),
    [("disable", "enable", "disabled"), ("block", "release", "blocked"), ("delete", "restore", "deleted")],
)
def test_what_is_done_is_taken_back(
    act: str, back: str, state: str, script: Script, nordljus: Organisation
) -> None:
    done = script.post(at(nordljus.member, f"acts/{act}"))
    again = script.post(at(nordljus.member, f"acts/{act}"))
    status_again = script.status
    undone = script.post(at(nordljus.member, f"acts/{back}"))

    assert done["state"] == state
    assert (status_again, again["code"]) == (409, "cannot_be_done")
    assert (script.status, undone["state"]) == (200, "new")


def test_sessions_end(script: Script, nordljus: Organisation) -> None:
    client = signed_in(nordljus.member, PASSWORD_PROOF)
    before = client.get("/security-info/").status_code

    script.post(at(nordljus.member, "acts/end-sessions"))

    assert script.status == 200
    assert (before, client.get("/security-info/").status_code) == (200, 302)


def test_somebody_registers_anew(script: Script, nordljus: Organisation) -> None:
    script.post(at(nordljus.member, "acts/require-re-registration"))

    assert User.objects.get(pk=nordljus.member.pk).registers_anew_at is not None


def test_whoever_guessed_too_often_is_unlocked(script: Script, nordljus: Organisation) -> None:
    limits = Guesses(method="password", username=nordljus.member.username, whose=STRANGERS).limits
    count(*limits)

    script.post(at(nordljus.member, "acts/unlock"))

    assert script.status == 200
    assert not rows_of(*limits).exists()


def test_an_act_that_is_none_is_not_there(script: Script, nordljus: Organisation) -> None:
    script.post(at(nordljus.member, "acts/promote"))

    assert script.status == 404


def test_t23_nobody_disables_themselves_by_their_token(script: Script, nordljus: Organisation) -> None:
    problem = script.post(at(nordljus.admin, "acts/disable"))

    assert (script.status, problem["code"]) == (403, "may_not")
    assert User.objects.get(pk=nordljus.admin.pk).is_active


def test_a_pass_is_told_once_and_lets_in(script: Script, nordljus: Organisation) -> None:
    # E05
    use_passes(nordljus.tenant)

    made = script.post(at(nordljus.member, "passes"), {"life_minutes": 30})

    kept = AccessPass.objects.get()
    assert script.status == 201
    assert kept.ends_at - kept.starts_at == timedelta(minutes=30)
    assert made["is_one_time"] is True
    page = sign_in_by_pass(Client(), nordljus.member, made["access_pass"])
    assert page.status == 200
    assert AccessPass.objects.get().used_at is not None


@pytest.mark.parametrize(
    "sent",
    [
        {"life_minutes": 43200},
        {"life_minutes": 31},
        {"life_minutes": "30"},
        {"starts_at": (clock.now() + timedelta(days=40)).isoformat()},
    ],
)
def test_a_pass_is_no_more_than_the_policy_lets_it_be(
    sent: dict[str, object], script: Script, nordljus: Organisation
) -> None:
    use_passes(nordljus.tenant)

    problem = script.post(at(nordljus.member, "passes"), sent)

    assert (script.status, list(problem["problems"])) == (400, list(sent))
    assert not AccessPass.objects.exists()


def test_e22_what_needs_a_second_person_is_refused_and_says_so(
    script: Script, nordljus: Organisation
) -> None:
    # E22, E24
    use_passes(nordljus.tenant)
    helpdesk = make_person(nordljus.tenant, "help", role=User.Role.HELPDESK)
    make_person(nordljus.tenant, "second", role=User.Role.TENANT_ADMIN)
    choose(nordljus.tenant, ["help_admin"], actor=nordljus.admin)

    problem = script.post(at(helpdesk, "passes"), {})
    invited = script.post(at(helpdesk, "acts/invite"))

    assert problem["code"] == "needs_second_person"
    assert "Do it in the portal." in problem["detail"]
    assert not AccessPass.objects.exists()
    assert (script.status, invited["code"]) == (409, "cannot_be_done")


def test_ways_in_are_listed_and_removed(script: Script, nordljus: Organisation) -> None:
    listed = script.get(at(nordljus.member, "ways-in"))["ways_in"]
    [phone] = [one for one in listed if one["method"] == "phone"]

    script.delete(at(nordljus.member, f"ways-in/phone/{phone['id']}"))
    removed = script.status
    script.delete(at(nordljus.member, f"ways-in/phone/{phone['id']}"))

    assert (phone["can_be_removed"], removed, script.status) == (True, 204, 404)
    assert nordljus.phone not in usable_accounts(nordljus.member.pk)
    assert User.objects.get(pk=nordljus.member.pk).session_epoch > nordljus.member.session_epoch
