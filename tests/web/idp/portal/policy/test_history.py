"""The history of a policy: who changed what and when, and Put back (E13, E19, E23)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from accounts.policy.changing import change, policy_as_it_stands
from accounts.policy.history import models
from accounts.policy.history.models import KeptPolicy
from accounts.policy.rules import MethodRule
from accounts.policy.steps.groups import KEY as TWO_STEP_GROUPS
from accounts.users.models import User
from idp.portal.policy.history import ON_A_PAGE
from tests.support.pages import read
from tests.support.people import allow, change_policy, make_group, make_person, policy_of, rule_of, set_part
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import asked_again, changes_written_down, glance, save, sure

PUT_BACK = ">Put back</button>"
LEFT_OUT = "Groups that are gone since then are left out: Crew."


@pytest.fixture
def portal(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def kept(nordljus: Organisation) -> list[KeptPolicy]:
    """The oldest first."""
    return list(KeptPolicy.objects.filter(tenant=nordljus.tenant).order_by("id"))


def page_of(row: KeptPolicy) -> str:
    return f"/portal/policy/{row.tenant_id}/history/{row.pk}/"


def put_back(portal: Client, row: KeptPolicy) -> None:
    question = portal.post(page_of(row)).content.decode()
    portal.post(page_of(row), asked_again(question))


def give_phones(nordljus: Organisation, **rule: object) -> None:
    stands = policy_as_it_stands(nordljus.tenant)
    wanted = MethodRule(is_on=True, **rule)  # type: ignore[arg-type]  # what a test names
    change(nordljus.tenant, replace(stands, methods={**stands.methods, "phone": wanted}), actor=None)


def test_it_begins_with_the_first_change_and_how_it_stood_before(
    nordljus: Organisation, portal: Client
) -> None:
    empty = read(portal.get(f"{glance(nordljus)}history/")).text

    save(portal, nordljus, {"phone-for": "everyone"})

    page = read(portal.get(f"{glance(nordljus)}history/"))
    before, after = kept(nordljus)
    assert "Changes appear here, from the first one on" in empty
    assert (before.changed, before.actor_id) == ({}, None)
    assert (after.changed, after.actor_id) == ({"phone.for": ["off", "everyone"]}, nordljus.admin.pk)
    assert "This stands now admin@nordljus.example Phone sign-in off" in page.text
    assert "How the policy stood when its history began." in page.text


def test_put_back_asks_first_with_the_same_preview_and_changes_by_the_same_verb(
    nordljus: Organisation, portal: Client
) -> None:  # E23
    save(portal, nordljus, {"phone-for": "everyone"})
    first = kept(nordljus)[0]

    question = portal.post(page_of(first))
    stood = policy_of(nordljus.tenant)["phone.for"]
    portal.post(page_of(first), asked_again(question.content.decode()))

    assert "People will notice this" in read(question).heading
    assert "1 person is left with a single way in" in read(question).text
    assert stood == "everyone"
    assert policy_of(nordljus.tenant)["phone.for"] == "off"
    assert changes_written_down()[-1] == {"phone.for": ["everyone", "off"]}
    assert kept(nordljus)[-1].as_of == first.at
    assert "put back how it stood on" in read(portal.get(f"{glance(nordljus)}history/")).text


def test_put_back_asks_first_even_where_nobody_notices(nordljus: Organisation, portal: Client) -> None:
    change_policy(nordljus.tenant, request_life_seconds=60)

    question = portal.post(page_of(kept(nordljus)[0]))

    assert read(question).heading == "What this does"
    assert policy_of(nordljus.tenant)["phone.request_life_seconds"] == 60


def test_a_part_that_was_not_set_yet_gets_its_default_back(nordljus: Organisation, portal: Client) -> None:
    allow(nordljus.tenant, "phone")
    set_part(nordljus.tenant, "campaign", is_on=True, method="phone")

    put_back(portal, kept(nordljus)[0])

    assert policy_of(nordljus.tenant)["campaign.is_on"] is False


def test_what_it_would_change_now_is_said_and_nothing_where_it_stands_so(
    nordljus: Organisation, portal: Client
) -> None:
    change_policy(nordljus.tenant, request_life_seconds=60)
    change_policy(nordljus.tenant, request_life_seconds=90)
    _first, second, third = kept(nordljus)

    pages = [read(portal.get(page_of(row))) for row in (second, third)]

    assert "120 becomes 60" in pages[0].text.replace("→ ", "")
    assert "90 becomes 60" in pages[0].text.replace("→ ", "")
    assert PUT_BACK in pages[0].html
    assert "The policy stands now as it stood then." in pages[1].text
    assert PUT_BACK not in pages[1].html


def test_groups_that_are_gone_are_said_and_left_out(nordljus: Organisation, portal: Client) -> None:
    crew = make_group(nordljus.tenant, "Crew")
    both = frozenset({str(crew.pk), str(nordljus.group.pk)})
    give_phones(nordljus, include=both)
    give_phones(nordljus, for_everyone=True)
    crew.delete()
    row = kept(nordljus)[1]

    page, question = read(portal.get(page_of(row))), read(portal.post(page_of(row)))
    put_back(portal, row)

    assert LEFT_OUT in page.text
    assert LEFT_OUT in question.text
    assert rule_of(nordljus.tenant, "phone").include == {str(nordljus.group.pk)}


def test_what_was_for_groups_that_are_all_gone_is_not_put_back_for_everyone(
    nordljus: Organisation, portal: Client
) -> None:  # E02
    crew = make_group(nordljus.tenant, "Crew")
    give_phones(nordljus, include=frozenset({str(crew.pk)}))
    set_part(nordljus.tenant, "registration", asks="enough", include=(crew.pk,))
    of_phones, of_part = kept(nordljus)[1:]
    set_part(nordljus.tenant, "registration", asks="nothing", include=())
    give_phones(nordljus, for_everyone=True)
    crew.delete()
    before = policy_of(nordljus.tenant)

    pages = [read(portal.get(page_of(row))) for row in (of_phones, of_part)]
    for row in (of_phones, of_part):
        portal.post(page_of(row), sure(nordljus.tenant))

    assert "Phone sign-in: None of the groups that it was for is there any more" in pages[0].text
    assert "Ways that people must have: None of the groups" in pages[1].text
    assert [PUT_BACK in page.html for page in pages] == [False, False]
    assert policy_of(nordljus.tenant) == before


def test_groups_of_two_steps_that_were_off_keep_nothing_from_being_put_back(
    nordljus: Organisation, portal: Client
) -> None:  # E02
    crew = make_group(nordljus.tenant, "Crew")
    set_part(nordljus.tenant, TWO_STEP_GROUPS, include=(crew.pk,))
    of_then = kept(nordljus)[-1]
    set_part(nordljus.tenant, TWO_STEP_GROUPS, include=())
    crew.delete()

    page = read(portal.get(page_of(of_then)))

    assert "None of the groups that it was for" not in page.text


def test_what_cannot_be_any_more_is_refused_with_what_to_do(
    nordljus: Organisation, portal: Client, settings: object
) -> None:  # E10
    set_part(nordljus.tenant, "own_account", mail_address=True)
    set_part(nordljus.tenant, "own_account", mail_address=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # type: ignore[attr-defined]
    row = kept(nordljus)[1]

    page = read(portal.post(page_of(row)))

    assert "It cannot be put back as it was:" in page.text
    assert "Set up MAIL_URL first." in page.text
    assert policy_of(nordljus.tenant)["own_account.mail_address"] is False


def test_another_organisations_history_is_not_there(
    nordljus: Organisation, fjordbank: Organisation, portal: Client
) -> None:  # T09
    change_policy(fjordbank.tenant, request_life_seconds=60)
    theirs = kept(fjordbank)[0]

    assert portal.get(f"{glance(fjordbank)}history/").status_code == 404
    assert portal.get(page_of(theirs)).status_code == 404
    assert portal.get(f"{glance(nordljus)}history/{theirs.pk}/").status_code == 404
    assert portal.post(f"{glance(nordljus)}history/{theirs.pk}/").status_code == 404


def test_the_history_is_read_page_by_page(nordljus: Organisation, portal: Client) -> None:
    for n in range(ON_A_PAGE + 1):
        change_policy(nordljus.tenant, request_life_seconds=60 + n)

    newest = read(portal.get(f"{glance(nordljus)}history/"))
    older = [link for link in newest.links.values() if "before=" in link]
    rest = read(portal.get(f"{glance(nordljus)}history/?before={kept(nordljus)[2].pk}"))

    assert older == [f"?before={kept(nordljus)[2].pk}"]
    assert "How the policy stood when its history began." not in newest.text
    assert "How the policy stood when its history began." in rest.text
    assert "This stands now" not in rest.text


@pytest.mark.parametrize("before", ["", "x", "9" * 40, "-1", "²"])
def test_it_is_answered_whatever_stands_in_its_address(
    nordljus: Organisation, portal: Client, before: str
) -> None:  # H08
    assert portal.get(f"{glance(nordljus)}history/", {"before": before}).status_code == 200


def test_the_oldest_are_let_go(nordljus: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:  # T30
    monkeypatch.setattr(models, "MOST_KEPT", 3)

    for n in range(5):
        change_policy(nordljus.tenant, request_life_seconds=60 + n)

    assert [row.changed["phone.request_life_seconds"][1] for row in kept(nordljus)] == [62, 63, 64]


def test_whoever_made_a_change_and_is_gone_is_said_to_have_left(
    nordljus: Organisation, portal: Client
) -> None:
    disa = make_person(nordljus.tenant, "disa", role=User.Role.TENANT_ADMIN)
    stands = policy_as_it_stands(nordljus.tenant)
    change(nordljus.tenant, replace(stands, two_step=True), actor=disa)
    User.objects.filter(pk=disa.pk).delete()

    page = read(portal.get(f"{glance(nordljus)}history/"))

    assert "Former person" in page.text
