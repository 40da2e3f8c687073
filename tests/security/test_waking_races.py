"""Several workers that look at once, and one that is killed: every phone is woken, and once."""

from __future__ import annotations

import pytest

from accounts.users.models import User
from devices.push import deliver
from devices.waking.outbox import Outbox
from tests.support.asking import ask
from tests.support.at_once import Crowd
from tests.support.people import make_person, make_tenant
from tests.support.phones import phone_of
from tests.support.senders import Sender, an_outbox, id_of, make_due
from tests.support.waiting import until

pytestmark = pytest.mark.both_databases
WORKERS = 8


def test_of_many_workers_that_look_at_once_one_wakes_a_phone(
    ann: User, threads: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = Sender()
    monkeypatch.setattr(deliver, "sender", lambda _kind: sender)
    people = [make_person(make_tenant(f"house{n}"), "bea") for n in range(6)]
    phones = [id_of(phone_of(one)) for one in people]
    for one in people:
        ask(one)
    make_due()
    workers = [an_outbox() for _ in range(WORKERS)]

    def look_twice(outbox: Outbox) -> None:
        outbox.look()
        until(lambda: all(sending.is_over for sending in outbox.in_hand))
        outbox.look()

    failed = threads.run([lambda outbox=outbox: look_twice(outbox) for outbox in workers])  # type: ignore[misc]  # bound now

    assert set(failed) == {None}
    assert sorted(sender.woken) == sorted(phones)
