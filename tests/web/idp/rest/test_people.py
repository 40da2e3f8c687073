"""People, by calls: found, added, changed (E04, E24)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.mail import services as mail
from accounts.users.models import User
from accounts.users.services import disable
from idp.rest import pages
from tests.support.letters import carry_letters
from tests.support.people import make_group, make_person
from tests.support.scripts import Script, make_script
from tests.web.idp.portal.conftest import Organisation


def names(answer: Any) -> list[str]:
    return [person["username"].partition("@")[0] for person in answer["people"]]


def test_people_come_a_page_at_a_time_in_order(
    script: Script, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ON_A_PAGE", 2)
    for name in ("bo", "cia"):
        make_person(nordljus.tenant, name)

    first = script.get("people/")
    second = script.get("people/", after=first["next"])

    assert (names(first), names(second)) == (["admin", "ann"], ["bo", "cia"])
    assert second["next"] is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["admin", "ann"]),
        ({"q": "ANN@"}, ["ann"]),
        ({"state": "disabled"}, ["bo"]),
        ({"state": "deleted"}, []),
        ({"way": "phone"}, ["ann"]),
        ({"way": "-phone"}, ["admin"]),
        ({"strength": "none"}, []),
    ],
)
def test_filters_are_those_of_the_portal(
    asked: dict[str, str], found: list[str], script: Script, nordljus: Organisation
) -> None:
    disable(make_person(nordljus.tenant, "bo"), actor=None)

    answer = script.get("people/", **asked)

    assert [name for name in names(answer) if name != "bo" or "state" in asked] == found


def test_a_group_narrows_it(script: Script, nordljus: Organisation) -> None:
    assert names(script.get("people/", group=nordljus.group.pk)) == ["ann"]


@pytest.mark.parametrize(
    "asked", [{"stat": "disabled"}, {"state": "gone"}, {"way": "nonsense"}, {"q": "\u0000"}, {"group": "x"}]
)
def test_what_cannot_be_asked_is_refused_by_name(asked: dict[str, str], script: Script) -> None:
    problem = script.get("people/", **asked)

    assert (script.status, list(problem["problems"])) == (400, list(asked))


def test_a_person_is_told_as_they_stand(script: Script, nordljus: Organisation) -> None:
    ann = script.get(f"people/{nordljus.member.pk}/")

    assert ann["username"] == "ann@nordljus.example"
    assert (ann["role"], ann["state"]) == ("member", "new")
    assert ann["groups"] == ["Pilots of nordljus"]


def test_a_person_is_added_as_on_the_page(script: Script, nordljus: Organisation) -> None:
    sent = {"username": "Åsa@Nordljus.example", "display_name": "Åsa Ek", "groups": ["Reception"]}

    made = script.post("people/", sent)

    person = User.objects.get(pk=made["id"])
    assert (script.status, person.username, person.tenant) == (201, "åsa@nordljus.example", nordljus.tenant)
    assert (made["display_name"], made["groups"], made["role"]) == ("Åsa Ek", ["Reception"], "member")
    event = AuditEvent.objects.filter(subject=person).get()
    assert (event.actor, event.details["script"]) == (nordljus.admin, "Personnel system")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"username": "bo@fjordbank.example"}, "malformed"),
        ({"username": "ann@nordljus.example"}, "looks_taken"),
        ({"username": "no name"}, "unusable_username"),
        ({"groups": ["Nobody"]}, "malformed"),
        ({"mail_address": "nowhere"}, "unusable_mail_address"),
        ({"role": "operator"}, "malformed"),
        ({"invite": "yes"}, "malformed"),
    ],
)
def test_who_cannot_be_added_is_not(
    change: dict[str, Any], code: str, script: Script, nordljus: Organisation, fjordbank: Organisation
) -> None:
    # T09, T23
    before = User.objects.count()

    problem = script.post("people/", {"username": "bo@nordljus.example", **change})

    assert problem["code"] == code
    assert User.objects.count() == before


def test_nobody_is_added_who_cannot_be_invited(
    script: Script, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.ways.one_time_link.inviting.is_on", lambda: False)

    problem = script.post("people/", {"username": "bo@nordljus.example", "invite": True})

    assert problem["code"] == "cannot_invite"
    assert not User.objects.filter(username="bo@nordljus.example").exists()


def test_somebody_new_is_invited_at_once(script: Script, nordljus: Organisation) -> None:
    assert mail.is_on()

    made = script.post("people/", {"username": "bo@nordljus.example", "invite": True})

    assert made["state"] == "invited"
    assert [letter.to for letter in carry_letters() if "bo@nordljus.example" in letter.to]


def test_a_person_is_renamed_and_changed_in_one(script: Script, nordljus: Organisation) -> None:
    sent = {"username": "anna@nordljus.example", "display_name": "Anna", "mail_address": "anna@mail.example"}

    changed = script.patch(f"people/{nordljus.member.pk}/", sent)

    assert script.status == 200
    assert {name: changed[name] for name in sent} == sent


def test_of_a_change_all_is_done_or_nothing(script: Script, nordljus: Organisation) -> None:
    sent = {"display_name": "Anna", "mail_address": "nowhere"}

    script.patch(f"people/{nordljus.member.pk}/", sent)

    assert script.status == 400
    assert User.objects.get(pk=nordljus.member.pk).display_name == nordljus.member.display_name


def test_nobody_gets_a_role_by_a_call(script: Script, nordljus: Organisation) -> None:
    # T23
    script.patch(f"people/{nordljus.member.pk}/", {"role": "tenant_admin"})

    assert script.status == 400
    assert User.objects.get(pk=nordljus.member.pk).role == User.Role.MEMBER


def test_members_of_a_page_cost_as_many_questions_as_none(
    script: Script, nordljus: Organisation, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_group(nordljus.tenant, f"Group {number}", make_person(nordljus.tenant, f"p{number}"))

    with django_assert_max_num_queries(7):
        assert len(script.get("people/")["people"]) == 22


def test_t09_an_operators_token_adds_nobody_elsewhere(
    nordljus: Organisation, fjordbank: Organisation
) -> None:
    # T09
    operator = make_person(nordljus.tenant, "root", role=User.Role.OPERATOR)
    script = make_script(nordljus.tenant, operator, name="Of an operator")

    script.post("people/", {"username": "bo@fjordbank.example"})

    assert script.status == 400
    assert not User.objects.filter(username="bo@fjordbank.example").exists()


def test_t26_a_name_is_plain_text_however_it_comes(script: Script, nordljus: Organisation) -> None:
    # T26
    made = script.post("people/", {"username": "bo@nordljus.example", "display_name": "Bo \u202e Ek"})

    assert made["display_name"] == "Bo Ek"
