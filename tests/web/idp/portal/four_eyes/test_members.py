"""Who is in a group that the policy names is changed by two, where two change the policy (E22, 0103)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.four_eyes.choosing import choose
from devices.four_eyes.models import AskedAct
from idp.portal.people.many import INTO_GROUP
from tests.support.imports import carried, findings_of, send
from tests.support.pages import read
from tests.support.people import allow, make_person
from tests.support.scripts import make_script
from tests.web.idp.portal.conftest import SignIn
from tests.web.idp.portal.four_eyes.conftest import Admin, Scene, make_admin

State = AskedAct.State


@pytest.fixture
def by_two(scene: Scene) -> Scene:
    """Passkeys are for the pilots, in an organisation that wants two for its policy."""
    organisation = scene.organisation
    allow(organisation.tenant, "passkey", include=[organisation.group])
    choose(organisation.tenant, ["policy"], actor=scene.one.user, second=scene.two.user)
    return scene


@pytest.fixture
def bo(scene: Scene) -> User:
    return make_person(scene.organisation.tenant, "bo", password=None)


def members_of(scene: Scene) -> set[str]:
    return {one.username.partition("@")[0] for one in scene.organisation.group.members.all()}


def adds(admin: Admin, scene: Scene, *people: User) -> Any:
    written = "\n".join(person.username for person in people)
    address = f"/portal/groups/{scene.organisation.group.pk}/members/"
    return admin.client.post(address, {"people": written}, follow=True)


def test_whoever_is_added_comes_in_once_another_has_agreed(by_two: Scene, bo: User) -> None:  # E22
    answer = read(adds(by_two.one, by_two, bo))
    before = members_of(by_two)

    asked = by_two.two.agrees(by_two.asked())

    assert "stays as it is until a second person has agreed on their phone" in answer.text
    assert (before, members_of(by_two)) == ({"ann"}, {"ann", "bo"})
    noted = AuditEvent.objects.get(tag="tenant:group:changed")
    assert (asked.state, noted.actor) == (State.DONE, by_two.one.user)
    assert noted.details["changed"] == {"add_people": [[], [bo.username]]}
    assert noted.details["second"] == by_two.two.user.username


def test_whoever_is_removed_goes_once_another_has_agreed(by_two: Scene) -> None:  # E22
    address = f"/portal/groups/{by_two.organisation.group.pk}/members/"
    by_two.one.client.post(address, {"chosen": [str(by_two.member.pk)]})
    before = members_of(by_two)

    by_two.two.agrees(by_two.asked())

    assert (before, members_of(by_two)) == ({"ann"}, set())


def test_the_group_and_each_name_stand_in_what_is_signed_whoever_has_a_role_first(
    by_two: Scene, bo: User
) -> None:  # E22, T14
    adds(by_two.one, by_two, bo, by_two.organisation.admin)

    by_two.two.looks(by_two.asked())

    [shown] = by_two.two.phone.shown()
    told = [one["what"] for one in shown.challenge.claims["context"]["details"]]
    names = (by_two.organisation.admin.username, bo.username)
    assert told == [f"Into the group Pilots of nordljus: {name}" for name in names]


def test_the_boxes_of_a_small_group_ask_as_well(by_two: Scene, bo: User) -> None:  # E22
    group = by_two.organisation.group
    sent = {"name": "Fliers", "members": [str(bo.pk)]}

    answer = by_two.one.client.post(f"/portal/groups/{group.pk}/change/", sent, follow=True)
    before = members_of(by_two)
    by_two.two.agrees(by_two.asked())

    group.refresh_from_db()
    assert "stays as it is until a second person" in answer.content.decode()
    assert (group.name, before, members_of(by_two)) == ("Fliers", {"ann"}, {"bo"})
    assert "Nothing was changed" not in answer.content.decode()
    renamed = AuditEvent.objects.filter(tag="tenant:group:changed").earliest("pk")
    assert renamed.details["changed"] == {"name": ["Pilots of nordljus", "Fliers"]}


def test_what_waits_alone_is_not_said_to_be_changed(by_two: Scene, bo: User) -> None:  # E22
    group = by_two.organisation.group
    sent = {"name": group.name, "members": [str(bo.pk), str(by_two.member.pk)]}

    page = read(by_two.one.client.post(f"/portal/groups/{group.pk}/change/", sent, follow=True))

    assert "stays as it is until a second person" in page.text
    assert "changed successfully" not in page.text
    assert "Nothing was changed." in page.text


def test_the_boxes_on_a_persons_page_ask_as_well_and_other_groups_change_at_once(
    by_two: Scene, bo: User
) -> None:  # E22
    organisation = by_two.organisation
    groups = [organisation.group.pk, organisation.other.pk]
    sent = {"display_name": "Bo", "role": "member", "mail_address": bo.mail_address, "groups": groups}

    by_two.one.client.post(f"/portal/users/{bo.pk}/change/", sent)
    before = set(bo.member_groups.all())
    by_two.two.agrees(by_two.asked())

    assert before == {organisation.other}
    assert set(bo.member_groups.all()) == {organisation.group, organisation.other}


def test_somebody_new_is_added_without_the_group(by_two: Scene) -> None:  # E22
    sent = {"username": "new", "role": "member", "groups": [by_two.organisation.group.pk]}

    by_two.one.client.post("/portal/users/add/", sent)
    before = members_of(by_two)
    by_two.two.agrees(by_two.asked())

    assert (before, members_of(by_two)) == ({"ann"}, {"ann", "new"})


def test_of_many_chosen_in_the_list_none_is_put_in_and_it_says_where(by_two: Scene, bo: User) -> None:  # E22
    sent = {"act": f"{INTO_GROUP}{by_two.organisation.group.pk}", "chosen": [str(bo.pk)]}

    page = read(by_two.one.client.post("/portal/users/many/", sent | {"confirmed": "yes"}))

    assert "Add them on the group's own page." in page.text
    assert members_of(by_two) == {"ann"}


@pytest.mark.parametrize("person", ["bo", "new"])
def test_a_file_puts_nobody_in_and_its_row_says_why(by_two: Scene, bo: User, person: str) -> None:  # E22
    tenant = by_two.organisation.tenant
    rows = f"username,groups\n{person}@nordljus.example,Pilots of nordljus\n"

    job = send(by_two.one.client, tenant, rows)
    by_two.one.client.post(f"/portal/imports/of/{job.pk}/", {"confirmed": "yes"})

    assert carried(job).counts == {"refused": 1}
    assert "takes a second person" in findings_of(job)[2].why
    assert members_of(by_two) == {"ann"}


def test_a_file_that_was_looked_through_before_puts_nobody_in(scene: Scene, bo: User) -> None:  # E22, T08
    organisation = scene.organisation
    rows = f"username,groups\nnew@nordljus.example,{organisation.group.name}\n"
    job = send(scene.one.client, organisation.tenant, rows)
    scene.one.client.post(f"/portal/imports/of/{job.pk}/", {"confirmed": "yes"})
    allow(organisation.tenant, "passkey", include=[organisation.group])
    choose(organisation.tenant, ["policy"], actor=scene.one.user)

    assert carried(job).counts == {"refused": 1}
    assert members_of(scene) == {"ann"}


def test_a_script_is_refused_and_told_why(by_two: Scene, bo: User) -> None:  # E22, E24
    organisation = by_two.organisation
    script = make_script(organisation.tenant, organisation.admin)

    changed = script.post(f"groups/{organisation.group.pk}/members/", {"add": [bo.username]})
    status = script.status
    added = script.post("people/", {"username": "new@nordljus.example", "groups": [organisation.group.name]})

    assert (status, changed["code"], added["code"]) == (403, "needs_second_person", "needs_second_person")
    assert members_of(by_two) == {"ann"}
    assert not User.objects.filter(username="new@nordljus.example").exists()


def test_a_group_that_the_policy_does_not_name_is_changed_at_once(by_two: Scene, bo: User) -> None:
    address = f"/portal/groups/{by_two.organisation.other.pk}/members/"

    by_two.one.client.post(address, {"people": bo.username})

    assert list(by_two.organisation.other.members.all()) == [bo]
    assert not AskedAct.objects.exists()


def test_where_one_changes_the_policy_one_changes_who_is_in_its_groups(scene: Scene, bo: User) -> None:
    allow(scene.organisation.tenant, "passkey", include=[scene.organisation.group])

    adds(scene.one, scene, bo)

    assert members_of(scene) == {"ann", "bo"}


def test_whoever_asked_and_may_no_more_changes_nobody(by_two: Scene, bo: User) -> None:  # T37
    adds(by_two.one, by_two, bo)
    User.objects.filter(pk=by_two.one.user.pk).update(role=User.Role.READER)

    asked = by_two.two.agrees(by_two.asked())

    assert (asked.state, members_of(by_two)) == (State.FAILED, {"ann"})


def test_nobody_is_changed_whom_one_of_the_two_may_not_change(by_two: Scene, bo: User) -> None:  # T23
    adds(by_two.one, by_two, bo)
    User.objects.filter(pk=bo.pk).update(role=User.Role.OPERATOR)

    asked = by_two.two.agrees(by_two.asked())

    assert (asked.state, members_of(by_two)) == (State.FAILED, {"ann"})


def test_whoever_may_change_the_policy_alone_does_not_agree(
    by_two: Scene, bo: User, sign_in: SignIn
) -> None:  # E03, T23
    policy_admin = make_admin(by_two.organisation, "policy", sign_in, role="policy_admin")
    adds(by_two.one, by_two, bo)

    answer = policy_admin.presses(by_two.asked(), "look")

    assert answer.status_code in {403, 404}
    assert by_two.asked().state == State.WAITING


def _says_it_takes_two(client: Client, address: str) -> bool:
    return (
        "a second person agrees on their phone before somebody comes in or goes"
        in read(client.get(address)).text
    )


def test_the_pages_of_the_group_say_that_it_takes_two(by_two: Scene) -> None:  # E22
    named, other = (
        f"/portal/groups/{one.pk}/" for one in (by_two.organisation.group, by_two.organisation.other)
    )

    person = read(by_two.one.client.get(f"/portal/users/{by_two.member.pk}/change/"))
    assert "Of a group that the policy names a second person agrees" in person.text
    for page in ("members/", "change/"):
        assert _says_it_takes_two(by_two.one.client, named + page)
        assert not _says_it_takes_two(by_two.one.client, other + page)
