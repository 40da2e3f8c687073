"""One act for many: the number and names first, then what came of each (E04)."""

from __future__ import annotations

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.users.services import disable
from idp.portal.people import many
from idp.portal.people.many import INTO_GROUP
from tests.support.pages import read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn

ADDRESS = "/portal/users/many/"


@pytest.fixture
def crew(nordljus: Organisation) -> list[User]:
    return [make_person(nordljus.tenant, f"p{n:02}", password=None) for n in range(12)]


def ticked(act: str, *people: User, confirmed: bool = False) -> dict[str, object]:
    sent: dict[str, object] = {"act": act, "whom": "ticked", "chosen": [str(one.pk) for one in people]}
    return sent | ({"confirmed": "yes"} if confirmed else {})


def test_it_names_the_number_and_the_first_ten_before_anything_is_done(
    nordljus: Organisation, sign_in: SignIn, crew: list[User]
) -> None:  # E04
    page = read(sign_in(nordljus.admin).post(ADDRESS, ticked("disable", *crew)))

    assert page.heading == "Disable 12 people?"
    assert crew[9].username in page.text
    assert crew[10].username not in page.text
    assert "and 2 more" in page.text
    assert User.objects.filter(is_active=False).count() == 0


def test_it_counts_those_alone_to_whom_it_can_be_done(
    nordljus: Organisation, sign_in: SignIn, crew: list[User]
) -> None:  # E04
    disable(crew[0], actor=None)
    admin = sign_in(nordljus.admin)

    some = read(admin.post(ADDRESS, ticked("disable", *crew[:3], nordljus.admin)))
    none = read(admin.post(ADDRESS, ticked("disable", crew[0], nordljus.admin)))

    assert some.heading == "Disable 2 people?"
    assert "To 2 of those chosen it cannot be done." in some.text
    assert "Not done for 2 people" in none.text
    assert set(User.objects.filter(is_active=False)) == {crew[0]}


def test_it_is_done_to_each_and_says_to_whom_not_and_why(
    nordljus: Organisation, sign_in: SignIn, crew: list[User]
) -> None:  # E04, T23
    disable(crew[0], actor=None)
    chosen = [*crew[:3], nordljus.admin]

    page = read(sign_in(nordljus.admin).post(ADDRESS, ticked("disable", *chosen, confirmed=True)))

    assert "Done for 2 people." in page.text
    assert "They are disabled already." in page.text
    assert "You may not do this to them." in page.text
    assert set(User.objects.filter(is_active=False)) == set(crew[:3])
    events = AuditEvent.objects.filter(tag="user:account:disabled", actor=nordljus.admin)
    assert {event.subject for event in events} == set(crew[1:3])


def test_everybody_of_a_list_is_meant_on_whichever_page(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, crew: list[User]
) -> None:
    sent = {"act": "disable", "whom": "listed", "list": "q=p0", "confirmed": "yes"}

    sign_in(nordljus.admin).post(ADDRESS, sent)

    assert set(User.objects.filter(is_active=False)) == set(crew[:10])


def test_nobody_of_another_organisation_is_among_them(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # T23, T09
    browser = sign_in(nordljus.admin)

    browser.post(ADDRESS, ticked("disable", fjordbank.member, nordljus.member, confirmed=True))
    browser.post(ADDRESS, {"act": "disable", "whom": "listed", "list": "", "confirmed": "yes"})

    assert User.objects.get(pk=fjordbank.member.pk).is_active
    assert not User.objects.get(pk=nordljus.member.pk).is_active


def test_more_than_can_be_done_at_once_is_refused_whole(
    nordljus: Organisation, sign_in: SignIn, crew: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "MOST_AT_ONCE", 5)

    page = read(
        sign_in(nordljus.admin).post(ADDRESS, ticked("disable", *crew[:6], confirmed=True), follow=True)
    )

    assert "That is more than 5 people." in page.text
    assert not User.objects.filter(is_active=False).exists()


def test_they_are_put_into_a_group_of_their_own_organisation_alone(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, crew: list[User]
) -> None:  # T23
    browser = sign_in(nordljus.admin)

    page = read(browser.post(ADDRESS, ticked(f"{INTO_GROUP}{nordljus.other.pk}", *crew[:2], confirmed=True)))
    foreign = browser.post(ADDRESS, ticked(f"{INTO_GROUP}{fjordbank.group.pk}", *crew[:2], confirmed=True))

    assert "Done for 2 people." in page.text
    assert set(nordljus.other.members.all()) == set(crew[:2])
    assert foreign.status_code == 404
    assert not fjordbank.group.members.filter(tenant=nordljus.tenant).exists()


@pytest.mark.parametrize("query", ["p=2", "q=p0&p=99", "p=x"])
def test_everybody_is_meant_wherever_in_the_list_one_was(
    nordljus: Organisation, sign_in: SignIn, crew: list[User], query: str
) -> None:
    sent = {"act": "disable", "whom": "listed", "list": query}

    page = read(sign_in(nordljus.admin).post(ADDRESS, sent))

    assert page.heading == ("Disable 10 people?" if "q=" in query else "Disable 13 people?")


@pytest.mark.parametrize("query", ["e=1", "password__startswith=p", "o=9.9", "group=x"])
def test_a_list_that_nobody_can_have_asked_for_means_nobody(
    nordljus: Organisation, sign_in: SignIn, crew: list[User], query: str
) -> None:  # T23
    sent = {"act": "disable", "whom": "listed", "list": query, "confirmed": "yes"}

    sign_in(nordljus.admin).post(ADDRESS, sent)

    assert set(User.objects.filter(is_active=False)) in (set(), {nordljus.member, *crew})


@pytest.mark.parametrize("act", ["delete", "block", "promote", ""])
def test_what_is_not_for_many_is_not_there(
    nordljus: Organisation, sign_in: SignIn, crew: list[User], act: str
) -> None:
    assert sign_in(nordljus.admin).post(ADDRESS, ticked(act, *crew[:2])).status_code == 404


def test_whoever_may_do_nothing_is_offered_nothing(nordljus: Organisation, sign_in: SignIn) -> None:  # E03
    reader = make_person(nordljus.tenant, "reader", role=User.Role.READER)
    browser = sign_in(reader)

    assert 'id="many"' not in browser.get("/portal/users/").content.decode()
    assert browser.post(ADDRESS, ticked("disable", nordljus.member)).status_code == 404


def test_nobody_chosen_is_said(nordljus: Organisation, sign_in: SignIn) -> None:
    page = read(sign_in(nordljus.admin).post(ADDRESS, ticked("disable"), follow=True))

    assert "Tick whom you mean" in page.text


def test_it_leads_back_to_the_list_as_it_was_filtered(
    nordljus: Organisation, sign_in: SignIn, crew: list[User]
) -> None:  # E04
    admin, query = sign_in(nordljus.admin), {"list": "q=p0&state=in_use"}

    asked = read(admin.post(ADDRESS, ticked("disable", *crew[:2]) | query))
    done = read(admin.post(ADDRESS, ticked("disable", *crew[:2], confirmed=True) | query))
    nobody = admin.post(ADDRESS, ticked("disable") | query)

    there = "/portal/users/?q=p0&state=in_use"
    assert [form.fields.get("list") for form in asked.forms if "confirmed" in form.fields] == [query["list"]]
    assert (asked.links["Back"], done.links["Back to users"], nobody.headers["Location"]) == (there,) * 3
