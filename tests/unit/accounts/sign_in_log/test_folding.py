"""The sign-in log: what real sign-ins leave in it, one row for each try, made beside the pages (E12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.audit.log import record
from accounts.audit.models import LogReader
from accounts.machine import giving_way
from accounts.sign_in_log import daily, folding
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.signin.events import SIGN_IN_REFUSED, SIGNED_IN
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.clock import travel
from tests.support.kept_log import keep_log
from tests.support.pages import (
    answer,
    browser,
    frozen,
    press_continue,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import change_policy, make_person
from tests.support.phones import SigningPhone

pytestmark = pytest.mark.both_databases

FRANCE = "92.184.100.7"
Result = SignInAttempt.Result


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    """Midnight does not come between what happens and what is looked at."""
    with frozen():
        yield


def rows_of(ann: User) -> list[SignInAttempt]:
    """The tries as this person, the first first, after a turn of the worker."""
    keep_log()
    return list(SignInAttempt.objects.filter(person=ann).order_by("at", "id"))


def counted(ann: User) -> dict[tuple[str, str], int]:
    """What the counts of days say of this person's organisation, of what there is any."""
    today = clock.now().date()
    return {(way, result): n for _day, way, result, n in daily.by_day(ann.tenant_id, since=today)}


def test_of_more_tries_than_are_told_in_one_piece_each_is_one_row(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12
    monkeypatch.setattr(folding, "AT_ONCE", 2)
    marks = [f"{number:016}" for number in range(5)]
    for mark in marks:
        record(SIGN_IN_REFUSED, tenant=ann.tenant, subject=ann, sign_in=mark, method="password")
    keep_log()
    pieces: list[str] = []
    monkeypatch.setattr(giving_way, "give_way", lambda: pieces.append("a piece"))
    for mark in (*marks, "another" * 2):
        record(SIGNED_IN, tenant=ann.tenant, subject=ann, sign_in=mark, methods=["password"])

    rows = rows_of(ann)

    assert [row.result for row in rows] == [Result.SIGNED_IN] * 6
    assert len({row.mark for row in rows}) == 6
    assert len(pieces) == 3 + 1 + 3, "six events, a try that begins, five that go on"


def test_a_sign_in_in_two_steps_is_one_row_with_all_that_is_known(
    ann: User, phone: SigningPhone
) -> None:  # E12
    change_policy(ann.tenant, two_step=True)
    client = browser()
    client.defaults["REMOTE_ADDR"] = FRANCE
    write_username(client, ann.username)
    answer(phone, write_password(client).number)
    press_continue(client)

    (row,) = rows_of(ann)

    assert (row.result, row.methods, row.method) == (Result.SIGNED_IN, ["password", "phone"], "phone")
    assert (row.address, row.network, row.place) == (FRANCE, FRANCE, "FR")
    assert (row.is_new_browser, row.needed) == (True, ["two_by_organisation"])
    assert row.browser
    assert len(row.mark) == 16
    assert row.first_event < row.last_event
    assert counted(ann) == {("phone", Result.SIGNED_IN): 1}


def test_a_wrong_password_shows_at_once_and_what_comes_of_it_in_the_same_row(ann: User) -> None:  # E12
    client = browser()
    write_username(client, ann.username)
    write_password(client, "not it")
    (wrong,) = rows_of(ann)
    before = counted(ann)
    write_password(client)

    (right,) = rows_of(ann)

    assert (wrong.result, wrong.reason, wrong.method) == (Result.REFUSED, "wrong_password", "password")
    assert (right.pk, right.result, right.reason) == (wrong.pk, Result.SIGNED_IN, "")
    assert before == {("password", Result.REFUSED): 1}
    assert counted(ann) == {("password", Result.SIGNED_IN): 1}


def test_what_was_denied_on_the_phone_stays_denied(ann: User, phone: SigningPhone) -> None:  # E12
    client = browser()
    write_username(client, ann.username)
    phone.says_no(ApprovalRequest.objects.get(user=ann, state="pending"))

    (row,) = rows_of(ann)

    assert (row.result, row.method) == (Result.DENIED, "phone")
    assert row.reason.endswith(":denied")


def test_a_try_that_nobody_ends_is_closed_as_not_finished_after_its_life(
    ann: User, phone: SigningPhone
) -> None:  # E12
    write_username(browser(), ann.username)
    (under_way,) = rows_of(ann)

    with travel(clock.now() + folding.FINISHED_WITHIN - timedelta(seconds=5)):
        (still,) = rows_of(ann)
    with travel(clock.now() + folding.FINISHED_WITHIN + timedelta(minutes=1)):
        (closed,) = rows_of(ann)

    assert [row.result for row in (under_way, still, closed)] == [
        Result.UNDER_WAY,
        Result.UNDER_WAY,
        Result.NOT_FINISHED,
    ]
    assert counted(ann) == {("phone", Result.NOT_FINISHED): 1}


def test_reading_everything_again_changes_nothing(ann: User) -> None:  # E12
    client = browser()
    write_username(client, ann.username)
    write_password(client, "not it")
    write_password(client)
    sign_in_by_password(browser(), ann)
    before = [(row.pk, row.result, row.methods, row.last_event) for row in rows_of(ann)]
    counts = counted(ann)

    LogReader.objects.update(upto=0)
    after = [(row.pk, row.result, row.methods, row.last_event) for row in rows_of(ann)]

    assert (after, counted(ann)) == (before, counts)
    assert len(before) == 2


def test_what_stands_by_itself_in_the_log_is_a_row_of_its_own(ann: User) -> None:  # E12
    for _ in range(2):
        record(SIGN_IN_REFUSED, tenant=ann.tenant, subject=ann, method="passkey", reason="unknown")

    assert [(row.result, row.method) for row in rows_of(ann)] == [(Result.REFUSED, "passkey")] * 2


def test_one_mark_is_no_row_of_two_people(ann: User) -> None:  # E12
    bo = make_person(ann.tenant, "bo")
    for person in (ann, bo):
        record(SIGNED_IN, tenant=ann.tenant, subject=person, sign_in="m" * 16, methods=["password"])

    assert [len(rows_of(person)) for person in (ann, bo)] == [1, 1]


def test_what_a_browser_made_longer_than_its_column_is_cut(ann: User) -> None:  # E12
    record(
        SIGNED_IN,
        tenant=ann.tenant,
        subject=ann,
        sign_in="m" * 16,
        methods=["password"],
        application="a" * 500,
        browser="b" * 500,
        address="f" * 500,
    )

    (row,) = rows_of(ann)

    assert (len(row.application), len(row.browser), len(row.address), len(row.network)) == (120, 120, 45, 50)


def test_signing_in_writes_nothing_into_it(ann: User, client: Client) -> None:  # E12
    with CaptureQueriesContext(connection) as asked:
        sign_in_by_password(client, ann)

    tables = (
        SignInAttempt._meta.db_table,
        SignInsOfDay._meta.db_table,
        "accounts_logreader",
        "accounts_seal",
    )
    assert [query for query in asked.captured_queries if any(table in query["sql"] for table in tables)] == []
