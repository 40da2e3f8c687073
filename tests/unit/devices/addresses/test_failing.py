"""Many phones of an organisation that cannot be woken are a warning to it, once a day (E17)."""

from datetime import timedelta

import pytest

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from devices.addresses.failing import MANY, look_at_pushes
from devices.addresses.models import PhoneAddress
from tests.support.people import make_person, make_tenant
from tests.support.phones import phone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
State = PhoneAddress.State


def phones(tenant: Tenant, many: int, state: State, *, days_ago: float = 0) -> None:
    for n in range(many):
        person = make_person(tenant, f"{state}-{days_ago}-{n}", password=None)
        PhoneAddress.objects.create(
            phone=phone_of(person).row,
            kind=PhoneAddress.Kind.WEBPUSH,
            address_digest=str(person.pk),
            language="en",
            state=state,
            since=clock.now() - timedelta(days=days_ago),
        )


def warned() -> list[tuple[object, object]]:
    rows = AuditEvent.objects.filter(tag="tenant:warning:pushes_fail")
    return [(row.tenant, row.details["phones"]) for row in rows]


def look() -> None:
    look_at_pushes.call()


def test_several_that_fail_are_a_warning_to_their_own_organisation_once() -> None:  # E17
    tenant, other = make_tenant(), make_tenant("fjordbank")
    phones(tenant, MANY, State.FAILING)
    phones(other, MANY - 1, State.FAILING)

    look()
    look()

    assert warned() == [(tenant, MANY)]


def test_those_that_failed_for_days_and_few_among_many_are_none() -> None:
    tenant, large = make_tenant(), make_tenant("fjordbank")
    phones(tenant, MANY, State.FAILING, days_ago=2)
    phones(large, MANY, State.FAILING)
    phones(large, 10 * MANY, State.WORKING)

    look()

    assert warned() == []
