"""Groups and their members, by calls (E04, E24)."""

from __future__ import annotations

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import Group, User
from idp.portal.areas import groups as areas
from idp.rest import pages
from tests.support.people import allow, make_person
from tests.support.scripts import Script
from tests.web.idp.portal.conftest import Organisation


def test_groups_come_by_name_with_how_many_are_in_them(
    script: Script, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ON_A_PAGE", 1)

    first = script.get("groups/")
    second = script.get("groups/", after=first["next"])

    assert [(one["name"], one["members"]) for one in first["groups"]] == [("Pilots of nordljus", 1)]
    assert [(one["name"], one["members"]) for one in second["groups"]] == [("Reception", 0)]
    assert second["next"] is None
    assert [one["name"] for one in script.get("groups/", q="recep")["groups"]] == ["Reception"]


def test_of_a_large_group_a_script_is_told_that_it_is_large(
    script: Script, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(areas, "MOST_COUNTED", 1)
    for name in ("bo", "cia"):
        nordljus.group.members.add(make_person(nordljus.tenant, name))

    [listed, _empty] = script.get("groups/")["groups"]

    assert listed["members"] == script.get(f"groups/{nordljus.group.pk}/")["members"] == 2


def test_a_group_is_made_renamed_and_removed_and_the_log_has_each(
    script: Script, nordljus: Organisation
) -> None:
    made = script.post("groups/", {"name": "  Night   shift "})
    path = f"groups/{made['id']}/"
    renamed = script.patch(path, {"name": "Day shift"})
    script.delete(path)

    assert (made["name"], renamed["name"], script.status) == ("Night shift", "Day shift", 204)
    assert not Group.objects.filter(pk=made["id"]).exists()
    events = AuditEvent.objects.filter(kind="tenant:group").order_by("pk")
    assert [event.tag.rpartition(":")[2] for event in events] == ["added", "changed", "deleted"]
    assert {event.details["script"] for event in events} == {"Personnel system"}
    assert events[1].details["changed"] == {"name": ["Night shift", "Day shift"]}


def test_two_groups_have_two_names(script: Script, nordljus: Organisation) -> None:
    problem = script.post("groups/", {"name": "Reception"})
    renaming = script.patch(f"groups/{nordljus.group.pk}/", {"name": "Reception"})

    assert (script.status, problem["code"], renaming["code"]) == (409, "group_name_taken", "group_name_taken")
    assert script.post("groups/", {"name": "\u2800"})["code"] == "no_name"


def test_e01_a_group_that_the_policy_names_stays(script: Script, nordljus: Organisation) -> None:
    allow(nordljus.tenant, "phone", include=[nordljus.group])

    problem = script.delete(f"groups/{nordljus.group.pk}/")

    assert (script.status, problem["code"]) == (409, "named_by_policy")
    assert script.get(f"groups/{nordljus.group.pk}/")["is_named_by_policy"] is True


def test_members_come_and_go_by_username(script: Script, nordljus: Organisation) -> None:
    bo = make_person(nordljus.tenant, "bo")
    path = f"groups/{nordljus.group.pk}/members/"

    told = script.post(path, {"add": ["BO@nordljus.example"], "remove": [nordljus.member.username]})
    again = script.post(path, {"add": ["bo@nordljus.example"]})

    assert (told, again) == ({"added": 1, "removed": 1}, {"added": 0, "removed": 0})
    assert list(nordljus.group.members.all()) == [bo]
    assert [one["username"] for one in script.get(path)["members"]] == [bo.username]


def test_who_cannot_be_put_in_is_named_and_nobody_is(
    script: Script, nordljus: Organisation, fjordbank: Organisation
) -> None:
    # T09, T23
    bo = make_person(nordljus.tenant, "bo")
    operator = make_person(nordljus.tenant, "root", role=User.Role.OPERATOR)
    names = [bo.username, fjordbank.member.username, operator.username]

    problem = script.post(f"groups/{nordljus.other.pk}/members/", {"add": names})

    assert problem["problems"] == {
        "add": [f"nobody is called {fjordbank.member.username}", f"may not be changed: {operator.username}"]
    }
    assert not nordljus.other.members.exists()


def test_a_hundred_at_once_and_no_more(script: Script, nordljus: Organisation) -> None:
    script.post(
        f"groups/{nordljus.other.pk}/members/", {"add": ["a@b.example"] * 60, "remove": ["c@d.example"] * 41}
    )

    assert script.status == 400
