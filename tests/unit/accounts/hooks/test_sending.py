"""What happens is told to a webhook: each event, in order, signed, until it was taken; and for a day at most."""

import base64
import hashlib
import hmac
import socket
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from accounts import clock
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.hooks import outbox, services
from accounts.hooks.claims import GIVEN_UP_AFTER, MOST_REFUSED, PAUSES_SECONDS, pause_after
from accounts.hooks.models import Delivery, Hook
from accounts.hooks.outbox import HookOutbox
from accounts.users.events import CHANGED, NEW_BROWSER
from accounts.users.models import User
from tests.support.hook_server import HookServer, happen, make_due, make_hook, send_due, states
from tests.support.kept_log import keep_log
from tests.support.letters import carry_letters
from tests.support.people import make_person, make_tenant, take_out_of_use
from tests.support.waiting import until

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_event_is_told_with_its_words_and_whom_it_is_about(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    record(CHANGED, tenant=ann.tenant, subject=ann, address="203.0.113.9")
    keep_log()
    make_due(hook)

    send_due()

    [told] = hook_server.told
    event = AuditEvent.objects.get(tag=CHANGED.tag)
    assert told.path == "/take?key=s3cret"
    assert told.said["type"] == "user:account:changed"
    assert told.said["data"] == {
        "number": event.pk,
        "words": "User changed",
        "organisation": {"id": str(ann.tenant_id), "name": ann.tenant.name},
        "person": {"id": str(ann.pk), "username": ann.username},
        "by": {"id": str(ann.pk), "username": ann.username},
        "details": {"address": "203.0.113.9"},
    }
    assert states() == ["arrived"]


def test_it_is_signed_with_the_secret_that_was_shown(ann: User, hook_server: HookServer) -> None:  # E17
    _hook, secret = make_hook(ann.tenant, ann, kinds=("user:account",))
    happen(ann)

    send_due()

    [told] = hook_server.told
    headers = told.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + told.body
    expected = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 60
    assert headers["host"] == "events.nordljus.example"
    assert headers["content-type"] == "application/json"


def test_only_what_was_chosen_is_told(hook: Hook, ann: User, hook_server: HookServer) -> None:  # E17
    record(NEW_BROWSER, tenant=ann.tenant, subject=ann)
    happen(ann)

    send_due()

    assert hook_server.types == ["user:account:changed"]


def test_t09_what_happens_elsewhere_at_the_same_time_is_not_told(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    bob = make_person(make_tenant("fjordbank"), "bob")
    record(CHANGED, tenant=bob.tenant, subject=bob)
    happen(ann)

    send_due()

    assert [told.said["data"]["person"]["id"] for told in hook_server.told] == [str(ann.pk)]


def test_what_happened_before_it_was_added_is_not_told(ann: User, hook_server: HookServer) -> None:  # E17
    record(CHANGED, tenant=ann.tenant, subject=ann)
    hook, _secret = make_hook(ann.tenant, ann, kinds=("user:account",))
    keep_log()
    make_due(hook)

    send_due()

    assert hook_server.told == []


def test_events_come_in_their_order_and_each_once(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    happen(ann, 3)

    send_due()
    keep_log()
    make_due(hook)
    send_due()

    numbers = [one.said["data"]["number"] for one in hook_server.told]
    assert len(numbers) == 3
    assert numbers == sorted(set(numbers))


def test_what_was_not_taken_is_sent_again_under_the_same_id_before_what_came_later(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    hook_server.answers = [503]
    happen(ann, 2)

    send_due()
    make_due(hook)
    send_due()

    ids = [one.headers["webhook-id"] for one in hook_server.told]
    assert len(ids) == 3
    assert ids[0] == ids[1] != ids[2]
    assert states() == ["arrived", "arrived"]


def test_a_server_that_does_not_answer_is_left_alone_for_longer_each_time(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    hook_server.always = 503
    happen(ann)

    for seconds in PAUSES_SECONDS[:3]:
        before = clock.now()
        send_due()
        hook.refresh_from_db()
        assert hook.due_at is not None
        # However long a busy machine took.
        assert before <= hook.due_at - timedelta(seconds=seconds) <= clock.now()
        make_due(hook)

    assert pause_after(100) == PAUSES_SECONDS[-1]


def test_it_is_left_alone_for_as_long_as_it_asks(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    hook_server.always, hook_server.headers = 429, {"Retry-After": "1800"}
    happen(ann)
    before = clock.now()

    send_due()

    hook.refresh_from_db()
    assert hook.due_at is not None
    assert before <= hook.due_at - timedelta(seconds=1800) <= clock.now()


def test_what_the_server_will_not_have_is_passed_over_and_the_next_is_told(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    hook_server.answers = [400] * MOST_REFUSED
    happen(ann, 2)

    for _ in range(MOST_REFUSED + 1):
        send_due()
        make_due(hook)

    assert states() == ["failed", "arrived"]
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since) == (0, None)


def test_after_a_day_it_is_turned_off_and_its_admins_are_told(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    admin = make_person(ann.tenant, "admin", role=User.Role.TENANT_ADMIN)
    make_person(ann.tenant, "reader", role=User.Role.READER)
    hook_server.always = 503
    happen(ann, 2)
    Hook.objects.filter(pk=hook.pk).update(failing_since=clock.now() - GIVEN_UP_AFTER, failures=9)

    send_due()

    hook.refresh_from_db()
    assert hook.off_since is not None
    assert hook.was_turned_off_by_us
    assert hook.due_at is None
    assert states() == ["off", "off"]
    assert AuditEvent.objects.filter(tag="tenant:hook:given_up").count() == 1
    letters = [letter for letter in carry_letters() if "turned off" in letter.subject]
    assert [letter.to for letter in letters] == [[admin.mail_address]]


def test_a_try_is_sent_at_once_and_once_also_while_it_is_off(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    services.turn_off(hook, actor=ann)
    hook_server.always = 500

    services.try_it(hook)
    make_due(hook)
    send_due()

    assert hook_server.types == ["test"]
    assert states() == ["failed"]
    hook.refresh_from_db()
    assert (hook.due_at, hook.failures) == (None, 0)


def test_a_try_while_it_is_off_takes_nothing_else_along(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    happen(ann)
    services.turn_off(hook, actor=ann)
    Delivery.objects.update(state=Delivery.State.WAITS)

    services.try_it(hook)
    make_due(hook)
    send_due()

    assert hook_server.types == ["test"]


def test_t24_a_redirect_is_not_followed(hook: Hook, ann: User, hook_server: HookServer) -> None:
    hook_server.always, hook_server.headers = 302, {"Location": "http://127.0.0.1:1/"}
    happen(ann)

    send_due()

    row = Delivery.objects.get()
    assert (len(hook_server.told), row.status, row.state) == (1, 302, "waits")


def test_t24_a_name_that_leads_home_is_not_connected_to(
    hook: Hook, ann: User, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.PUSH_STAND_IN = ""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr("accounts.outward.public.socket.getaddrinfo", lambda *_asked, **_named: found)
    happen(ann)

    send_due()

    assert Delivery.objects.get().why == "not_public"


def test_of_an_organisation_that_is_not_in_use_nothing_is_told(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    happen(ann)
    take_out_of_use(ann.tenant)

    send_due()

    assert hook_server.told == []


def test_one_worker_at_a_time_sends_to_a_server(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    happen(ann)
    Hook.objects.filter(pk=hook.pk).update(due_at=clock.now() + timedelta(seconds=30))

    send_due()

    assert hook_server.told == []


def test_what_the_log_no_longer_keeps_is_not_told(hook: Hook, ann: User, hook_server: HookServer) -> None:
    happen(ann)
    Delivery.objects.update(event_id=10**9)

    send_due()

    assert hook_server.told == []
    assert Delivery.objects.get().why == "not_in_log"


def test_an_unfinished_turn_is_sent_once_more(hook: Hook, ann: User, hook_server: HookServer) -> None:  # E17
    happen(ann)
    killed = HookOutbox(nudge=lambda: None)
    killed.look()
    until(lambda: all(one.is_over for one in killed.in_hand))

    make_due(hook)
    send_due()

    assert len({one.headers["webhook-id"] for one in hook_server.told}) == 1
    assert (len(hook_server.told), states()) == (2, ["arrived"])


def test_what_happens_during_a_turn_is_sent_in_the_next(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    happen(ann)
    worker = HookOutbox(nudge=lambda: None)
    worker.look()
    until(lambda: all(one.is_over for one in worker.in_hand))
    record(CHANGED, tenant=ann.tenant, subject=ann)
    keep_log()

    worker.settle()
    make_due(hook)
    send_due()

    assert (len(hook_server.told), states()) == (2, ["arrived", "arrived"])


def test_whatever_breaks_counts_as_no_answer_and_is_rested_after(
    hook: Hook, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # E17
    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("a library's mistake")

    monkeypatch.setattr(outbox, "post", broken)
    happen(ann)

    send_due()

    _failed_once(hook)


def test_one_that_hangs_counts_as_no_answer(
    hook: Hook, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # E17
    goes_on = threading.Event()
    monkeypatch.setattr(outbox, "post", lambda *_given, **_named: goes_on.wait(20))
    monkeypatch.setattr(outbox, "GIVE_UP_AFTER_SECONDS", 0.01)
    happen(ann)

    send_due()
    goes_on.set()

    _failed_once(hook)


def _failed_once(hook: Hook) -> None:
    row = Delivery.objects.get()
    hook.refresh_from_db()
    assert (row.state, row.tries, row.why) == ("waits", 1, "no_answer")
    assert hook.failures == 1
    assert hook.due_at is not None
    assert hook.due_at > clock.now() + timedelta(seconds=5)


def test_of_somebody_who_is_gone_the_id_is_told(
    hook: Hook, ann: User, hook_server: HookServer
) -> None:  # E17
    gone = uuid4()
    record(CHANGED, tenant=ann.tenant, subject=gone)
    keep_log()
    make_due(hook)

    send_due()

    [told] = hook_server.told
    assert told.said["data"]["person"] == {"id": str(gone), "username": None}
