"""Security info says what a report did, until its person has read it (A17)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.users.models import User
from tests.support.asking import ask
from tests.support.pages import browser, read, send
from tests.support.people import make_person
from tests.support.phones import SigningPhone, phone_of
from tests.support.sessions import PASSWORD_PROOF, make_stale, signed_in

SAID = "You told us that a sign-in was not yours"


@pytest.fixture
def own(ann: User, phone: SigningPhone) -> Client:
    """Ann's browser, after she has said on her phone that another was not hers."""
    ask(ann)
    phone.report(phone.requests()[0])
    return signed_in(ann, PASSWORD_PROOF)


def test_it_says_what_was_reported_from_where_and_what_that_did(own: Client) -> None:  # A17
    text = read(own.get("/security-info/")).text

    assert SAID in text
    assert "Firefox on Linux" in text
    assert "We ended the sign-in in that browser. We told your admins." in text


def test_it_goes_once_it_was_read_and_stays_with_the_admins(own: Client, ann: User) -> None:  # A17
    page = read(own.get("/security-info/"))

    after = send(own, page, action="/security-info/alerts/")

    assert SAID not in after.text
    alert = Alert.objects.get()
    assert alert.seen_at is not None
    assert alert.settled_at is None
    assert AuditEvent.objects.get(tag="user:alert:seen").subject == ann


def test_a_link_reads_nothing(own: Client) -> None:  # A17
    assert own.get("/security-info/alerts/").status_code == 302

    assert SAID in read(own.get("/security-info/")).text


def test_only_fresh_proof_makes_it_go(own: Client) -> None:  # A17, D02
    make_stale(own)

    own.post("/security-info/alerts/")

    assert Alert.objects.get().seen_at is None


def test_it_is_shown_to_its_person_alone(own: Client, ann: User) -> None:  # A17, T09
    bo = make_person(ann.tenant, "bo")
    phone_of(bo)
    other = signed_in(bo, PASSWORD_PROOF)

    other.post("/security-info/alerts/")

    assert SAID not in read(other.get("/security-info/")).text
    assert Alert.objects.get().seen_at is None
    assert browser().post("/security-info/alerts/").status_code == 302
