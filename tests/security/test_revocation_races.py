"""T08, I8: whatever is taken away, at whatever moment of a sign-in, nobody stays signed in by it.

First every interesting moment by itself: the revocation is let in just before one step of the sign-in. Then many
rounds in which both simply happen at once.
"""

from __future__ import annotations

import functools
import random
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import connections

from accounts.refusals import Refusal
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import expire_due
from tests.security.browsers import ENDING, WITHDRAWING, Scene, scene
from tests.support.at_once import Crowd
from tests.support.sessions import waiting_browser

pytestmark = pytest.mark.both_databases
# As long as the other side may need when nothing holds it back; when something does, it goes on after us.
LET_IN_SECONDS = 0.3
JITTER_SECONDS = 0.012
ROUNDS = [
    pytest.param(6, id="6 interleavings"),
    pytest.param(400, id="400 interleavings", marks=[pytest.mark.slow, pytest.mark.timeout(3600)]),
]
FINISHING = (
    "devices.approvals.finishing.consume",
    "devices.approvals.finishing.lock_user",
    "devices.approvals.finishing._lock_answer",
    "devices.approvals.finishing.check_standing",
    "devices.approvals.finishing.move",
    "devices.approvals.finishing._proven",
    "accounts.signin.flow.pass_method",
    "accounts.signin.offers.verdict",
    "accounts.signin.road.finishing.login",
    "accounts.signin.road.finishing.record",
)
APPROVING = (
    "devices.approvals.deciding.verify_decision",
    "devices.approvals.deciding.lock_user",
    "devices.approvals.deciding.lock_account",
    "devices.approvals.deciding.check_standing",
    "devices.approvals.deciding.move",
    "devices.approvals.deciding._keep",
)


class LetIn:
    """Runs something on another thread, once, just before a step of what this thread does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, before: str, act: Callable[[], Any]) -> None:
        self.act = act
        self.failed: Exception | None = None
        self.thread = threading.Thread(target=self._run)
        module, _, name = before.rpartition(".")
        step = getattr(import_module(module), name)
        monkeypatch.setattr(before, functools.partial(self._then, step))

    def _then(self, step: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.thread.ident is None:
            self.thread.start()
            self.thread.join(LET_IN_SECONDS)
        return step(*args, **kwargs)

    def _run(self) -> None:
        try:
            self.act()
        except Exception as failed:  # noqa: BLE001  given back to the test by `done`
            self.failed = failed
        finally:
            connections.close_all()

    def done(self) -> None:
        """Waits for it; it must have been let in, and must have succeeded."""
        assert self.thread.ident is not None, "this step is not on the way any more"
        self.thread.join(60)
        assert self.failed is None, self.failed


@pytest.mark.parametrize("before", FINISHING)
@pytest.mark.parametrize("revoke", ENDING.values(), ids=ENDING)
def test_t08_no_moment_of_finishing_survives_a_revocation(
    before: str, revoke: Callable[[Scene], Any], transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = scene("nordljus")
    here.approve()

    let_in = LetIn(monkeypatch, before=before, act=functools.partial(revoke, here))
    here.finish()
    let_in.done()

    assert not here.is_signed_in()


@pytest.mark.slow
@pytest.mark.parametrize("before", APPROVING)
@pytest.mark.parametrize("revoke", (ENDING | WITHDRAWING).values(), ids=ENDING | WITHDRAWING)
def test_t08_no_moment_of_approving_survives_a_revocation(
    before: str, revoke: Callable[[Scene], Any], transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = scene("nordljus")
    sent = here.phone.approval(here.phone.see(here.request), number=here.request.number)

    let_in = LetIn(monkeypatch, before=before, act=functools.partial(revoke, here))
    attempt(functools.partial(here.phone.send, here.request, sent))
    let_in.done()
    here.finish()

    assert not here.is_signed_in()


@pytest.mark.parametrize("before", FINISHING[:6])
@pytest.mark.parametrize("revoke", WITHDRAWING.values(), ids=WITHDRAWING)
def test_t08_what_is_withdrawn_lets_in_nobody_who_comes_later(
    before: str, revoke: Callable[[Scene], Any], transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign-in that was finishing may still finish; the next one, approved before, does not."""
    here = scene("nordljus")
    here.approve()
    client, request = waiting_browser(here.user)
    here.phone.says_yes(request)
    later = Scene(user=here.user, phone=here.phone, client=client, request=request)

    let_in = LetIn(monkeypatch, before=before, act=functools.partial(revoke, here))
    here.finish()
    let_in.done()
    later.finish()

    assert not later.is_signed_in()


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("revoke", ENDING.values(), ids=ENDING)
def test_t08_finishing_and_revoking_at_once_leave_nobody_signed_in(
    rounds: int, revoke: Callable[[Scene], Any], threads: Crowd
) -> None:
    for n in range(rounds):
        expire_due()  # as the server's housekeeping does: what nobody could finish ends in time (I4)
        here = scene(f"tenant-{n}")
        here.approve()

        outcomes = threads.run([jittered(here.finish), jittered(functools.partial(revoke, here))])

        assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
        assert not here.is_signed_in(), f"round {n}: signed in after the revocation"


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("revoke", (ENDING | WITHDRAWING).values(), ids=ENDING | WITHDRAWING)
def test_t08_approving_and_revoking_at_once_leave_nothing_to_finish(
    rounds: int, revoke: Callable[[Scene], Any], threads: Crowd
) -> None:
    for n in range(rounds):
        expire_due()  # as the server's housekeeping does: what nobody could finish ends in time (I4)
        here = scene(f"tenant-{n}")
        sent = here.phone.approval(here.phone.see(here.request), number=here.request.number)

        threads.run(
            [
                jittered(functools.partial(here.phone.send, here.request, sent)),
                jittered(functools.partial(revoke, here)),
            ]
        )
        here.finish()

        assert not here.is_signed_in(), f"round {n}"
        assert ApprovalRequest.objects.get(pk=here.request.pk).state != "consumed"


def test_the_scene_signs_in_when_nobody_revokes_anything(transactional_db: None) -> None:
    here = scene("nordljus")
    assert not here.is_signed_in()

    here.approve()
    assert here.finish() == 302

    assert here.is_signed_in()


def jittered(call: Callable[[], Any]) -> Callable[[], Any]:
    """Starts a little later, by chance: every round another interleaving."""

    def start() -> Any:
        time.sleep(random.uniform(0, JITTER_SECONDS))
        return call()

    return start


def attempt(call: Callable[[], Any]) -> None:
    """Whether it was refused does not matter here, only what follows."""
    try:
        call()
    except Refusal:
        return
