"""Tries of names that nobody has are counts, by organisation, network and hour (T39)."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.audit.models import UnknownNameTries
from accounts.audit.unknown_names import count_unknown_name, from_networks
from accounts.tenants.models import Tenant
from idp.housekeeping import NAME_TRIES_KEPT, forget_name_tries
from tests.support.clock import travel
from tests.support.people import make_tenant

pytestmark = pytest.mark.both_databases
HERE, THERE = "192.0.2.7", "2001:db8::/64"


@pytest.fixture
def tenant(db: None) -> Tenant:
    return make_tenant("nordljus")


def test_a_thousand_tries_of_an_hour_are_one_row(tenant: Tenant) -> None:  # T39
    for _ in range(1000):
        count_unknown_name(tenant.pk, network=HERE)

    assert UnknownNameTries.objects.get().tries == 1000


def test_each_organisation_network_and_hour_has_its_own(tenant: Tenant) -> None:  # T39
    with travel(datetime(2026, 11, 26, 8, 30, tzinfo=UTC), tick=False) as clock:
        count_unknown_name(tenant.pk, network=HERE)
        count_unknown_name(tenant.pk, network=THERE)
        count_unknown_name(make_tenant("fjordbank").pk, network=HERE)
        clock.shift(3600)
        count_unknown_name(tenant.pk, network=HERE)

    assert UnknownNameTries.objects.count() == 4


def test_what_goes_on_counts_no_further_but_is_the_last_that_was_heard(tenant: Tenant) -> None:
    with travel(datetime(2026, 11, 26, 8, 30, tzinfo=UTC), tick=False) as clock:
        count_unknown_name(tenant.pk, network=HERE)
        clock.shift(60)
        count_unknown_name(tenant.pk, network=HERE, tries=0)

    row = UnknownNameTries.objects.get()
    assert (row.tries, row.last_at.minute) == (1, 31)


def test_those_come_first_that_tried_most_lately(tenant: Tenant) -> None:
    with travel(datetime.now(UTC) - timedelta(days=2), tick=False):
        for _ in range(5):
            count_unknown_name(tenant.pk, network=HERE)
    count_unknown_name(tenant.pk, network=HERE)
    for _ in range(2):
        count_unknown_name(tenant.pk, network=THERE)

    told = from_networks(tenant.pk, most=10)

    assert [(one.network, one.lately, one.kept) for one in told] == [(THERE, 2, 2), (HERE, 1, 6)]
    assert from_networks(tenant.pk, most=1) == told[:1]


def test_a_month_later_they_are_gone(tenant: Tenant) -> None:  # T39
    for ago in (NAME_TRIES_KEPT + timedelta(hours=1), NAME_TRIES_KEPT - timedelta(hours=1)):
        with travel(datetime.now(UTC) - ago, tick=False):
            count_unknown_name(tenant.pk, network=HERE)

    forget_name_tries()

    assert UnknownNameTries.objects.count() == 1
