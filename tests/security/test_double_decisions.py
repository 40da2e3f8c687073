"""T06, T10: many at once, one winner. Each round is a new request that 32 threads pounce on."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.asking.places import MOST_OF_NETWORK
from devices.approvals.deciding import Answer
from devices.approvals.finishing import Consumed
from devices.approvals.models import ApprovalRequest
from devices.approvals.refusals import AlreadyDecided, WrongNumber
from devices.approvals.services import end_by_browser, expire_due, expire_if_due
from devices.approvals.state import State
from tests.security.conftest import AT_ONCE
from tests.support.asking import ask, finish, new_binding
from tests.support.at_once import Crowd
from tests.support.people import change_policy
from tests.support.phones import SigningPhone, phone_of

pytestmark = pytest.mark.both_databases
ROUNDS = [
    pytest.param(3, id="3 rounds"),
    pytest.param(200, id="200 rounds", marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
]


def count(outcomes: list[Any]) -> Counter[str]:
    """What each thread got: the name of a refusal, or of the state it reached."""
    return Counter(str(one) if isinstance(one, State | bool) else type(one).__name__ for one in outcomes)


def moves_of(request: ApprovalRequest) -> int:
    events = AuditEvent.objects.filter(tag__startswith="user:request:", details__request=str(request.pk))
    return events.count() - 1  # less the asking


def state_of(request: ApprovalRequest) -> str:
    return ApprovalRequest.objects.get(pk=request.pk).state


def wrong(number: str) -> str:
    return f"{(int(number) + 1) % 10**6:06d}"


def all_answers(phone: SigningPhone, request: ApprovalRequest) -> list[tuple[SigningPhone, Answer]]:
    shown = phone.see(request)
    return [
        (phone, phone.approval(shown, number=request.number)),
        (phone, phone.denial(shown)),
        (phone, phone.approval(shown, number=wrong(request.number))),
    ]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_t06_of_many_decisions_at_once_one_counts(rounds: int, ann: User, threads: Crowd) -> None:
    """Approvals, denials and wrong numbers by two phones: whatever comes first is what it was."""
    phones = [phone_of(ann), phone_of(ann)]
    for _ in range(rounds):
        request = ask(ann)
        sent = [answer for phone in phones for answer in all_answers(phone, request)]
        calls = [functools.partial(sent[n % 6][0].send, request, sent[n % 6][1]) for n in range(AT_ONCE)]

        outcomes = count(threads.run(calls))

        assert set(outcomes) <= {"approved", "denied", "WrongNumber", "AlreadyDecided"}
        # A request may be approved and then denied; nothing else happens twice.
        allowed = {"denied": 2 if outcomes["approved"] else 1, "wrong_number": 1, "approved": 1}
        assert moves_of(request) <= allowed[state_of(request)]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_t06_of_many_different_approvals_at_once_one_counts(rounds: int, ann: User, threads: Crowd) -> None:
    phone = phone_of(ann)
    for _ in range(rounds):
        request = ask(ann)
        shown = phone.see(request)
        answers = [phone.approval(shown, number=request.number) for _ in range(AT_ONCE)]

        outcomes = count(threads.run([functools.partial(phone.send, request, sent) for sent in answers]))

        assert outcomes == {"approved": 1, "AlreadyDecided": AT_ONCE - 1}
        assert moves_of(request) == 1
        expire(request)


@pytest.mark.parametrize("kind", ["approval", "denial", "wrong number"])
def test_t10_the_same_answer_many_times_at_once_is_answered_alike(
    kind: str, ann: User, threads: Crowd
) -> None:
    phone, request = phone_of(ann), ask(ann)
    shown = phone.see(request)
    sent, said = {
        "approval": (phone.approval(shown, number=request.number), "approved"),
        "denial": (phone.denial(shown), "denied"),
        "wrong number": (phone.approval(shown, number=wrong(request.number)), WrongNumber.__name__),
    }[kind]

    outcomes = count(threads.run([functools.partial(phone.send, request, sent)] * AT_ONCE))

    assert outcomes == {said: AT_ONCE}
    assert moves_of(request) == 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_t06_of_many_that_finish_at_once_one_is_signed_in(rounds: int, ann: User, threads: Crowd) -> None:
    phone = phone_of(ann)
    for _ in range(rounds):
        binding = new_binding()
        request = ask(ann, binding=binding)
        phone.says_yes(request)
        request.refresh_from_db()

        outcomes = threads.run([functools.partial(finish, request, binding=binding, user=ann)] * AT_ONCE)

        assert count(outcomes) == {Consumed.__name__: 1, AlreadyDecided.__name__: AT_ONCE - 1}
        assert state_of(request) == State.CONSUMED


def test_t07_finishing_denying_cancelling_and_expiring_at_once_end_in_one_state(
    ann: User, threads: Crowd
) -> None:
    phone = phone_of(ann)
    for _ in range(8):
        binding = new_binding()
        request = ask(ann, binding=binding)
        shown = phone.see(request)
        other = phone_of(ann)
        denial = other.denial(other.see(request))
        phone.send(request, phone.approval(shown, number=request.number))
        request.refresh_from_db()
        calls: list[Callable[[], Any]] = [
            functools.partial(finish, request, binding=binding, user=ann),
            functools.partial(other.send, request, denial),
            functools.partial(end_by_browser, request, State.CANCELLED, binding=binding),
            functools.partial(expire_if_due, request),
        ]

        outcomes = threads.run(calls)

        won = [isinstance(outcomes[0], Consumed), outcomes[1] is State.DENIED, outcomes[2] is True]
        assert sum(won) == 1, outcomes
        assert moves_of(request) == 2


def test_i4_housekeeping_in_many_processes_at_once_expires_each_once(ann: User, threads: Crowd) -> None:
    requests = [ask(ann) for _ in range(3)]
    for request in requests:
        expire(request, told=False)

    expired = threads.run([expire_due] * 8)

    assert sum(expired) == len(requests)
    assert {moves_of(request) for request in requests} == {1}


def test_t02_of_many_requests_at_once_few_stay_and_show_different_numbers(ann: User, threads: Crowd) -> None:
    """Two digits leave a hundred numbers: drawn without looking at each other, 32 would meet."""
    change_policy(ann.tenant, digits=2)
    for _ in range(6):
        threads.run([functools.partial(ask, ann)] * AT_ONCE)

        waiting = list(ApprovalRequest.objects.filter(user=ann, state=State.PENDING))
        numbers = [request.number for request in waiting]
        assert len(numbers) == len(set(numbers)) == MOST_OF_NETWORK
        for request in waiting:
            end_by_browser(request, State.CANCELLED, binding=request.browser_digest)


def expire(request: ApprovalRequest, *, told: bool = True) -> None:
    """Its time is over: it makes room for the next round."""
    rows = ApprovalRequest.objects.filter(pk=request.pk)
    past = request.asked_at
    rows.filter(state="pending").update(expires_at=past)
    rows.filter(state="approved").update(finish_by=past)
    if told:
        expire_if_due(rows.select_related("tenant", "user").get())
