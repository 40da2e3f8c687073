"""Which applications and places there are to choose among, of one organisation (E12)."""

from __future__ import annotations

import uuid

import pytest

from accounts import clock
from accounts.sign_in_log.known import known_of
from accounts.sign_in_log.models import SignInAttempt

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
HERE, ELSEWHERE = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def log() -> None:
    """Tries for four applications here, some of them alike, one for none; for another elsewhere."""
    now = clock.now()
    made = [(HERE, name) for name in ("Payroll", "Mail", "Mail", "", 'Care\'s "records"', "Files")]
    SignInAttempt.objects.bulk_create(
        SignInAttempt(
            tenant_id=tenant,
            person_id=uuid.uuid4(),
            mark=str(number),
            at=now,
            last_at=now,
            first_event=number,
            last_event=number,
            application=name,
            place="SE",
        )
        for number, (tenant, name) in enumerate([*made, (ELSEWHERE, "Theirs")])
    )


def test_each_is_named_once_by_the_alphabet_and_none_of_another_organisation(log: None) -> None:  # T09
    assert known_of(HERE, "application", most=10) == ['Care\'s "records"', "Files", "Mail", "Payroll"]
    assert known_of(HERE, "place", most=10) == ["SE"]
    assert known_of(uuid.uuid4(), "place", most=10) == []


def test_no_more_are_named_than_are_asked_for(log: None) -> None:
    assert known_of(HERE, "application", most=2) == ['Care\'s "records"', "Files"]


def test_only_what_has_an_index_is_asked_for() -> None:
    with pytest.raises(ValueError, match="address"):
        known_of(HERE, "address", most=2)
