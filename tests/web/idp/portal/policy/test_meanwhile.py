"""Two admins at once: the second is told, sees both, and nothing is lost or overwritten unseen (E19)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.policy.changing import fingerprint, policy_as_it_stands
from idp.portal.policy import saving
from idp.portal.policy.services import save_policy
from tests.support.pages import read
from tests.support.people import allow, change_policy, make_person, policy_of
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, answer, asked_again, send, written

SOMEBODY_ELSE = "Somebody else has changed this page meanwhile. Nothing of yours is saved."


@pytest.fixture
def portal(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def test_the_second_sees_both_and_overwrites_nothing_unseen(nordljus: Organisation, portal: Client) -> None:
    mine = written(nordljus.tenant, {"phone-request_life_seconds": "90"})
    change_policy(nordljus.tenant, request_life_seconds=60, show_place=False)

    response = portal.post(address(nordljus, "phone"), mine)
    page = read(response)
    stood = policy_of(nordljus.tenant)["phone.request_life_seconds"]
    answer_ = portal.post(address(nordljus, "phone"), mine | {"stands": page.forms[1].fields["stands"]})

    assert (response.status_code, stood) == (409, 60)
    assert SOMEBODY_ELSE in page.text
    assert "Phone sign-in: life of a request, in seconds 60 becomes 90" in page.text.replace("→ ", "")
    assert "show the place and address on the phone off becomes on" in page.text.replace("→ ", "")
    assert page.fields["phone-request_life_seconds"] == "90"
    assert answer_.status_code == 302
    assert policy_of(nordljus.tenant)["phone.request_life_seconds"] == 90


def test_what_is_changed_on_another_page_is_in_nobodys_way(nordljus: Organisation, portal: Client) -> None:
    mine = written(nordljus.tenant, {"phone-request_life_seconds": "90"})
    change_policy(nordljus.tenant, two_step=True)

    response = portal.post(address(nordljus, "phone"), mine)

    assert response.status_code == 302
    assert policy_of(nordljus.tenant)["phone.request_life_seconds"] == 90
    assert policy_of(nordljus.tenant)["two_step"]


def test_what_was_confirmed_for_another_policy_is_shown_once_more(
    nordljus: Organisation, portal: Client
) -> None:  # E23
    allow(nordljus.tenant, "phone")
    make_person(nordljus.tenant, "bo")
    question = send(portal, nordljus, {"phone-for": "off"}).content.decode()
    change_policy(nordljus.tenant, two_step=True)

    again = answer(portal, nordljus, question)
    stood = policy_of(nordljus.tenant)["phone.for"]
    answer(portal, nordljus, again.content.decode())

    assert "this is what yours does now" in read(again).text
    assert stood == "everyone"
    assert policy_of(nordljus.tenant)["phone.for"] == "off"


def test_a_form_that_was_interrupted_still_knows_what_it_was_written_for(
    nordljus: Organisation, portal: Client, monkeypatch: pytest.MonkeyPatch
) -> None:  # A24
    shown_for = fingerprint(policy_as_it_stands(nordljus.tenant), "phone")
    mine = {"stands": shown_for, "phone-request_life_seconds": "90"}
    monkeypatch.setattr("idp.portal.policy.page.written", lambda _request: mine)
    change_policy(nordljus.tenant, request_life_seconds=60)

    page = read(portal.get(address(nordljus, "phone")))

    assert page.forms[1].fields["stands"] == shown_for


def test_in_the_moment_before_saving_it_is_looked_at_once_more(
    nordljus: Organisation, portal: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[bool] = []

    def let_in(*given: object, **named: object) -> object:
        if not came:
            came.append(True)
            change_policy(nordljus.tenant, request_life_seconds=60)
        return save_policy(*given, **named)  # type: ignore[arg-type]  # what it was given

    monkeypatch.setattr(saving, "save_policy", let_in)

    response = send(portal, nordljus, {"phone-request_life_seconds": "90"})

    assert response.status_code == 409
    assert SOMEBODY_ELSE in read(response).text
    assert policy_of(nordljus.tenant)["phone.request_life_seconds"] == 60


def test_what_says_not_what_it_was_written_for_is_not_saved(nordljus: Organisation, portal: Client) -> None:
    sent = written(nordljus.tenant, {"phone-request_life_seconds": "90"})
    del sent["stands"]

    response = portal.post(address(nordljus, "phone"), sent)

    assert response.status_code == 409
    assert policy_of(nordljus.tenant)["phone.request_life_seconds"] == 120


def test_see_what_this_does_shows_it_and_saves_nothing(nordljus: Organisation, portal: Client) -> None:
    page = read(send(portal, nordljus, {"phone-request_life_seconds": "90"}, look="yes"))
    stood = policy_of(nordljus.tenant)["phone.request_life_seconds"]
    answer(portal, nordljus, page.html)

    assert page.heading == "What this does"
    assert "120 becomes 90" in page.text.replace("→ ", "")
    assert "Nobody gains or loses a way to sign in by it." in page.text
    assert stood == 120
    assert policy_of(nordljus.tenant)["phone.request_life_seconds"] == 90


def test_see_what_this_does_of_nothing_says_so(nordljus: Organisation, portal: Client) -> None:
    page = read(send(portal, nordljus, {"phone-for": "off"}, look="yes"))

    assert "Nothing differs from what stands." in page.text
    assert asked_again(page.html)["confirmed"] == [fingerprint(policy_as_it_stands(nordljus.tenant))]
