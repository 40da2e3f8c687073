"""T18, T17: a code that many photographed, keys that are sent twice, tokens used at once."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.enrolment.closing_test import conclude_test
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import CodeUsed
from devices.enrolment.services import end
from devices.enrolment.state import State
from devices.phones.models import Phone, PhoneAccount
from devices.phones.tokens import phone_of_token, rotate, settle
from devices.simulator.phone import ClaimedEnrolment
from tests.security.conftest import AT_ONCE
from tests.support.asking import offered
from tests.support.at_once import Crowd
from tests.support.phones import SigningPhone, phone_of

pytestmark = pytest.mark.both_databases


def names(outcomes: list[Any]) -> Counter[str]:
    return Counter(type(one).__name__ for one in outcomes)


def test_t18_of_many_phones_that_claim_at_once_one_wins(ann: User, threads: Crowd) -> None:
    for _ in range(4):
        enrolment, code = offered(ann)
        phones = [SigningPhone() for _ in range(AT_ONCE)]

        outcomes = threads.run([functools.partial(phone.take, code) for phone in phones])

        assert names(outcomes) == {"ClaimedEnrolment": 1, "CodeUsed": AT_ONCE - 1}
        winner = next(n for n, one in enumerate(outcomes) if isinstance(one, ClaimedEnrolment))
        enrolment.refresh_from_db()
        assert enrolment.thumbprint == phones[winner].key.thumbprint
        assert enrolment.second_claim_at is not None


def test_t18_who_lost_the_claim_gets_nowhere_and_who_won_still_needs_the_number(
    ann: User, threads: Crowd
) -> None:
    """The thief was quicker: the phone is shown in the browser, and without the number it stays outside."""
    enrolment, code = offered(ann)
    thief = SigningPhone()
    thief.join(thief.take(code))

    with pytest.raises(CodeUsed):
        SigningPhone().take(code)

    enrolment.refresh_from_db()
    assert enrolment.state == State.CLAIMED
    assert not PhoneAccount.objects.get(phone=thief.row).confirmed


def test_b05_a_phone_that_claims_many_times_at_once_gets_one_answer(ann: User, threads: Crowd) -> None:
    for _ in range(4):
        enrolment, code = offered(ann)
        phone = SigningPhone()

        outcomes = threads.run([functools.partial(phone.take, code)] * AT_ONCE)

        assert names(outcomes) == {"ClaimedEnrolment": AT_ONCE}
        assert len({one.challenge.text for one in outcomes}) == 1
        enrolment.refresh_from_db()
        assert enrolment.second_claim_at is None


def test_t10_keys_sent_many_times_at_once_make_one_phone(ann: User, threads: Crowd) -> None:
    for _ in range(4):
        _, code = offered(ann)
        joining = SigningPhone()
        claimed = joining.take(code)
        message = joining.joining_message(claimed, proof=None)

        outcomes = threads.run(
            [functools.partial(joining.hand_over, claimed, message, unlock=None)] * AT_ONCE
        )

        assert names(outcomes) == {"Completed": AT_ONCE}
        [token] = {one.device_token for one in outcomes}
        assert phone_of_token(token).thumbprint == joining.key.thumbprint
        assert Phone.objects.filter(thumbprint=joining.key.thumbprint).count() == 1


def test_t10_different_keys_sent_at_once_make_one_phone(ann: User, threads: Crowd) -> None:
    for _ in range(4):
        _, code = offered(ann)
        joining = SigningPhone()
        claimed = joining.take(code)
        messages = [joining.joining_message(claimed, proof=None) for _ in range(AT_ONCE)]

        outcomes = threads.run(
            [functools.partial(joining.hand_over, claimed, message, unlock=None) for message in messages]
        )

        assert names(outcomes) == {"Completed": 1, "NotClaimedByThisPhone": AT_ONCE - 1}
        assert Phone.objects.filter(thumbprint=joining.key.thumbprint).count() == 1


def test_t06_a_passed_test_concluded_many_times_at_once_adds_one_phone(ann: User, threads: Crowd) -> None:
    for _ in range(4):
        enrolment, code = offered(ann)
        phone = SigningPhone()
        phone.join(phone.take(code))
        test = Enrolment.objects.select_related("test_request__tenant").get(pk=enrolment.pk).test_request
        assert test is not None
        phone.says_yes(test)

        outcomes = threads.run([functools.partial(conclude_test, test.pk)] * AT_ONCE)

        assert set(outcomes) == {None}, outcomes
        enrolment.refresh_from_db()
        assert (enrolment.state, phone.row.accounts.get().confirmed) == (State.ACTIVE, True)
    assert AuditEvent.objects.filter(tag="user:phone:bound").count() == 4


def test_t07_cancelling_and_passing_at_once_end_in_one_of_the_two(ann: User, threads: Crowd) -> None:
    for _ in range(8):
        enrolment, code = offered(ann)
        phone = SigningPhone()
        phone.join(phone.take(code))
        enrolment = Enrolment.objects.select_related("test_request__tenant", "user__tenant").get(
            pk=enrolment.pk
        )
        assert enrolment.test_request is not None
        phone.says_yes(enrolment.test_request)

        calls: list[Callable[[], Any]] = [
            functools.partial(conclude_test, enrolment.test_request.pk),
            functools.partial(end, enrolment, State.CANCELLED),
        ]
        failed = [one for one in threads.run(calls) if isinstance(one, Exception)]

        assert failed == []
        state = Enrolment.objects.get(pk=enrolment.pk).state
        account = phone.row.accounts.get()
        assert (state, account.state, account.confirmed) in (
            (State.ACTIVE, "active", True),
            (State.CANCELLED, "ended", False),
        )


def test_t17_the_next_token_used_many_times_at_once_suspends_nobody(ann: User, threads: Crowd) -> None:
    """The app opens and sends several calls together."""
    phone = phone_of(ann)
    following = rotate(phone.row)

    def use() -> None:
        settle(phone_of_token(following), following)

    assert set(threads.run([use] * AT_ONCE)) == {None}
    assert Phone.objects.get().state == "active"


def test_t17_a_spent_token_shown_many_times_at_once_is_told_once(ann: User, threads: Crowd) -> None:
    phone = phone_of(ann)
    following = rotate(phone.row)
    settle(phone_of_token(following), following)

    def use() -> None:
        settle(phone_of_token(phone.token), phone.token)

    outcomes = threads.run([use] * AT_ONCE)

    assert names(outcomes) == {"PhoneSuspended": AT_ONCE}
    assert AuditEvent.objects.filter(tag="user:phone:suspended").count() == 1
