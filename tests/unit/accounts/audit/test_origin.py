"""From where, and by whom, what people are told of was done: as the request at work says it."""

import pytest

from accounts.audit.log import record
from accounts.audit.origin import coming_from, origin_of
from accounts.users.events import DEFAULT_CHANGED, RELEASED
from accounts.users.models import User
from tests.support.people import make_person

pytestmark = pytest.mark.django_db
SAID = {"address": "194.71.11.69", "browser": "Firefox (Linux)"}


def test_what_the_request_says_of_itself_is_kept_with_what_its_person_is_told_of(ann: User) -> None:
    # D07
    with coming_from(lambda _subject: SAID):
        row = record(RELEASED, tenant=ann.tenant, subject=ann)

    assert row.details == SAID


def test_what_the_verb_knows_better_stands(ann: User) -> None:
    with coming_from(lambda _subject: SAID):
        row = record(RELEASED, tenant=ann.tenant, subject=ann, address="192.0.2.1")

    assert row.details == {**SAID, "address": "192.0.2.1"}


def test_where_somebody_else_sits_is_not_recorded(ann: User) -> None:
    # D07
    admin = make_person(ann.tenant, "bo", role=User.Role.TENANT_ADMIN)

    with coming_from(lambda _subject: SAID):
        row = record(RELEASED, tenant=ann.tenant, subject=ann, actor=admin)

    assert row.details == {}


def test_what_nobody_is_told_of_costs_no_question(ann: User) -> None:
    def asked(_subject: object) -> dict[str, str]:
        raise AssertionError

    with coming_from(asked):
        row = record(DEFAULT_CHANGED, tenant=ann.tenant, subject=ann, method="phone")

    assert row.details == {"method": "phone"}


def test_outside_of_requests_nothing_is_known_and_after_one_nothing_is_left() -> None:
    with coming_from(lambda _subject: SAID):
        assert origin_of(None) == SAID

    assert origin_of(None) == {}
