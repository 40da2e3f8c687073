"""What becomes of an address when a push service takes, or does not take, what is sent there."""

import logging
from datetime import timedelta

import pytest

from accounts import clock
from devices.addresses.carrying import carry
from devices.addresses.services import addresses_of, phones_refused, push_facts, register
from devices.push.contract import AddressGone, NotTaken, Refused, TryLater, Wake
from devices.simulator.waking.subscription import Subscription
from tests.support.chromium_push import Says
from tests.support.phones import SigningPhone
from tests.support.push_service import PushService
from tests.support.waking import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WAKE = Wake(what="request", handle="7f3a", seconds_left=60)


def carried(phone: SigningPhone) -> NotTaken | None:
    """What went wrong, if anything did."""
    try:
        carry(address_of(phone), WAKE)
    except NotTaken as why:
        return why
    return None


def test_what_is_taken_works(
    phone: SigningPhone, subscription: Subscription, push_service: PushService
) -> None:
    assert carried(phone) is None

    assert push_facts(phone.row)["state"] == "working"
    assert len(push_service.received(subscription)) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_is_gone_is_dropped(
    phone: SigningPhone, subscription: Subscription, push_service: PushService, status: int
) -> None:
    push_service.says = Says(status)

    assert isinstance(carried(phone), AddressGone)

    row = address_of(phone)
    assert (row.state, row.address_encrypted) == ("gone", "")
    assert row.last_answer.startswith(f"answered {status}")
    assert addresses_of([phone.id]) == {}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_wants_peace_has_it_for_as_long_as_it_says(
    phone: SigningPhone, subscription: Subscription, push_service: PushService, status: int
) -> None:
    push_service.says = Says(status, {"Retry-After": "40"})

    why = carried(phone)

    row = address_of(phone)
    assert isinstance(why, TryLater)
    assert why.seconds == 40
    assert row.state == "failing"
    assert row.resting_until is not None
    assert timedelta(seconds=35) < row.resting_until - clock.now() <= timedelta(seconds=40)


@pytest.mark.parametrize("status", [400, 413])
def test_what_it_cannot_take_is_failing(
    phone: SigningPhone,
    subscription: Subscription,
    push_service: PushService,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    push_service.says = Says(status)

    assert isinstance(carried(phone), Refused)

    assert (address_of(phone).state, address_of(phone).address_encrypted != "") == ("failing", True)
    assert "every phone" not in caplog.text


def test_a_key_that_it_does_not_know_is_told_to_whoever_runs_us(
    phone: SigningPhone,
    subscription: Subscription,
    push_service: PushService,
    caplog: pytest.LogCaptureFixture,
) -> None:
    right = push_service.keys[subscription.token]
    push_service.keys[subscription.token] = "another"
    carried(phone)
    refused = phones_refused()
    push_service.keys[subscription.token] = right
    carried(phone)

    [told] = [line for line in caplog.records if "does not know us" in line.getMessage()]
    assert "webpush" in told.getMessage()
    assert "answered 403" in told.getMessage()
    # By this the log writes few of them.
    assert vars(told)["refused"] == "push of kind webpush"
    assert address_of(phone).state == "working"
    assert (refused, phones_refused()) == (1, 0)


def test_where_nobody_listens_the_state_says_so_and_names_no_address(
    phone: SigningPhone, subscription: Subscription, push_service: PushService
) -> None:
    push_service.refuse_connections()

    assert carried(phone) is not None

    assert (address_of(phone).state, address_of(phone).last_answer) == (
        "failing",
        "not reached: ConnectError",
    )


def test_an_old_answer_says_nothing_of_a_new_address(
    phone: SigningPhone, subscription: Subscription, push_service: PushService
) -> None:
    seen = address_of(phone)
    said = push_service.subscribe().as_sent()
    kind, language = said.pop("kind"), said.pop("language")
    register(phone.row, kind=kind, data=said, language=language)
    push_service.says_to[subscription.token] = Says(410)

    with pytest.raises(AddressGone):
        carry(seen, WAKE)

    assert push_facts(phone.row)["state"] == "untested"


def test_since_when_it_is_so_does_not_move_while_it_stays_so(
    phone: SigningPhone, subscription: Subscription, push_service: PushService
) -> None:
    push_service.says = Says(500)
    carried(phone)
    since = address_of(phone).since
    carried(phone)

    assert address_of(phone).since == since


def test_i10_the_log_names_no_address(
    phone: SigningPhone,
    subscription: Subscription,
    push_service: PushService,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="handslag")
    push_service.says = Says(403, body=subscription.endpoint.encode())
    carried(phone)

    assert subscription.token not in f"{caplog.text} {address_of(phone).last_answer}"
