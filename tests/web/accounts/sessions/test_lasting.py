"""How long a session lasts: by its organisation's limits, and with what proved it; said by the server at each page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.sessions.models import Session
from accounts.sessions.services import forget_ended
from accounts.sessions.store import SessionStore, stored_key
from accounts.users.models import User
from accounts.users.services import end_sessions
from tests.support.clock import travel
from tests.support.pages import browser, is_signed_in, read, sign_in_by_password
from tests.support.people import set_part
from tests.support.sessions import PASSWORD_PROOF, signed_in

pytestmark = pytest.mark.both_databases

MINUTE = 60


def test_it_ends_after_so_long_without_use(ann: User) -> None:  # A19
    set_part(ann.tenant, "sessions", silence=60)
    now = clock.seconds()
    client = signed_in(ann, PASSWORD_PROOF)

    with travel(now + 50 * MINUTE):
        assert is_signed_in(client)
    with travel(now + 105 * MINUTE):
        assert is_signed_in(client), "used since"
    with travel(now + 170 * MINUTE):
        assert not is_signed_in(client)


def test_it_ends_so_long_after_it_began_however_much_it_is_used(ann: User) -> None:  # A19
    set_part(ann.tenant, "sessions", silence=60, age=240)
    now = clock.seconds()
    client = signed_in(ann, PASSWORD_PROOF)

    for minutes in range(0, 240, 40):
        with travel(now + minutes * MINUTE):
            assert is_signed_in(client)
    with travel(now + 241 * MINUTE):
        assert not is_signed_in(client)


def test_a_limit_made_shorter_counts_at_the_next_page(ann: User) -> None:  # A19
    client = signed_in(ann, PASSWORD_PROOF, minutes_ago=90)
    assert is_signed_in(client)
    Session.objects.update(last_seen_at=Session.objects.get().begun_at)

    set_part(ann.tenant, "sessions", silence=60)

    assert not is_signed_in(client)


def test_it_never_outlives_what_proved_it(ann: User) -> None:  # A19
    until = int(clock.seconds()) + 10 * MINUTE
    client = signed_in(ann, replace(PASSWORD_PROOF, until=until))

    with travel(until - MINUTE):
        assert is_signed_in(client)
    with travel(until + 1):
        assert not is_signed_in(client)


def test_the_first_proof_to_end_ends_it(ann: User) -> None:  # A19
    soon, later = (int(clock.seconds()) + minutes * MINUTE for minutes in (10, 20))
    client = signed_in(ann, replace(PASSWORD_PROOF, until=later), replace(PASSWORD_PROOF, until=soon))

    with travel(soon + 1):
        assert not is_signed_in(client)


def test_that_somebody_is_seen_is_written_now_and_then_and_not_with_each_page(ann: User) -> None:  # A19
    client = signed_in(ann, PASSWORD_PROOF)
    now = clock.seconds()

    def writes(after: float) -> int:
        with (
            travel(now + after),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            client.get("/signed-in/")
        return sum(one["sql"].startswith("UPDATE") for one in asked)

    assert [writes(after) for after in (1, 4 * MINUTE, 6 * MINUTE, 7 * MINUTE)] == [0, 0, 1, 0]


def test_a_session_keeps_its_name_and_its_beginning_when_its_key_changes(ann: User) -> None:  # T33
    client = signed_in(ann, PASSWORD_PROOF, minutes_ago=30)
    before = Session.objects.get()

    read(client.post("/sign-in/stronger/", follow=True))
    client.get("/security-info/", follow=True)
    client.post("/sign-in/password/", {"password": "correct horse battery"}, follow=True)

    after = Session.objects.get()
    assert (after.sid, after.begun_at) == (before.sid, before.begun_at)
    assert after.session_key != before.session_key


def test_what_signs_somebody_in_is_copied_nowhere_and_believed_from_no_copy(ann: User) -> None:  # I8 T36
    client = signed_in(ann, PASSWORD_PROOF)
    copy = SessionStore.cache_key_prefix + stored_key(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert is_signed_in(client)
    assert cache.get(copy) is None
    held = dict(client.session.items())
    Session.objects.update(auth_hash="", session_data=SessionStore().encode({}), user=None)

    cache.set(copy, held)

    assert dict(client.session.items()) == {}
    assert not is_signed_in(client)


def test_what_was_ended_does_not_come_back_by_a_page_that_was_being_made(ann: User) -> None:  # T08 T33
    client = signed_in(ann, PASSWORD_PROOF)
    held = client.session
    held.cycle_key()
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        held.save()

    assert not Session.objects.exists()


def test_a_browser_that_was_signed_out_elsewhere_is_told_so_and_can_sign_in(ann: User) -> None:  # A19 A24
    client = browser()
    sign_in_by_password(client, ann)
    Session.objects.all().delete()

    page = read(client.get("/signed-in/", follow=True))

    assert page.address == "/sign-in/"
    assert "You are signed in here no more." in page.text
    assert sign_in_by_password(client, ann).address == "/signed-in/"


def test_housekeeping_forgets_what_has_ended_and_nothing_else(ann: User) -> None:  # A19
    signed_in(ann, PASSWORD_PROOF, minutes_ago=120)
    end_sessions(ann, actor=None, why="admin")
    ann.refresh_from_db()
    signed_in(ann, PASSWORD_PROOF, minutes_ago=90)
    stands = Session.objects.get(auth_hash=ann.get_session_auth_hash())
    # Of somebody whose page is just moving its own session on.
    signed_in(ann, PASSWORD_PROOF)
    Session.objects.exclude(pk=stands.pk).filter(last_seen_at__gt=stands.last_seen_at).update(
        auth_hash="moving"
    )
    browser().post("/sign-in/", {"username": ann.username})
    assert Session.objects.count() == 4

    forget_ended()

    assert Session.objects.count() == 3
    assert Session.objects.filter(pk=stands.pk).exists()
