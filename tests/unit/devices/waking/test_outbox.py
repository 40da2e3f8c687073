"""Waking phones beside the pages: in time, each once, whatever a sender does."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.users.models import User
from devices.addresses.models import PhoneAddress
from devices.approvals.asking.services import send_again
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.phones.tokens import suspend_phone
from devices.waking import claims
from devices.waking import outbox as outbox_module
from devices.waking.claims import TRIES, wait_after
from devices.waking.outbox import Outbox
from tests.support.asking import age, ask, new_binding
from tests.support.phones import phone_of
from tests.support.senders import Sender, an_outbox, id_of, make_due, wake
from tests.support.waiting import until

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def ask_due(user: User, **asking: Any) -> ApprovalRequest:
    """A request, and it is time: SQLite's clock counts whole milliseconds."""
    request = ask(user, **asking)
    make_due(request)
    return request


def due() -> list[bool]:
    """Of each request that still waits, the oldest first, whether somebody is still to be woken."""
    waiting = ApprovalRequest.objects.filter(state=State.PENDING)
    times = waiting.order_by("asked_at").values_list("wake_due_at", flat=True)
    return [time is not None for time in times]


def test_a03_every_phone_that_may_answer_is_woken_once(ann: User, sender: Sender) -> None:
    one, other = phone_of(ann), phone_of(ann)
    phone_of(ann, enable=False)
    ask_due(ann)

    wake(an_outbox())
    wake(an_outbox())

    assert sorted(sender.woken) == sorted([id_of(one), id_of(other)])
    assert all(115 < seconds <= 120 for seconds in sender.seconds_left)
    assert due() == [False]


def test_a_second_step_wakes_phones_without_phone_sign_in_too(ann: User, sender: Sender) -> None:
    phone = phone_of(ann, enable=False)
    ask_due(ann, kind="second_step")

    wake(an_outbox())

    assert sender.woken == [id_of(phone)]


def test_who_has_no_phone_for_it_is_not_woken(ann: User, sender: Sender) -> None:
    phone_of(ann, enable=False)
    ask_due(ann)

    wake(an_outbox())

    assert (sender.tried, due()) == ([], [False])


def test_where_no_phone_can_be_woken_nothing_is_claimed(
    ann: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    phone_of(ann)
    request = ask_due(ann)
    outbox = an_outbox()

    with django_assert_num_queries(2):
        outbox.look()

    request.refresh_from_db()
    assert (outbox.in_hand, request.wake_due_at, request.wake_tries) == ([], None, 0)


def test_of_one_that_can_be_woken_no_more_neither(
    ann: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    gone = PhoneAddress.State.GONE
    PhoneAddress.objects.create(phone=phone_of(ann).row, kind="webpush", state=gone, since=timezone.now())
    ask_due(ann)

    with django_assert_num_queries(2):
        an_outbox().look()

    assert due() == [False]


def test_what_was_answered_since_it_was_seen_stays_due(ann: User) -> None:
    phone_of(ann)
    request = ask_due(ann)
    ApprovalRequest.objects.update(state=State.APPROVED)

    assert not claims._passed_over(request.pk, State.PENDING)
    assert claims._passed_over(request.pk, State.APPROVED)


def test_a_senders_retries_are_not_counted_again(ann: User, sender: Sender) -> None:  # A16
    phone = phone_of(ann)
    sender.fails_for = {id_of(phone)}
    request = ask_due(ann)

    wake(an_outbox())
    make_due()
    wake(an_outbox())

    request.refresh_from_db()
    assert (len(sender.tried), request.notifications) == (2, 1)


def test_i7_nothing_is_sent_after_the_end(ann: User, sender: Sender) -> None:
    phone_of(ann)
    request = ask_due(ann)
    age(request, seconds=121)

    wake(an_outbox())

    request.refresh_from_db()
    assert (sender.tried, request.wake_tries) == ([], 0)


def test_i7_nor_when_the_end_comes_between_the_claim_and_the_send(ann: User, sender: Sender) -> None:
    phone_of(ann)
    request = ask_due(ann)
    ApprovalRequest.objects.filter(pk=request.pk).update(expires_at=Now() + timedelta(milliseconds=900))

    wake(an_outbox())

    assert sender.tried == []


def test_i7_a_reminder_may_not_be_delivered_after_the_request_has_run_out(ann: User, sender: Sender) -> None:
    phone_of(ann)
    binding = new_binding()
    request = ask_due(ann, binding=binding)
    age(request, seconds=90)
    send_again(request, binding=binding)

    wake(an_outbox())

    assert all(0 < seconds <= 30 for seconds in sender.seconds_left)
    assert len(sender.seconds_left) == 1


def test_nobody_is_woken_for_what_was_answered_meanwhile(ann: User, sender: Sender) -> None:
    phone = phone_of(ann)
    phone.says_no(ask_due(ann))

    wake(an_outbox())

    assert sender.tried == []


def test_t08_who_was_suspended_meanwhile_is_not_woken(ann: User, sender: Sender) -> None:
    one, other = phone_of(ann), phone_of(ann)
    ask_due(ann)
    suspend_phone(one.row, why="test")

    wake(an_outbox())

    assert sender.tried == [id_of(other)]


def test_a_sender_that_hangs_for_one_phone_keeps_no_other_asleep(ann: User, sender: Sender) -> None:
    hanging, other = phone_of(ann), phone_of(ann)
    sender.hangs_for = {id_of(hanging)}
    outbox = an_outbox()
    ask_due(ann)
    outbox.look()
    until(lambda: id_of(other) in sender.woken)

    ask_due(ann)
    outbox.look()

    until(lambda: sender.woken == [id_of(other)] * 2)


def test_who_hangs_too_long_is_tried_again_alone(
    ann: User, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging, other = phone_of(ann), phone_of(ann)
    sender.hangs_for = {id_of(hanging)}
    monkeypatch.setattr(outbox_module, "GIVE_UP_AFTER_SECONDS", 0)
    outbox = an_outbox()
    ask_due(ann)
    outbox.look()
    [sending] = outbox.in_hand
    until(lambda: sending.left == {id_of(hanging)})
    outbox.look()

    make_due()
    outbox.look()

    until(lambda: sender.tried.count(id_of(hanging)) == 2)
    assert sender.tried.count(id_of(other)) == 1


def test_threads_that_hang_are_never_more_than_so_many(
    ann: User, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "AT_ONCE", 2)
    sender.hangs_for = {id_of(phone_of(ann))}
    outbox = an_outbox()
    for _ in range(3):
        ask_due(ann, known_browser=True)

    for _ in range(3):
        outbox.look()
    hanging = len(outbox.threads)
    sender.let_go()
    until(lambda: not any(thread.is_alive() for thread in outbox.threads))
    wake(outbox)

    assert hanging == 2
    assert len(sender.woken) == 3


def test_only_the_phone_that_could_not_be_woken_is_tried_again(
    ann: User, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    failing, other = phone_of(ann), phone_of(ann)
    sender.fails_for = {id_of(failing)}
    ask_due(ann)

    wake(an_outbox())
    wake(an_outbox())
    tried_early = sender.tried.count(id_of(failing))
    make_due()
    sender.fails_for = set()
    wake(an_outbox())

    assert tried_early == 1
    assert sorted(sender.woken) == sorted([id_of(failing), id_of(other)])
    assert due() == [False]
    assert "the push service is down" in caplog.text


def test_tries_stop(ann: User, sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    phone = phone_of(ann)
    sender.fails_for = {id_of(phone)}
    ask_due(ann)

    for _ in range(TRIES + 2):
        make_due()
        wake(an_outbox())

    assert sender.tried == [id_of(phone)] * TRIES
    assert due() == [False]
    with caplog.at_level(logging.ERROR):
        assert "given up" in caplog.text


def test_the_waits_are_these() -> None:
    assert [int(wait_after(tries).total_seconds()) for tries in range(1, TRIES)] == [2, 8, 32]


def test_what_a_killed_worker_had_claimed_is_woken_when_its_claim_has_run_out(
    ann: User, sender: Sender
) -> None:
    phone = phone_of(ann)
    sender.hangs_for = {id_of(phone)}
    ask_due(ann)
    an_outbox().look()  # and it is killed
    until(lambda: sender.tried)
    sender.hangs_for = set()

    wake(an_outbox())
    woken_early = list(sender.woken)
    make_due()
    wake(an_outbox())

    assert (woken_early, sender.woken) == ([], [id_of(phone)])


def test_of_two_workers_that_saw_the_same_request_one_claims_it(ann: User) -> None:
    phone_of(ann)
    ask_due(ann)
    [seen_by_one], [seen_by_other] = claims._due(), claims._due()

    claimed = [claims._claim(seen_by_one), claims._claim(seen_by_other)]

    assert [claim is not None for claim in claimed] == [True, False]


def test_a_request_of_a_kind_that_only_another_release_knows_is_left_to_it(ann: User, sender: Sender) -> None:
    phone = phone_of(ann)
    ask_due(ann)
    ApprovalRequest.objects.update(kind="of_later")
    ask_due(ann)

    wake(an_outbox())

    assert sender.woken == [id_of(phone)]
    assert due() == [True, False]


def test_who_asks_again_while_phones_are_being_woken_has_them_woken_again(ann: User, sender: Sender) -> None:
    phone = phone_of(ann)
    sender.hangs_for = {id_of(phone)}
    binding = new_binding()
    request = ask_due(ann, binding=binding)
    outbox = an_outbox()
    outbox.look()
    age(request, seconds=31)

    send_again(request, binding=binding)
    sender.let_go()
    until(lambda: all(sending.is_over for sending in outbox.in_hand))
    wake(outbox)

    assert sender.woken == [id_of(phone)] * 2


def test_the_longest_due_comes_first(ann: User, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "AT_ONCE", 1)
    phone_of(ann)
    early, late = ask_due(ann), ask_due(ann)
    ApprovalRequest.objects.filter(pk=early.pk).update(wake_due_at=F("wake_due_at") - timedelta(seconds=5))
    outbox = an_outbox()

    outbox.look()

    assert [sending.claim.request_id for sending in outbox.in_hand] == [early.pk]
    assert late.wake_due_at is not None


def test_many_at_once_are_woken_one_look_after_the_other(
    ann: User, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "AT_ONCE", 2)
    phone_of(ann)
    nudges: list[str] = []
    outbox = Outbox(nudge=lambda: nudges.append("look again"))
    for _ in range(3):
        ask_due(ann, known_browser=True)

    outbox.look()
    asked_again = list(nudges)
    until(lambda: not any(thread.is_alive() for thread in outbox.threads))
    wake(outbox)

    assert asked_again == ["look again"]
    assert len(sender.woken) == 3


def test_who_waits_for_room_is_told_when_there_is_some(
    ann: User, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "AT_ONCE", 1)
    sender.hangs_for = {id_of(phone_of(ann))}
    nudges: list[str] = []
    outbox = Outbox(nudge=lambda: nudges.append("look again"))
    ask_due(ann)
    outbox.look()
    outbox.look()
    nudges.clear()

    sender.let_go()

    until(lambda: nudges)
