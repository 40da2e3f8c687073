"""A domain is proven by its record: by whom, once, and what follows for those who were there before (E04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.domains import services, working
from accounts.domains.looking_up import look_up
from accounts.domains.models import DomainClaim
from accounts.domains.services import (
    AlreadyOurs,
    DomainInUse,
    TooManyClaims,
    claim,
    give_up,
    look_now,
    remove,
)
from accounts.domains.working import look_at, look_for_all
from accounts.refusals import Refusal, TooManyTries
from accounts.tenants.models import Domain, Tenant
from accounts.tenants.resolve import tenant_of
from accounts.users.models import User
from tests.support.clock import travel
from tests.support.dns_server import DnsServer
from tests.support.people import add_domain, make_person, make_personal, make_tenant, take_out_of_use

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NAME = "solvik.example"
Found = DomainClaim.Found


@pytest.fixture
def admin(nordljus: Tenant) -> User:
    return make_person(nordljus, "admin", role=User.Role.TENANT_ADMIN)


@pytest.fixture
def waiting(nordljus: Tenant, admin: User) -> DomainClaim:
    return claim(nordljus, NAME, actor=admin)


def proven(waiting: DomainClaim, dns_server: DnsServer) -> None:
    """Its record is there, and is looked for."""
    dns_server.texts[waiting.name] = [waiting.record]
    look_at(waiting.pk)


def owners() -> dict[str, Tenant]:
    return {one.name: one.tenant for one in Domain.objects.filter(is_verified=True)}


def test_a_domain_is_nobodys_before_its_record_is_found(
    nordljus: Tenant, waiting: DomainClaim, dns_server: DnsServer
) -> None:  # E04
    dns_server.texts[NAME] = ["v=spf1 -all"]

    look_at(waiting.pk)

    waiting.refresh_from_db()
    assert NAME not in owners()
    assert (waiting.found, waiting.values) == (Found.NOTHING, ["v=spf1 -all"])
    assert waiting.looked_at is not None


def test_its_record_makes_it_the_organisations(
    nordljus: Tenant, waiting: DomainClaim, dns_server: DnsServer
) -> None:  # E04
    proven(waiting, dns_server)

    assert owners()[NAME] == nordljus
    assert Domain.objects.get(name=NAME).proven_at is not None
    assert not DomainClaim.objects.exists()
    assert tenant_of(f"bo@{NAME}") == nordljus
    told = AuditEvent.objects.filter(tag__startswith="tenant:domain:").order_by("pk")
    assert [event.tag for event in told] == ["tenant:domain:claimed", "tenant:domain:proven"]
    assert {event.details["record"] for event in told} == {waiting.record}


def test_two_looks_at_once_make_it_once(waiting: DomainClaim, dns_server: DnsServer) -> None:
    proven(waiting, dns_server)
    look_at(waiting.pk)
    working.settle(waiting.pk, look_up(NAME))

    assert AuditEvent.objects.filter(tag="tenant:domain:proven").count() == 1


def test_the_record_of_one_organisation_proves_nothing_for_another(
    waiting: DomainClaim, dns_server: DnsServer
) -> None:  # T23
    fjordbank = make_tenant("fjordbank")
    theirs = claim(fjordbank, NAME, actor=make_person(fjordbank, "admin"))
    dns_server.texts[NAME] = [waiting.record]

    look_at(theirs.pk)

    assert NAME not in owners()


def test_what_another_has_is_not_given_and_nobody_learns_whose_it_is(
    nordljus: Tenant, admin: User, dns_server: DnsServer
) -> None:  # T09 T23
    fjordbank = make_tenant("fjordbank")
    add_domain(fjordbank, NAME)
    waiting = claim(nordljus, NAME, actor=admin)

    proven(waiting, dns_server)
    look_at(waiting.pk)

    waiting.refresh_from_db()
    assert owners()[NAME] == fjordbank
    assert (waiting.found, waiting.values) == (Found.TAKEN, [])
    [event] = AuditEvent.objects.filter(tag="tenant:domain:refused")
    assert event.details == {"domain": NAME}


def test_one_that_is_drawn_like_anothers_is_not_given(
    nordljus: Tenant, admin: User, dns_server: DnsServer
) -> None:
    add_domain(make_tenant("fjordbank"), "xn--80ak6aa92e.example")  # Cyrillic, drawn like apple
    waiting = claim(nordljus, "apple.example", actor=admin)

    proven(waiting, dns_server)

    assert "apple.example" not in owners()


def test_claiming_does_not_say_whether_another_has_it(nordljus: Tenant, admin: User) -> None:  # A18
    add_domain(make_tenant("fjordbank"), NAME)

    assert claim(nordljus, NAME, actor=admin).found == Found.NOT_YET


def test_claiming_keeps_it_from_nobody(waiting: DomainClaim, dns_server: DnsServer) -> None:
    fjordbank = make_tenant("fjordbank")
    theirs = claim(fjordbank, NAME, actor=make_person(fjordbank, "admin"))

    proven(theirs, dns_server)

    assert owners()[NAME] == fjordbank


def test_a_name_of_other_letters_is_looked_up_as_the_network_knows_it(
    nordljus: Tenant, admin: User, dns_server: DnsServer
) -> None:
    waiting = claim(nordljus, "Räksmörgås.example", actor=admin)

    proven(waiting, dns_server)

    assert dns_server.asked == ["xn--rksmrgs-5wao1o.example"]
    assert tenant_of("bo@räksmörgås.example") == nordljus


def test_a_record_that_is_gone_later_takes_nothing_away(
    nordljus: Tenant, waiting: DomainClaim, dns_server: DnsServer
) -> None:
    proven(waiting, dns_server)
    dns_server.texts.clear()

    with travel(clock.now() + timedelta(days=30)):
        look_for_all.call()

    assert tenant_of(f"bo@{NAME}") == nordljus


def test_it_is_looked_for_by_itself_for_a_week_and_ever_more_seldom(
    waiting: DomainClaim, dns_server: DnsServer
) -> None:
    dns_server.texts[NAME] = []
    pauses = []
    for age in (timedelta(minutes=10), timedelta(hours=10), timedelta(days=6), working.LOOKED_FOR):
        with travel(waiting.claimed_at + age):
            look_at(waiting.pk)
            waiting.refresh_from_db()
            pauses.append(waiting.look_due_at and waiting.look_due_at - clock.now())

    rounded = [pause and round(pause / timedelta(minutes=1)) for pause in pauses]
    assert rounded == [5, 60, 360, None]


def test_the_worker_looks_for_those_whose_time_it_is(waiting: DomainClaim, dns_server: DnsServer) -> None:
    dns_server.texts[NAME] = [waiting.record]
    look_for_all.call()
    assert dns_server.asked == []

    DomainClaim.objects.update(look_due_at=Now())
    look_for_all.call()

    assert NAME in owners()


def test_for_an_organisation_out_of_use_nothing_is_looked_for(
    nordljus: Tenant, waiting: DomainClaim, dns_server: DnsServer
) -> None:
    take_out_of_use(nordljus)
    DomainClaim.objects.update(look_due_at=Now())

    look_for_all.call()
    look_for_all.call()

    assert dns_server.asked == []


def test_personal_accounts_of_the_domain_stay_personal(
    nordljus: Tenant, waiting: DomainClaim, dns_server: DnsServer
) -> None:  # A11 T09
    personal = make_personal()
    eva = User.objects.create_user(f"eva@{NAME}", tenant=personal)

    proven(waiting, dns_server)

    assert tenant_of(eva.username) == personal
    assert tenant_of(f"bo@{NAME}") == nordljus
    eva.refresh_from_db()
    assert eva.tenant == personal


def test_without_any_nobody_is_asked_for_them(
    nordljus: Tenant, waiting: DomainClaim, dns_server: DnsServer
) -> None:
    make_personal()

    proven(waiting, dns_server)

    nordljus.refresh_from_db()
    assert nordljus.shares_addresses is False


def test_what_one_has_or_waits_for_is_not_claimed_twice(
    nordljus: Tenant, admin: User, waiting: DomainClaim
) -> None:
    assert claim(nordljus, f" {NAME.upper()}. ", actor=admin) == waiting
    with pytest.raises(AlreadyOurs):
        claim(nordljus, "nordljus.example", actor=admin)


@pytest.mark.parametrize(
    "written", ["", "se", "https://solvik.example", "ann@solvik.example", "gmail.com", "co.uk"]
)
def test_what_can_be_nobodys_is_refused_at_once(nordljus: Tenant, admin: User, written: str) -> None:
    with pytest.raises(Refusal):
        claim(nordljus, written, actor=admin)

    assert not DomainClaim.objects.exists()


def test_claims_and_looks_are_bounded(
    nordljus: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # H08
    monkeypatch.setattr(services, "MOST_CLAIMS", 1)
    monkeypatch.setattr(services, "LOOKS_AN_HOUR", 1)
    waiting = claim(nordljus, NAME, actor=admin)
    look_now(waiting)

    with pytest.raises(TooManyClaims):
        claim(nordljus, "other.example", actor=admin)
    with pytest.raises(TooManyTries):
        look_now(waiting)


def test_one_that_is_given_up_is_given_to_nobody(
    waiting: DomainClaim, admin: User, dns_server: DnsServer
) -> None:
    give_up(waiting, actor=admin)
    proven(waiting, dns_server)

    assert NAME not in owners()
    assert AuditEvent.objects.filter(tag="tenant:domain:given_up", actor=admin).count() == 1


def test_a_domain_that_people_use_stays(nordljus: Tenant, admin: User) -> None:
    with pytest.raises(DomainInUse):
        remove(Domain.objects.get(name="nordljus.example"), actor=admin)

    assert tenant_of(admin.username) == nordljus


def test_one_that_nobody_uses_is_removed(nordljus: Tenant, admin: User) -> None:
    add_domain(nordljus, NAME)

    remove(Domain.objects.get(name=NAME), actor=admin)

    assert NAME not in owners()
    assert AuditEvent.objects.get(tag="tenant:domain:removed").details == {"domain": NAME}
