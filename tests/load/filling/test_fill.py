"""What `bin/bench fill` makes is what the product would have made: invariants hold, and every page opens over it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import Sum

from accounts.audit.models import AuditEvent, LogReader
from accounts.methods import registry
from accounts.secrets import digest_of
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.tenants.look_alikes import likeness
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from devices.phones.models import PhoneAccount
from tests.load.filling.fill import fill
from tests.load.filling.people import Organisation
from tests.load.filling.spread import SHARES, of_organisations
from tests.load.portal.pages import pages_of
from tests.support import invariants
from tests.support.authenticators import authenticator_of
from tests.support.people import make_person, make_tenant
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in

PEOPLE, TRIES = 600, 1500

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def filled() -> list[Organisation]:
    return fill(people=PEOPLE, tries=TRIES, say=lambda _line: None)


def test_it_makes_as_many_as_it_is_told_in_organisations_of_different_sizes(
    filled: list[Organisation],
) -> None:
    sizes = [User.objects.filter(tenant=one.tenant).count() for one in filled]

    assert (User.objects.count(), SignInAttempt.objects.count()) == (PEOPLE, TRIES)
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == len(SHARES)
    assert Group.objects.filter(tenant=filled[0].tenant).count() > 2


def test_people_have_what_people_have(filled: list[Organisation]) -> None:
    """Of every way of one's own somebody has something, and somebody has not; some are blocked, disabled, new, gone."""
    for method in registry.of_ones_own():
        assert 0 < User.objects.filter(method.held()).count() < PEOPLE, method.key
    assert User.objects.filter(is_active=False).exists()
    assert User.objects.filter(last_login=None).exists()
    assert (
        {"active", "suspended", "ended"} > set(PhoneAccount.objects.values_list("state", flat=True)) > set()
    )


def test_it_keeps_the_invariants(filled: list[Organisation]) -> None:
    invariants.check()

    for person in User.objects.all()[:50]:
        assert person.username.endswith(f"@{person.tenant.slug}.example")
        assert person.likeness_digest == digest_of(likeness(person.username))


def test_the_counts_of_days_are_those_of_the_tries_and_the_readers_have_read_all(
    filled: list[Organisation],
) -> None:
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]

    assert SignInsOfDay.objects.aggregate(Sum("count"))["count__sum"] == TRIES
    assert set(LogReader.objects.values_list("upto", flat=True)) == {last}


def test_its_log_is_in_the_order_of_its_times(filled: list[Organisation]) -> None:
    """Whatever was done: a page of a span of time counts on it."""
    times = list(AuditEvent.objects.order_by("pk").values_list("at", flat=True))[-TRIES:]

    assert len(set(AuditEvent.objects.values_list("kind", flat=True))) > 3
    assert [at for at, after in pairwise(times) if at > after + timedelta(hours=3)] == []


def test_what_is_written_next_goes_on_from_there(filled: list[Organisation]) -> None:
    before = AuditEvent.objects.count()

    make_person(filled[0].tenant, "new")
    authenticator_of(User.objects.get(username=f"new@{filled[0].domain}"))

    assert AuditEvent.objects.count() > before


def test_every_page_of_the_bench_opens(filled: list[Organisation]) -> None:
    operator = make_person(
        make_tenant("operators", methods=("password", "authenticator_code")), "you", role=User.Role.OPERATOR
    )
    admin = User.objects.get(tenant=filled[0].tenant, role=User.Role.TENANT_ADMIN)
    browsers = {
        who: signed_in(person, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(person)[1])
        for who, person in (("admin", admin), ("operator", operator))
    }

    for page in pages_of(filled[0].tenant):
        opened = browsers[page.who]
        answer = opened.post(page.address, dict(page.posted)) if page.posted else opened.get(page.address)
        assert answer.status_code == 200, page.name


@pytest.mark.parametrize("people", [100, 101, 999, 1_000_000])
def test_nobody_is_left_out_of_the_organisations(people: int) -> None:
    stretches = of_organisations(people)

    assert sum(len(one) for one in stretches) == people
    assert [one.first for one in stretches[1:]] == [one.last + 1 for one in stretches[:-1]]
    assert all(len(one) > 0 for one in stretches)


def test_a_second_filling_stands_beside_the_first(filled: list[Organisation]) -> None:
    fill(people=200, tries=300, say=lambda _line: None)

    assert User.objects.count() == PEOPLE + 200
    assert Tenant.objects.count() == 2 * len(SHARES)
    assert SignInsOfDay.objects.aggregate(Sum("count"))["count__sum"] == TRIES + 300
