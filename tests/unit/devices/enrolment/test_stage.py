"""What the browser is told, also before anybody wrote it down. Without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.enrolment.models import Enrolment
from devices.enrolment.stage import facts_of, stage_of

ANN = User(username="ann@nordljus.example")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(seconds=30), NOW - timedelta(seconds=1)


def enrolment(state: str, *, ends: datetime = LATER, test: ApprovalRequest | None = None) -> Enrolment:
    offered_to = {"user": ANN, "auth_hash": ANN.get_session_auth_hash()}
    return Enrolment(state=state, expires_at=ends, test_request=test, label="Ann's phone", **offered_to)


def closing(state: str, *, ends: datetime = LATER, finish_by: datetime | None = None) -> ApprovalRequest:
    return ApprovalRequest(state=state, asked_at=NOW, expires_at=ends, finish_by=finish_by, number="07")


@pytest.mark.parametrize(
    ("shown", "stands"),
    [
        ("offered", enrolment("offered")),
        ("claimed", enrolment("claimed")),
        ("testing", enrolment("claimed", test=closing("pending"))),
        ("testing", enrolment("claimed", test=closing("approved", ends=BEFORE, finish_by=LATER))),
        ("active", enrolment("active", ends=BEFORE, test=closing("consumed"))),
        ("cancelled", enrolment("cancelled", ends=BEFORE)),
        # Not yet concluded, and yet so.
        ("expired", enrolment("offered", ends=BEFORE)),
        ("expired", enrolment("claimed", ends=NOW, test=closing("pending"))),
        ("rejected", enrolment("claimed", test=closing("denied"))),
        ("rejected", enrolment("claimed", test=closing("pending", ends=BEFORE))),
        ("rejected", enrolment("claimed", test=closing("approved", finish_by=BEFORE))),
    ],
)
def test_the_stage_is_what_is_true_now(shown: str, stands: Enrolment) -> None:
    assert stage_of(stands, now=NOW) == shown


@pytest.mark.parametrize(
    ("shown", "stands"),
    [
        ("expired", enrolment("offered")),
        ("expired", enrolment("claimed")),
        ("rejected", enrolment("claimed", test=closing("pending"))),
        ("active", enrolment("active")),
    ],
)
def test_t08_with_every_session_the_adding_of_a_phone_is_shown_as_ended(
    shown: str, stands: Enrolment
) -> None:
    stands.user = User(session_epoch=1)

    facts = facts_of(stands, now=NOW)

    assert (facts["state"], facts["number"]) == (shown, "")


def test_t18_the_number_is_told_while_the_test_waits_and_no_longer() -> None:
    waits, ended = (enrolment("claimed", test=closing(state)) for state in ("pending", "wrong_number"))

    assert facts_of(waits, now=NOW)["number"] == "07"
    assert facts_of(ended, now=NOW)["number"] == ""
