"""What a call costs the database: every query here is paid by each of thousands of phones."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.users.models import User
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import ask
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.push_service import PushService
from tests.support.senders import an_outbox, make_due, wake
from tests.support.waking import wakeable

NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def cost(work: Callable[[], object]) -> int:
    """How many queries, the marks of transactions not counted."""
    with CaptureQueriesContext(connection) as queries:
        work()
    said = [query["sql"] for query in queries.captured_queries]
    return len([sql for sql in said if not sql.startswith(NOT_COUNTED)])


@pytest.fixture
def warm_phone(phone: SigningPhone, account: AccountOnPhone) -> SigningPhone:
    """One whose nonce is fresh, and whose last visit was noted this minute."""
    phone.requests()
    return phone


def test_asking_when_nothing_waits(warm_phone: SigningPhone) -> None:
    # the phone, its accounts with what they are asked
    assert cost(warm_phone.requests) == 2


def test_asking_when_something_waits(ann: User, warm_phone: SigningPhone) -> None:
    ask(ann)
    first = cost(warm_phone.requests)

    # the phone, its accounts with their requests and challenges; at first sight the new challenge
    assert cost(warm_phone.requests) == 2
    assert first == 3


def test_three_requests_cost_no_more_than_one(ann: User, warm_phone: SigningPhone) -> None:
    for _ in range(3):
        ask(ann)
    warm_phone.requests()

    assert cost(warm_phone.requests) == 2


def test_opening_a_request(ann: User, warm_phone: SigningPhone) -> None:
    ask(ann)
    [request] = warm_phone.requests()

    # the phone, the challenge, the mark
    assert cost(lambda: warm_phone.mark_seen(request)) == 3


def test_opening_with_the_list(ann: User, warm_phone: SigningPhone) -> None:
    ask(ann)
    warm_phone.requests()

    # as the list, and the mark
    assert cost(warm_phone.open_first) == 3


def test_approving(ann: User, warm_phone: SigningPhone) -> None:
    asked = ask(ann)
    [request] = warm_phone.requests()

    assert cost(lambda: warm_phone.approve(request, number=asked.number)) <= 15


def test_who_was_woken_costs_the_answer_nothing(
    ann: User, warm_phone: SigningPhone, push_service: PushService
) -> None:
    plain = ask(ann)
    without = cost(lambda: warm_phone.approve(warm_phone.see(plain), number=plain.number))
    for phone in (warm_phone, phone_of(ann)):
        wakeable(phone, push_service)
    woken = ask(ann)
    make_due(woken)
    wake(an_outbox())
    woken.refresh_from_db()

    assert len(woken.woken.split()) == 2
    assert cost(lambda: warm_phone.approve(warm_phone.see(woken), number=woken.number)) == without


def test_denying(ann: User, warm_phone: SigningPhone) -> None:
    ask(ann)
    [request] = warm_phone.requests()

    assert cost(lambda: warm_phone.deny(request)) <= 8


def test_one_more_account_does_not_cost_the_hot_path_anything(ann: User, warm_phone: SigningPhone) -> None:
    warm_phone.add(make_person(make_tenant("sydsol")), enable=False)
    ask(ann)
    warm_phone.requests()

    assert cost(warm_phone.requests) == 2


def test_replacing_the_token(warm_phone: SigningPhone) -> None:
    assert cost(warm_phone.rotate_token) <= 3
    assert cost(warm_phone.requests) <= 6
    assert warm_phone.row.next_token_digest is None
    assert cost(warm_phone.requests) == 2
