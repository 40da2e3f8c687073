"""What an application's calls ask of the database: one query more is seen here before it is felt (docs/bench.md)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.users.models import User
from tests.support.phones import SigningPhone
from tests.support.relying import RelyingParty, question

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL locks rows that SQLite need not"
)
MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def cost(call: Callable[[], object]) -> int:
    """How many queries, the marks of transactions not counted."""
    with CaptureQueriesContext(connection) as asked:
        call()
    return sum(not one["sql"].startswith(MARKS) for one in asked.captured_queries)


def test_the_code_flow_and_refreshing(payroll: RelyingParty, anns: Client) -> None:
    tokens = [payroll.signs_in(anns)["refresh_token"]]
    started = []

    queries = {
        "authorize": cost(lambda: started.append(payroll.start(anns))),
        "code": cost(lambda: tokens.append(payroll.redeem(started[0]).json()["refresh_token"])),
        "refresh": cost(lambda: tokens.append(payroll.refresh(tokens[-1]).json()["refresh_token"])),
    }

    # Each of the two last: the organisation, the application and its secret; what it was given, used, and whether that
    # still stands, with the session and the rules; the next refresh token.
    assert queries == {"authorize": 8, "code": 9, "refresh": 9}
    assert len(set(tokens)) == 3


def test_asking_a_phone(bank: RelyingParty, phone: SigningPhone, ann: User) -> None:
    def ask() -> str:
        return str(bank.ask_phone(login_hint=ann.username).json()["auth_req_id"])

    ask()
    phone.says_yes(question())
    asked: list[str] = []

    queries = {"ask": cost(lambda: asked.append(ask()))}
    phone.says_yes(question())
    queries["fetch"] = cost(lambda: asked.append(bank.poll(asked[0]).json()["access_token"]))

    assert queries == {"ask": 17, "fetch": 19}
