"""Two who act on the same phone at once wait for each other in one order, never in a ring (docs/architecture.md)."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable
from typing import Any

import pytest

from accounts.users.models import User
from devices.approvals import services as approvals
from devices.approvals.models import ApprovalRequest
from devices.enrolment import closing_test, services
from devices.enrolment.closing_test import conclude_test
from devices.enrolment.models import Enrolment
from devices.enrolment.services import end, take_off
from devices.enrolment.state import State
from tests.support.asking import ask, new_binding, offered
from tests.support.at_once import Crowd
from tests.support.phones import SigningPhone

pytestmark = pytest.mark.both_databases

# How long who is half-way waits for the other to come half-way too; in one order the other never does.
MEETING_SECONDS = 0.5


@pytest.fixture
def half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who concludes stops before the enrolment's row, who ends it after: if ever they form a ring, then now."""
    move, meeting = services.move, threading.Barrier(2)

    def meet() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(MEETING_SECONDS)

    def slowly(enrolment: Enrolment, target: State) -> bool:
        if target is State.ACTIVE:
            meet()
            return move(enrolment, target)
        moved = move(enrolment, target)
        meet()
        return moved

    monkeypatch.setattr(services, "move", slowly)
    monkeypatch.setattr(closing_test, "move", slowly)


def approved_test(user: User) -> tuple[Enrolment, ApprovalRequest, SigningPhone]:
    enrolment, code = offered(user)
    phone = SigningPhone()
    phone.join(phone.take(code))
    enrolment = Enrolment.objects.select_related("test_request__tenant", "user__tenant").get(pk=enrolment.pk)
    assert enrolment.test_request is not None
    phone.says_yes(enrolment.test_request)
    return enrolment, enrolment.test_request, phone


OTHERS: dict[str, Callable[[Enrolment, SigningPhone], Any]] = {
    "cancelled in the browser": lambda enrolment, _phone: end(enrolment, State.CANCELLED),
    "offered anew": lambda enrolment, _phone: offered(enrolment.user),
    "taken off by the phone": lambda _enrolment, phone: take_off(phone.row.accounts.get()),
    "run out": lambda enrolment, _phone: end(enrolment, State.EXPIRED),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_t07_concluding_a_test_and_ending_it_at_once_form_no_ring(
    other: Callable[[Enrolment, SigningPhone], Any], ann: User, threads: Crowd, half_way: None
) -> None:
    enrolment, test, phone = approved_test(ann)
    calls = [functools.partial(conclude_test, test.pk), functools.partial(other, enrolment, phone)]

    failed = [one for one in threads.run(calls) if isinstance(one, Exception)]

    assert failed == []
    state, account = Enrolment.objects.get(pk=enrolment.pk).state, phone.row.accounts.get()
    assert account.confirmed == (state == State.ACTIVE)
    assert account.confirmed or account.state == "ended"


def test_a15_whatever_a_browser_withdraws_it_withdraws_in_one_order(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two windows that withdraw the same requests take their rows in the same order."""
    binding = new_binding()
    for _ in range(3):
        ask(ann, binding=binding)
    ended: list[Any] = []
    end_one = approvals.end_by_browser

    def noted(request: ApprovalRequest, *args: Any, **kwargs: Any) -> bool:
        ended.append(request.pk)
        return end_one(request, *args, **kwargs)

    monkeypatch.setattr(approvals, "end_by_browser", noted)

    approvals.withdraw(binding=binding, is_replaced=True)

    assert ended == sorted(ended)
    assert len(ended) == 3
