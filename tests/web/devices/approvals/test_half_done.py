"""H09: the database goes away while a browser finishes: nothing of it is done, and the same browser finishes then."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from accounts.sessions.models import Session
from accounts.sessions.store import SessionStore
from accounts.signin.road import finishing
from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from tests.support import invariants
from tests.support.pages import answer, is_signed_in, press_continue, read, write_username
from tests.support.phones import SigningPhone

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
# Where in finishing the database is away: while the browser is noted, and when the session is written.
PLACES = {"before the session": (finishing, "remember_browser"), "the session": (SessionStore, "write_now")}


def fail(*_given: object, **_named: object) -> None:
    raise OperationalError("no space left on device")


@pytest.fixture
def approved(ann: User, phone: SigningPhone, client: Client) -> Client:
    """A browser whose request was approved on the phone."""
    client.raise_request_exception = False
    answer(phone, write_username(client, ann.username).number)
    return client


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_h09_what_could_not_be_finished_is_finished_when_the_database_is_back(
    place: tuple[object, str], approved: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = approved.cookies[settings.SESSION_COOKIE_NAME].value
    with monkeypatch.context() as away:
        away.setattr(*place, fail)
        failed = press_continue(approved)

    request = ApprovalRequest.objects.get(kind=kinds.SIGN_IN.key)
    assert failed.status == 503
    assert request.state == State.APPROVED
    assert approved.cookies[settings.SESSION_COOKIE_NAME].value == cookie
    assert not Session.objects.exclude(user=None).exists()
    assert 'data-state="approved"' in read(approved.get("/sign-in/phone/")).html

    assert press_continue(approved).address == "/signed-in/"
    assert is_signed_in(approved)
    invariants.check()


def test_t08_a_failure_signs_nobody_in_by_what_was_taken_back(
    approved: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionStore, "write_now", fail)

    press_continue(approved)

    assert not is_signed_in(approved)
    assert not Session.objects.exclude(user=None).exists()
