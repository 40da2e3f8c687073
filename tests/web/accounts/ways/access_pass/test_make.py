"""An admin makes a pass for one person: once shown, of what the policy allows, told and written down (E05)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.audit.events import declared_events
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import block
from accounts.ways.access_pass import services
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.access_pass.refusals import NoPassForThem
from accounts.ways.access_pass.secret import plain
from tests.support.authenticators import authenticator_of
from tests.support.clock import travel
from tests.support.pages import Page, browser, read
from tests.support.passes import ADDING, make_admin, make_pass, sign_in_by_pass, use_passes
from tests.support.people import allow, make_group, make_person, make_tenant, switch_off, take_out_of_use
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in

HOUR = {"life": "60", "is_one_time": "on"}


@pytest.fixture
def disa(nordljus: Tenant) -> User:
    return make_admin(nordljus)


@pytest.fixture
def portal(disa: User) -> Client:
    """The admin's browser, in the portal."""
    allow(disa.tenant, "authenticator_code")
    return signed_in(disa, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(disa)[1])


def address(person: User) -> str:
    return f"/portal/users/{person.pk}/help/pass/"


def page_of(browser: Client, person: User) -> Page:
    return read(browser.get(f"/portal/users/{person.pk}/change/"))


def test_it_is_made_by_a_post_and_shown_once(portal: Client, disa: User, ann: User) -> None:  # E05, T28
    assert read(portal.get(address(ann))).heading == "Temporary Access Pass"
    assert not AccessPass.objects.exists()

    shown = read(portal.post(address(ann), HOUR))
    secret = plain(shown.code)

    assert len(secret) == 8
    assert secret not in plain(read(portal.get(address(ann))).text)
    assert secret not in plain(page_of(portal, ann).text)
    assert sign_in_by_pass(browser(), ann, shown.code).address == ADDING


def test_it_is_written_down_and_told_and_the_secret_is_not(
    portal: Client, disa: User, ann: User
) -> None:  # I10
    secret = read(portal.post(address(ann), HOUR)).code
    sign_in_by_pass(browser(), ann, secret)
    services.remove(ann, actor=disa)

    events = AuditEvent.objects.filter(tag__startswith="user:access_pass:").order_by("at")
    assert [(e.tag, e.subject, e.actor) for e in events] == [
        ("user:access_pass:made", ann, disa),
        ("user:access_pass:used", ann, ann),
        ("user:access_pass:removed", ann, disa),
    ]
    assert all(e.told for e in declared_events() if e.tag.startswith("user:access_pass:"))
    assert not any(plain(secret) in plain(str(e.details)) for e in AuditEvent.objects.all())


def test_it_begins_and_ends_when_the_admin_said(portal: Client, ann: User) -> None:  # E05
    monday = (timezone.now() + timedelta(days=3)).replace(hour=8, minute=0, second=0, microsecond=0)
    written = {"life": "120", "starts_at": monday.strftime("%Y-%m-%dT%H:%M"), "minutes_ahead": "60"}

    page = read(portal.post(address(ann), written))

    made = AccessPass.objects.get()
    assert made.starts_at == monday - timedelta(hours=1), "08:00 of whoever is an hour ahead of UTC"
    assert made.ends_at - made.starts_at == timedelta(hours=2)
    assert "From" in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"life": "1440"},
        {"life": "61"},
        {"life": ""},
        {"starts_at": "soon"},
        {"starts_at": "2126-01-01T08:00"},
        {"minutes_ahead": "100000"},
    ],
)
def test_what_cannot_be_is_refused(portal: Client, ann: User, wrong: dict[str, str]) -> None:  # E05
    page = read(portal.post(address(ann), HOUR | wrong))

    assert (page.status, page.code) == (200, "")
    assert not AccessPass.objects.exists()


def test_a_start_that_is_past_is_now(portal: Client, ann: User) -> None:  # E05
    portal.post(address(ann), HOUR | {"starts_at": "2020-01-01T08:00"})

    made = AccessPass.objects.get()
    assert timezone.now() - made.starts_at < timedelta(minutes=1)
    assert made.ends_at - made.starts_at == timedelta(hours=1)


def test_the_policy_says_how_long_it_is_and_may_live(portal: Client, ann: User) -> None:  # E05, E02
    use_passes(ann.tenant, length=24, life_minutes=30, longest_minutes=30)

    page = read(portal.get(address(ann)))
    made = read(portal.post(address(ann), HOUR | {"life": "30"}))

    assert "30 minutes" in page.text
    assert "1 hour" not in page.text
    assert len(plain(made.code)) == 24


def test_no_verb_makes_one_that_lives_longer_than_the_policy_lets_it(ann: User) -> None:  # E05, T21
    make_pass(ann, hours=24 * 40)

    made = AccessPass.objects.get()
    assert made.ends_at - made.starts_at == timedelta(hours=8)


def test_only_where_the_policy_lets_it_one_works_again_and_again(
    portal: Client, ann: User
) -> None:  # E05, T21
    often = {"life": "60"}

    portal.post(address(ann), often)
    forced = AccessPass.objects.get().is_one_time
    use_passes(ann.tenant, is_one_time=False)
    portal.post(address(ann), often)

    assert forced
    assert not AccessPass.objects.get().is_one_time


def test_settings_out_of_bounds_count_as_the_nearest_that_can_be(ann: User) -> None:  # E02
    use_passes(ann.tenant, length=2, longest_minutes=10**6)

    secret = make_pass(ann, hours=24 * 40)

    made = AccessPass.objects.get()
    assert len(secret) == 8
    assert made.ends_at - made.starts_at == timedelta(days=30)


def test_it_is_made_only_where_it_would_work(portal: Client, disa: User, ann: User) -> None:  # E05, T08
    bo, cia = make_person(ann.tenant, "bo"), make_person(ann.tenant, "cia")
    block(bo)
    allow(ann.tenant, services.KEY, exclude=[make_group(ann.tenant, "Night", cia)])

    for person in (bo, cia):
        assert "help/pass/" not in page_of(portal, person).html
        assert portal.post(address(person), HOUR).status_code == 302
        with pytest.raises(NoPassForThem):
            services.make(person, actor=disa, life=timedelta(hours=1))
    assert "help/pass/" in page_of(portal, ann).html
    switch_off(ann.tenant, services.KEY)
    assert "help/pass/" not in page_of(portal, ann).html
    assert not AccessPass.objects.exists()


def test_none_is_made_in_an_organisation_that_is_out_of_use(disa: User, ann: User) -> None:  # T21
    take_out_of_use(ann.tenant)

    with pytest.raises(NoPassForThem):
        services.make(ann, actor=disa, life=timedelta(hours=1))


def test_nobody_makes_one_for_themselves_for_who_may_more_or_elsewhere(
    portal: Client, disa: User, ann: User
) -> None:  # E03, T23
    operator = make_person(disa.tenant, "op", role=User.Role.OPERATOR)
    other = make_person(make_tenant("solvik"), "eva")
    use_passes(other.tenant)

    answers = [portal.post(address(person), HOUR).status_code for person in (disa, operator, other)]

    assert answers == [403, 403, 404]
    assert not AccessPass.objects.exists()


def test_an_admin_makes_one_for_another_admin(portal: Client, disa: User) -> None:  # E05
    assert read(
        portal.post(address(make_person(disa.tenant, "vera", role=User.Role.TENANT_ADMIN)), HOUR)
    ).code


def test_the_persons_page_says_how_it_stands(portal: Client, ann: User) -> None:  # E05, E04
    use_passes(ann.tenant, is_one_time=False)
    said = {}
    make_pass(ann, starts_at=timezone.now() + timedelta(hours=1))
    said["later"] = page_of(portal, ann).text
    secret = make_pass(ann)
    said["now"] = page_of(portal, ann).text
    sign_in_by_pass(browser(), ann, secret)
    said["used"] = page_of(portal, ann).text
    AccessPass.objects.update(ends_at=Now())
    said["over"] = page_of(portal, ann).text
    make_pass(ann)
    said["anew"] = page_of(portal, ann).text

    assert "Does not work yet · from" in said["later"]
    assert "Works now · until" in said["now"]
    assert "Used" in said["used"]
    assert "Ended" in said["over"]
    assert "works again and again" not in said["anew"]
    assert "Not used yet · Added" in said["anew"]


def test_it_is_removed_on_the_persons_page(portal: Client, ann: User) -> None:  # E04, E05
    secret = make_pass(ann, actor=make_person(ann.tenant, "vera", role=User.Role.TENANT_ADMIN))
    row = AccessPass.objects.get()

    portal.post(f"/portal/users/{ann.pk}/remove/{services.KEY}/{row.pk}/")

    assert not AccessPass.objects.exists()
    assert sign_in_by_pass(browser(), ann, secret).status == 400


def test_it_is_nothing_of_ones_own(ann: User) -> None:  # D01
    make_pass(ann)
    client = signed_in(ann, PASSWORD_PROOF)

    assert "Temporary Access Pass" not in read(client.get("/security-info/")).text
    assert "Temporary Access Pass" not in read(client.get("/security-info/default/")).text


def test_a_new_organisation_uses_no_passes_until_an_admin_says_so(db: None) -> None:  # E02
    person = make_person(make_tenant("solvik"), "eva")

    assert not services.may_have_one(person)


def test_what_an_admin_cannot_set_is_refused(portal: Client, disa: User) -> None:  # E02
    sent = {f"{services.KEY}-{name}": value for name, value in {"length": "7"}.items()}

    page = read(portal.post(f"/portal/policy/{disa.tenant.pk}/set/{services.KEY}/", sent))

    assert "8" in page.text
    assert services.pass_settings({}).length == 8


def test_times_are_the_databases(ann: User) -> None:  # T38
    with travel(datetime(2026, 11, 30, 8, tzinfo=UTC), tick=False):
        make_pass(ann)

    assert AccessPass.objects.get().starts_at == datetime(2026, 11, 30, 8, tzinfo=UTC)
