"""What is sent to open sockets, and what happens when it cannot be sent."""

import asyncio
import json
import logging

import pytest
import redis.exceptions
from django.db import transaction

from accounts.users.models import User
from devices.approvals.challenges import mark_seen
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.refusals import PolicyChanged, WrongNumber
from devices.news import announce
from tests.support import invariants
from tests.support.asking import ask, finish, new_binding
from tests.support.listening import Listening, listen
from tests.support.people import forget_policy, make_person, make_tenant, turn_off
from tests.support.phones import SigningPhone, phone_of

# Really committed: only then is anything sent.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Listening:
    return listen(monkeypatch)


@pytest.fixture
def ann() -> User:
    # Six digits: of two, a line that has no number of a request holds any by chance.
    return make_person(make_tenant(digits=6))


def whole_sign_in(user: User, phone: SigningPhone) -> ApprovalRequest:
    binding = new_binding()
    request = ask(user, binding=binding)
    sent = phone.approval(phone.see(request), number=request.number)
    mark_seen(phone.row, request.pk)
    phone.send(request, sent)
    request.refresh_from_db()
    finish(request, binding=binding, user=user)
    return request


def secrets_of(request: ApprovalRequest) -> list[str]:
    kept = Challenge.objects.get(request=request)
    return [request.number, request.browser_digest, kept.nonce, kept.decision_jti]


def watchers_of(user: User) -> set[str]:
    """Admins who watch how many requests wait: of one organisation, or of all."""
    return {announce.requests_group(user.tenant_id), announce.EVERY_REQUEST}


def test_i10_messages_name_who_shall_look_and_nothing_else(ann: User, listening: Listening) -> None:
    phone = phone_of(ann)
    listening.sent.clear()

    request = whole_sign_in(ann, phone)

    groups = {
        announce.browser_group(request.browser_digest),
        announce.person_group(ann.pk),
        *watchers_of(ann),
    }
    assert {group for group, _ in listening.sent} == groups
    assert {json.dumps(message) for _, message in listening.sent} == {
        '{"type": "request.changed"}',
        '{"type": "requests.moved"}',
        '{"type": "phone.news", "news": "requests_changed"}',
    }
    invariants.i10_no_secret_in([json.dumps(one) for one in listening.sent], secrets=secrets_of(request))


def test_of_an_approval_that_is_used_up_nobody_is_told(ann: User, listening: Listening) -> None:
    phone, binding = phone_of(ann), new_binding()
    request = ask(ann, binding=binding)
    phone.says_yes(request, number=request.number)
    request.refresh_from_db()
    listening.sent.clear()

    finish(request, binding=binding, user=ann)

    assert listening.sent == []


def test_i10_no_secret_is_logged_at_any_level(
    ann: User, listening: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="handslag")
    caplog.set_level(logging.INFO)

    request = whole_sign_in(ann, phone_of(ann))
    with pytest.raises(WrongNumber):
        phone_of(ann).says_yes(ask(ann), number="000000")

    invariants.i10_no_secret_in(caplog.messages, secrets=secrets_of(request))
    invariants.i10_no_secret_in_the_audit_log()


@pytest.mark.parametrize(
    "failure",
    [
        OSError("no route"),
        RuntimeError("no loop"),
        redis.exceptions.ConnectionError("Redis is away"),
        redis.exceptions.TimeoutError("Redis is frozen"),
    ],
    ids=lambda failure: type(failure).__module__ + "." + type(failure).__name__,
)
def test_whoever_fails_to_be_told_never_stops_a_sign_in(
    failure: Exception, ann: User, listening: Listening
) -> None:
    listening.failure = failure

    request = whole_sign_in(ann, phone_of(ann))

    request.refresh_from_db()
    assert request.state == "consumed"
    invariants.check()


def test_nothing_is_announced_of_what_was_not_committed(ann: User, listening: Listening) -> None:
    forget_policy(ann.tenant)

    with pytest.raises(PolicyChanged):
        ask(ann)

    assert listening.sent == []
    assert not ApprovalRequest.objects.exists()


def test_the_worker_of_this_process_is_told_that_phones_may_have_to_be_woken_after_the_commit(
    ann: User,
) -> None:
    """For a name that nobody has as well: its page takes the same time (T13)."""
    phone_of(ann)
    nudges: list[str] = []
    announce.use_worker(lambda: nudges.append("now"))

    with transaction.atomic():
        ask(ann)
        told_early = list(nudges)
    ask(ann, user=None)
    announce.use_worker(None)
    ask(ann)

    assert (told_early, nudges) == ([], ["now", "now"])


def test_what_nobody_may_approve_any_more_goes_off_every_screen(
    ann: User, listening: Listening
) -> None:  # E19
    one, other = phone_of(ann), phone_of(ann)
    request = ask(ann)
    sent = one.approval(one.see(request), number=request.number)
    other.see(request)
    turn_off(ann.tenant, "phone")
    listening.sent.clear()

    with pytest.raises(PolicyChanged):
        one.send(request, sent)

    told = {group for group, _ in listening.sent}
    phones = {announce.phone_group(phone.row.pk) for phone in (one, other)}
    assert told == phones | {announce.browser_group(request.browser_digest), *watchers_of(ann)}


def test_t32_everybody_looks_again_in_the_lane_of_everybody_and_a_phone_once_for_each_of_its_news(
    listening: Listening,
) -> None:
    listening.groups = {announce.EVERY_PHONE: {}, "phone.1": {}, "browser.2": {}}

    asyncio.run(announce.let_all_look())

    assert [group for group, _ in listening.sent] == ["phone.1", "phone.1", "browser.2"]
    assert {message["lane"] for _, message in listening.sent} == {"everybody"}
