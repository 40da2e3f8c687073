"""My sign-ins shows which screens somebody answered, and *This wasn't me* signs them out (D04, G13)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.users.models import User
from tests.support.pages import is_signed_in, read, send
from tests.support.people import make_person
from tests.support.screens import Television
from tests.support.sessions import PASSWORD_PROOF, signed_in

pytestmark = pytest.mark.both_databases
PAGE = "/security-info/sign-ins/"


def address_of_last(client: Client) -> str:
    found = re.search(rf'"({PAGE}[0-9a-f]+/not-me/)"', read(client.get(PAGE)).html)
    assert found is not None
    return found[1]


def test_one_that_was_let_in_stands_there_with_its_application_and_its_place(
    television: Television, anns: Client
) -> None:
    television.let_in(anns)

    page = read(anns.get(PAGE))

    assert "Let another screen in" in page.text
    assert "The other screen · on your own network · 127.0.0.1" in " ".join(page.text.split())
    assert "Television" in page.text
    # That of Ann's own browser alone.
    assert page.text.count("A browser that does not say which") == 1
    assert "Let another screen in" in read(anns.get(f"{PAGE}?result=in")).text
    assert "Let another screen in" not in read(anns.get(f"{PAGE}?result=out")).text


def test_a_no_stands_there_as_one_that_was_not_let_in(television: Television, anns: Client) -> None:
    send(anns, television.scanned(anns), "number", answer="deny")

    assert "Did not let another screen in" in read(anns.get(f"{PAGE}?result=out")).text
    assert "Did not let another screen in" not in read(anns.get(f"{PAGE}?result=in")).text


def test_it_wasnt_me_signs_the_screen_out_and_every_other_session(
    television: Television, anns: Client, ann: User
) -> None:
    intruder = signed_in(ann, PASSWORD_PROOF)
    television.let_in(intruder)
    token = television.asks().json()["access_token"]
    assert television.party.userinfo(token).status_code == 200
    address = address_of_last(anns)
    assert "somebody else was signed in as you" in read(anns.get(address)).text

    anns.post(address)

    assert television.party.userinfo(token).status_code == 401
    assert (is_signed_in(anns), is_signed_in(intruder)) == (True, False)
    alert = Alert.objects.get()
    assert alert.told == "You told us that it was not you who answered another screen"
    assert alert.effects[:2] == ["others_ended", "screen_ended"]
    assert AuditEvent.objects.filter(tag="user:sign_in:answer_not_theirs", subject=ann).count() == 1


def test_t09_what_somebody_else_answered_is_not_there(
    television: Television, anns: Client, ann: User
) -> None:
    television.let_in(anns)
    address = address_of_last(anns)
    bos = signed_in(make_person(ann.tenant, "bo"), PASSWORD_PROOF)

    assert "another screen" not in read(bos.get(PAGE)).text
    assert bos.post(address).status_code in {403, 404}
    assert television.asks().status_code == 200
