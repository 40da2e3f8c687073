"""Who is in a group of any size: searched, a page at a time; added by names, removed by ticks (E04)."""

from __future__ import annotations

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from idp.portal import search
from idp.portal.forms import groups as group_forms
from idp.portal.people import group_page
from tests.support.pages import read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn


def address(organisation: Organisation) -> str:
    return f"/portal/groups/{organisation.group.pk}/members/"


def test_members_are_found_and_shown_a_page_at_a_time(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_page, "ON_A_PAGE", 2)
    nordljus.group.members.add(*(make_person(nordljus.tenant, f"p{n}", password=None) for n in range(4)))
    browser = sign_in(nordljus.admin)

    first, second = read(browser.get(address(nordljus))), read(browser.get(f"{address(nordljus)}?p=2"))
    found = read(browser.get(f"{address(nordljus)}?q=P3"))

    assert "ann@nordljus.example" in first.text
    assert "p1@nordljus.example" not in first.text
    assert "p1@nordljus.example" in second.text
    assert "p3@nordljus.example" in found.text
    assert "ann@nordljus.example" not in found.text


def test_of_very_many_members_who_match_some_are_shown_and_a_whole_username_finds_one(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    people = [make_person(nordljus.tenant, name, password=None) for name in ("ek1", "rek1", "ek2")]
    nordljus.group.members.add(*people)
    browser = sign_in(nordljus.admin)

    some = read(browser.get(address(nordljus), {"q": "ek"})).text
    one = read(browser.get(address(nordljus), {"q": "ek1@nordljus.example"})).text

    assert "More than 2 people match: these are some of them." in some
    assert sum(person.username in some.split() for person in people) == 2
    assert [person.username in one.split() for person in people] == [True, False, False]


def test_people_are_added_by_their_names_and_removed_by_ticks(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E04
    browser = sign_in(nordljus.admin)
    bo = make_person(nordljus.tenant, "bo", password=None)

    added = read(browser.post(address(nordljus), {"people": " Bo@nordljus.example\n\n"}, follow=True))
    removed = read(browser.post(address(nordljus), {"chosen": [str(nordljus.member.pk)]}, follow=True))

    assert "1 person added." in added.text
    assert "1 person removed." in removed.text
    assert list(nordljus.group.members.all()) == [bo]
    events = AuditEvent.objects.filter(tag="tenant:group:changed", actor=nordljus.admin)
    assert [event.details["changed"] for event in events.order_by("id")] == [
        {"add_people": [[], ["bo@nordljus.example"]]},
        {"remove_people": [[], ["ann@nordljus.example"]]},
    ]


def test_unknown_names_are_named_back_and_nothing_that_was_written_is_lost(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # T09, T23
    written = "admin@nordljus.example\nann@fjordbank.example\nnobody"

    answer = sign_in(nordljus.admin).post(address(nordljus), {"people": written})

    assert "Not in this organisation: ann@fjordbank.example, nobody" in read(answer).text
    assert f"{written}</textarea>" in answer.content.decode()
    assert not nordljus.group.members.filter(pk=nordljus.admin.pk).exists()


def test_more_names_than_are_taken_at_once_stay_in_the_form(nordljus: Organisation, sign_in: SignIn) -> None:
    many = "\n".join(f"p{n}@nordljus.example" for n in range(4001))

    answer = sign_in(nordljus.admin).post(address(nordljus), {"people": many})

    assert "These are 4001. Add at most 4000 at once, then the rest." in read(answer).text
    assert f"{many}</textarea>" in answer.content.decode()


def test_whoever_is_above_stays_in_or_out(nordljus: Organisation, sign_in: SignIn) -> None:  # T23
    operator = make_person(nordljus.tenant, "op", role=User.Role.OPERATOR)
    nordljus.group.members.add(operator)
    browser = sign_in(nordljus.admin)

    refused = read(browser.post(address(nordljus), {"people": operator.username}))
    told = read(browser.post(address(nordljus), {"chosen": [str(operator.pk)]}, follow=True))

    assert "You may not change: op@nordljus.example" in refused.text
    assert "You may not change: op@nordljus.example" in told.text
    assert operator in nordljus.group.members.all()


def test_whoever_may_only_look_changes_nobody(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # E03, T23
    reader = make_person(nordljus.tenant, "reader", role=User.Role.READER)
    browser = sign_in(reader)

    assert "Add people" not in read(browser.get(address(nordljus))).text
    assert browser.post(address(nordljus), {"people": reader.username}).status_code == 403
    assert browser.post(address(nordljus), {"chosen": [str(nordljus.member.pk)]}).status_code == 403
    assert browser.get(address(fjordbank)).status_code == 404
    assert list(nordljus.group.members.all()) == [nordljus.member]


def test_the_form_of_a_group_has_no_box_for_each_of_very_many(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_forms, "MOST_LISTED", 1)
    browser, form = sign_in(nordljus.admin), f"/portal/groups/{nordljus.group.pk}/change/"

    page = browser.get(form).content.decode()
    browser.post(form, {"name": "Crew"})

    assert 'name="members"' not in page
    assert address(nordljus) in page
    assert list(nordljus.group.members.all()) == [nordljus.member]
