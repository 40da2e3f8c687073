"""A pass at sign-in: taken once, in its time, counted before it is looked at; nobody learns who has one (E05)."""

from __future__ import annotations

import random
import statistics
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import block, disable
from accounts.ways.access_pass import services
from accounts.ways.access_pass.models import AccessPass
from tests.support.limits import forget_tries
from tests.support.pages import browser, frozen, read, write_username
from tests.support.passes import (
    ADDING,
    PASS,
    as_if_it_ended,
    make_pass,
    sign_in_by_pass,
    use_passes,
    write_pass,
)
from tests.support.people import (
    allow,
    change_policy,
    make_blocked,
    make_disabled,
    make_group,
    make_person,
    switch_off,
    take_out_of_use,
    turn_off,
)
from tests.support.sessions import proof_of

WRONG = "That pass does not match."


def test_it_signs_in_and_leads_to_adding_a_way(ann: User, client: Client) -> None:  # E05
    page = sign_in_by_pass(client, ann, make_pass(ann))

    proof = proof_of(client)
    assert (page.status, page.address) == (200, ADDING)
    assert (proof.methods, proof.amr, proof.acr) == (("access_pass",), ("otp",), "one_step")
    assert proof.proofs[0].until == int(AccessPass.objects.get().ends_at.timestamp())


def test_it_stands_for_two_steps_where_those_are_asked(ann: User, client: Client) -> None:  # E05, F01
    change_policy(ann.tenant, two_step=True)

    assert sign_in_by_pass(client, ann, make_pass(ann)).address == ADDING


def test_one_that_works_once_signs_in_once(ann: User) -> None:  # T21
    secret, second = make_pass(ann), browser()
    sign_in_by_pass(browser(), ann, secret)

    page = sign_in_by_pass(second, ann, secret)

    assert page.status == 400
    assert "works once, and has been used" in page.text
    assert AuditEvent.objects.filter(tag="user:access_pass:used").count() == 1


def test_one_that_works_again_and_again_does_until_it_ends(ann: User) -> None:  # E05
    use_passes(ann.tenant, is_one_time=False)
    secret = make_pass(ann, is_one_time=False)

    assert [sign_in_by_pass(browser(), ann, secret).address for _ in range(2)] == [ADDING, ADDING]
    as_if_it_ended()
    page = sign_in_by_pass(browser(), ann, secret)

    assert (page.status, "This pass has ended." in page.text) == (400, True)


def test_an_admin_may_have_every_pass_work_once_since(ann: User) -> None:  # E05, T21
    secret = make_pass(ann, is_one_time=False)

    sign_in_by_pass(browser(), ann, secret)

    assert sign_in_by_pass(browser(), ann, secret).status == 400


def test_one_that_begins_later_does_not_work_yet(ann: User, client: Client) -> None:  # E05
    secret = make_pass(ann, starts_at=timezone.now() + timedelta(hours=2))

    page = sign_in_by_pass(client, ann, secret)

    assert (page.status, "does not work yet" in page.text) == (400, True)
    AccessPass.objects.update(starts_at=timezone.now() - timedelta(seconds=1))
    assert write_pass(client, secret).address == ADDING


def test_one_that_is_too_old_signs_nobody_in(ann: User, client: Client) -> None:  # T21
    secret = make_pass(ann)
    write_username(client, ann.username)
    as_if_it_ended()

    page = write_pass(client, secret)

    assert (page.status, "This pass has ended." in page.text) == (400, True)
    refused = AuditEvent.objects.get(tag="user:sign_in:refused")
    assert (refused.details["reason"], refused.details["method"]) == ("pass_ended", "access_pass")


def test_a_new_one_takes_the_place_of_the_one_before(ann: User, client: Client) -> None:  # E05, T21
    first, second = make_pass(ann), make_pass(ann)

    assert WRONG in sign_in_by_pass(client, ann, first).text
    assert write_pass(client, second).address == ADDING
    assert AccessPass.objects.count() == 1


def test_one_that_was_removed_meanwhile_is_no_pass(ann: User, client: Client) -> None:  # T08, T21
    secret = make_pass(ann)
    write_username(client, ann.username)
    services.remove(ann, actor=User.objects.get(username__startswith="disa"))

    page = write_pass(client, secret)

    assert (page.status, WRONG in page.text) == (400, True)


def test_somebody_elses_is_no_pass(ann: User, client: Client) -> None:  # E05
    make_pass(ann)
    other = make_pass(make_person(ann.tenant, "bo"))

    assert WRONG in sign_in_by_pass(client, ann, other).text


@pytest.mark.parametrize("why", ["disabled", "blocked", "suspended", "excluded"])
def test_it_signs_nobody_in_who_may_not(why: str, ann: User, client: Client) -> None:  # T08, T21
    secret = make_pass(ann)
    write_username(client, ann.username)
    if why == "disabled":
        disable(ann, actor=None)
    elif why == "blocked":
        block(ann)
    elif why == "suspended":
        take_out_of_use(ann.tenant)
    else:
        allow(ann.tenant, services.KEY, exclude=[make_group(ann.tenant, "Night", ann)])

    page = write_pass(client, secret)

    assert (page.status, WRONG in page.text) == (400, True)
    assert AccessPass.objects.get().used_at is None


def test_turned_off_meanwhile_it_is_taken_no_more(ann: User, client: Client) -> None:  # E19
    secret = make_pass(ann)
    write_username(client, ann.username)
    switch_off(ann.tenant, services.KEY)

    page = write_pass(client, secret)

    assert (page.status, "does not offer this way" in page.text) == (403, True)
    assert AccessPass.objects.get().used_at is None


def test_it_is_offered_where_the_organisation_uses_it_and_nowhere_else(
    ann: User, client: Client
) -> None:  # A18
    write_username(client, ann.username)

    assert "Temporary Access Pass" in read(client.get("/sign-in/choose-method/")).text
    turn_off(ann.tenant, services.KEY)
    assert "Temporary Access Pass" not in read(client.get("/sign-in/choose-method/")).text
    assert client.get(PASS).status_code == 403


def test_the_page_comes_first_nowhere_where_there_is_anything_else(ann: User, client: Client) -> None:  # A12
    secret = make_pass(ann)
    sign_in_by_pass(client, ann, secret)
    client.post("/sign-out/")

    assert write_username(client, ann.username).address != PASS


def test_t15_tries_are_counted_before_they_are_looked_at(ann: User) -> None:
    secret, client = make_pass(ann), browser()
    write_username(client, ann.username)

    statuses = [client.post(PASS, {"code": f"wrong-{n}"}).status_code for n in range(11)]

    assert statuses == [400] * 10 + [429]
    assert client.post(PASS, {"code": secret}).status_code == 429
    assert AccessPass.objects.get().used_at is None


def test_a_refused_try_is_written_down_without_what_was_written(ann: User, client: Client) -> None:  # I10
    sign_in_by_pass(client, ann, "abcdefgh")

    event = AuditEvent.objects.get(tag="user:sign_in:refused")
    assert event.details["reason"] == "wrong_pass"
    assert "abcdefgh" not in str(event.details)


def test_it_is_kept_as_a_digest_by_a_key(ann: User) -> None:  # I10
    secret = make_pass(ann)

    kept = AccessPass.objects.get().digest
    assert secret not in kept
    assert len(kept) == 64


def test_t33_its_session_key_is_new(ann: User, client: Client) -> None:
    secret = make_pass(ann)
    write_username(client, ann.username)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    copied = browser()
    copied.cookies.update(client.cookies)

    write_pass(client, secret)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert copied.get(ADDING).status_code == 302


PEOPLE = ("real", "without", "disabled", "blocked", "excluded", "unknown")


@pytest.fixture
def everybody(nordljus: Tenant) -> Tenant:
    """Somebody who has a pass, somebody who has none, and each kind of who may not use one."""
    make_person(nordljus, "without")
    for person in (make_person(nordljus, "real"), make_person(nordljus, "excluded")):
        make_pass(person)
    make_disabled(nordljus)
    make_blocked(nordljus)
    excluded = User.objects.get(username__startswith="excluded")
    allow(nordljus, services.KEY, exclude=[make_group(nordljus, "Night", excluded)])
    return nordljus


def test_nobody_learns_who_has_one(everybody: Tenant) -> None:  # A18
    looks = {}
    with frozen():
        for name in PEOPLE:
            client = browser()
            write_username(client, f"{name}@nordljus.example")
            asked, told = read(client.get(PASS)), write_pass(client, "wrong")
            cookies = tuple(sorted((c.key, len(c.value)) for c in client.cookies.values()))
            looks[name] = (asked.status, asked.masked(), told.status, told.masked(), cookies)

    assert looks == dict.fromkeys(PEOPLE, looks["real"])


def test_everybodys_wrong_pass_costs_the_same_questions(everybody: Tenant) -> None:  # T13
    asked = {}
    for name in PEOPLE:
        client = browser()
        write_username(client, f"{name}@nordljus.example")
        with CaptureQueriesContext(connection) as shown:
            client.get(PASS)
        with CaptureQueriesContext(connection) as tried:
            client.post(PASS, {"code": "wrong"})
        asked[name] = (len(shown), len(tried))

    assert asked == dict.fromkeys(PEOPLE, asked["real"])


def test_everybodys_tries_are_counted_alike(everybody: Tenant) -> None:  # A18, T15
    statuses = {}
    for name in PEOPLE:
        forget_tries()
        client = browser()
        write_username(client, f"{name}@nordljus.example")
        statuses[name] = [client.post(PASS, {"code": f"wrong-{n}"}).status_code for n in range(11)]

    assert statuses["real"][-1] == 429
    assert statuses == dict.fromkeys(PEOPLE, statuses["real"])


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_everybodys_wrong_pass_costs_the_same_time(everybody: Tenant) -> None:  # T13: the medians
    """The time of this thread alone, pair by pair within a round."""
    taken: dict[str, list[float]] = {name: [] for name in PEOPLE}
    for _ in range(500):
        for name in random.sample(PEOPLE, len(PEOPLE)):
            forget_tries()
            client = browser()
            client.post("/sign-in/", {"username": f"{name}@nordljus.example"})
            began = time.thread_time()
            client.post(PASS, {"code": "wrong"})
            taken[name].append(time.thread_time() - began)

    ratios = {
        name: statistics.median(one / real for one, real in zip(times, taken["real"], strict=True))
        for name, times in taken.items()
    }

    assert all(0.95 < ratio < 1.05 for ratio in ratios.values()), ratios
