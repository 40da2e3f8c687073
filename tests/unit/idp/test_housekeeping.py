"""The house is kept even when one job fails; and what nobody needs goes."""

import logging
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.alerts.models import Alert
from accounts.audit.models import UnknownNameTries
from accounts.hooks.models import Delivery, Hook
from accounts.incidents import DATABASE
from accounts.tenants.models import Tenant
from accounts.throttle.counting import Limit, count
from accounts.throttle.models import TryCount
from accounts.undoing.links import make_link
from accounts.undoing.models import UndoLink
from accounts.users.models import KnownBrowser, User
from accounts.ways.one_time_link.models import OneTimeLink
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.state import State
from devices.enrolment.models import Enrolment
from devices.phones.models import Phone, SpentDeviceToken
from idp.housekeeping import (
    ALERTS_KEPT,
    AT_ONCE,
    BROWSERS_KEPT,
    CLEARING,
    DELIVERIES_KEPT,
    FAILED_TASKS_KEPT,
    LEFT_OVERS_KEPT,
    NAME_TRIES_KEPT,
    SPENT_TOKENS_KEPT,
    UNANSWERED_KEPT,
    forget_browsers,
    forget_decoys,
    forget_deliveries,
    forget_former_secrets,
    forget_tries,
    forget_unanswered,
    forget_undo_links,
    run_jobs,
)
from tests.support.hook_server import make_hook
from tests.support.letters import carry_letters
from tests.support.limits import let_pass
from tests.support.people import make_person, make_tenant
from tests.support.phones import account_of, phone_of

A_MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (RuntimeError("a mistake"), "fails failed"),
        (OperationalError("it is away"), "The database does not answer: OperationalError: it is away"),
    ],
    ids=repr,
)
def test_a_failing_job_is_logged_and_the_next_one_runs(
    failure: Exception, said: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    DATABASE.is_over()
    monkeypatch.setattr("idp.housekeeping.connections.close_all", lambda: done.append("closed"))
    done: list[str] = []

    def fails() -> None:
        raise failure

    with caplog.at_level(logging.WARNING):
        run_jobs(fails, lambda: done.append("next"))

    assert done == ["next", "closed"]
    assert said in caplog.text


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant("nordljus")


def ended(tenant: Tenant, *, ago: timedelta, **facts: object) -> ApprovalRequest:
    """A request that ended so long ago; for nobody unless `facts` name a user."""
    end = timezone.now() - ago
    return ApprovalRequest.objects.create(
        tenant=tenant,
        **{"state": State.EXPIRED, "asked_at": end - A_MINUTE, "expires_at": end, "ended_at": end} | facts,
    )


@pytest.mark.both_databases
def test_decoys_go_a_day_after_their_end_and_nothing_else_does(nordljus: Tenant) -> None:  # A18
    ended(nordljus, ago=LEFT_OVERS_KEPT + A_MINUTE)
    stay = {
        "young": ended(nordljus, ago=LEFT_OVERS_KEPT - A_MINUTE),
        "still open": ended(nordljus, ago=LEFT_OVERS_KEPT + A_MINUTE, state=State.PENDING, ended_at=None),
        "somebody's": ended(nordljus, ago=LEFT_OVERS_KEPT + A_MINUTE, user=make_person(nordljus)),
    }

    forget_decoys()

    assert set(ApprovalRequest.objects.all()) == set(stay.values())


@pytest.mark.both_databases
def test_what_no_phone_answered_goes_after_a_month_and_what_one_answered_stays(
    nordljus: Tenant,
) -> None:  # T39
    ann = make_person(nordljus)
    phone_of(ann)
    account = account_of(ann)
    old = UNANSWERED_KEPT + A_MINUTE
    shown_only = ended(nordljus, ago=old, user=ann)
    Challenge.objects.create(
        request=shown_only, phone_account=account, nonce="n", jws="j", issued_at=timezone.now()
    )
    answered, reported = (
        ended(nordljus, ago=old, user=ann, state=State.DENIED),
        ended(nordljus, ago=old, user=ann),
    )
    for request, said in ((answered, {"decision": "no"}), (reported, {"report": "not me"})):
        Challenge.objects.create(
            request=request, phone_account=account, nonce="n", jws="j", issued_at=timezone.now(), **said
        )
    stay = {
        "answered": answered,
        "reported": reported,
        "of a sign-in that was reported": ended(nordljus, ago=old, user=ann, reported_at=timezone.now()),
        "young": ended(nordljus, ago=UNANSWERED_KEPT - A_MINUTE, user=ann),
        "still open": ended(nordljus, ago=old, user=ann, state=State.PENDING, ended_at=None),
    }

    forget_unanswered()

    assert set(ApprovalRequest.objects.exclude(kind="enrol")) == set(stay.values())


def test_a_flood_of_decoys_goes_in_one_run(nordljus: Tenant) -> None:  # T01
    end = timezone.now() - LEFT_OVERS_KEPT - A_MINUTE
    times = {"asked_at": end - A_MINUTE, "expires_at": end, "ended_at": end}
    ApprovalRequest.objects.bulk_create(
        ApprovalRequest(tenant=nordljus, state=State.EXPIRED, **times) for _ in range(2 * AT_ONCE + 1)
    )

    forget_decoys()

    assert not ApprovalRequest.objects.exists()


def enrolment(user: User, *, state: str, ended_ago: timedelta | None, claimed: bool = False) -> Enrolment:
    now = timezone.now()
    return Enrolment.objects.create(
        user=user,
        state=state,
        code_digest=secrets.token_hex(32),
        session_digest="",
        expires_at=now,
        claimed_at=now if claimed else None,
        ended_at=now - ended_ago if ended_ago else None,
    )


def link(user: User, *, ran_out_ago: timedelta) -> OneTimeLink:
    return OneTimeLink.objects.create(
        user=user, token_digest=secrets.token_hex(32), expires_at=timezone.now() - ran_out_ago
    )


def spent_token(phone: Phone, *, ago: timedelta) -> SpentDeviceToken:
    made = SpentDeviceToken.objects.create(phone=phone, digest=secrets.token_hex(32))
    SpentDeviceToken.objects.filter(pk=made.pk).update(spent_at=timezone.now() - ago)
    return made


def alert(user: User, *, settled_ago: timedelta | None) -> Alert:
    """One that somebody dealt with so long ago, or nobody yet."""
    now = timezone.now()
    return Alert.objects.create(
        user=user,
        tenant=user.tenant,
        about=secrets.token_hex(32),
        raised_at=now,
        settled_at=None if settled_ago is None else now - settled_ago,
    )


def name_tries(tenant: Tenant, *, ago: timedelta) -> UnknownNameTries:
    hour = timezone.now() - ago
    return UnknownNameTries.objects.create(
        tenant=tenant, network="203.0.113.9", hour=hour, tries=1, last_at=hour
    )


def failed_task(*, ago: timedelta) -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.create(
        task_path="somewhere.mail",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        status="FAILED",
        finished_at=timezone.now() - ago,
    )


@pytest.mark.both_databases
def test_what_nobody_needs_goes_and_nothing_else_does(nordljus: Tenant) -> None:  # T30, T39
    ann = make_person(nordljus)
    bea = make_person(nordljus, "bea")
    phone = phone_of(bea).row
    carry_letters()
    # The notice that bea's phone would be woken for.
    DBTaskResult.objects.all().delete()
    old, young = LEFT_OVERS_KEPT + A_MINUTE, LEFT_OVERS_KEPT - A_MINUTE
    for state in ("expired", "cancelled"):
        enrolment(ann, state=state, ended_ago=old)
    link(ann, ran_out_ago=old)
    spent_token(phone, ago=SPENT_TOKENS_KEPT + A_MINUTE)
    failed_task(ago=FAILED_TASKS_KEPT + A_MINUTE)
    alert(ann, settled_ago=ALERTS_KEPT + A_MINUTE)
    name_tries(nordljus, ago=NAME_TRIES_KEPT + A_MINUTE)
    stay = {
        "just ended": enrolment(ann, state="expired", ended_ago=young),
        "led to a phone": enrolment(ann, state="active", ended_ago=old, claimed=True),
        "led to another": bea.enrolments.get(),
        "claimed by somebody": enrolment(ann, state="rejected", ended_ago=old, claimed=True),
        "under way": enrolment(ann, state="offered", ended_ago=None),
        "just run out": link(ann, ran_out_ago=young),
        "still an alarm": spent_token(phone, ago=SPENT_TOKENS_KEPT - A_MINUTE),
        "nobody has dealt with it": alert(ann, settled_ago=None),
        "somebody may ask": alert(ann, settled_ago=ALERTS_KEPT - A_MINUTE),
        "somebody may look why": failed_task(ago=FAILED_TASKS_KEPT - A_MINUTE),
        "a slow storm": name_tries(nordljus, ago=NAME_TRIES_KEPT - A_MINUTE),
    }

    for job in CLEARING:
        job()

    models = (Enrolment, OneTimeLink, SpentDeviceToken, DBTaskResult, Alert, UnknownNameTries)
    left = [row for model in models for row in model._default_manager.all()]
    assert {f"{type(row).__name__} {row.pk}" for row in left} == {
        f"{type(row).__name__} {row.pk}" for row in stay.values()
    }


def test_counts_of_tries_go_when_they_count_no_more(db: None) -> None:
    for n in range(3):
        count(Limit(scope="test", key=str(n), most=5, seconds=60))
    let_pass(61)
    count(Limit(scope="test", key="now", most=5, seconds=60))

    forget_tries()

    assert TryCount.objects.count() == 1


def test_a_browser_that_nobody_used_for_as_long_as_its_cookie_lasts_is_forgotten(
    nordljus: Tenant,
) -> None:  # A12
    ann = make_person(nordljus)
    for digest, used_at in (
        ("old", timezone.now() - BROWSERS_KEPT - A_MINUTE),
        ("used", timezone.now() - BROWSERS_KEPT + A_MINUTE),
    ):
        KnownBrowser.objects.create(
            user=ann, browser_digest=digest, last_method="phone", last_used_at=used_at
        )

    forget_browsers()

    assert [one.browser_digest for one in KnownBrowser.objects.all()] == ["used"]


def test_links_by_which_changes_are_taken_back_go_when_they_open_nothing_any_more(nordljus: Tenant) -> None:
    # D07
    person = make_person(nordljus)
    for _time in range(2):
        make_link(person.pk, [1])
    first = UndoLink.objects.earliest("pk")
    UndoLink.objects.exclude(pk=first.pk).update(expires_at=timezone.now() - A_MINUTE)

    forget_undo_links()

    assert UndoLink.objects.get() == first


def test_what_webhooks_were_sent_goes_after_a_month_and_former_secrets_after_their_day(
    nordljus: Tenant,
) -> None:  # E17
    hook = make_hook(nordljus, make_person(nordljus))[0]
    old, new = (Delivery.objects.create(hook=hook) for _ in range(2))
    Delivery.objects.filter(pk=old.pk).update(made_at=timezone.now() - DELIVERIES_KEPT - A_MINUTE)
    Delivery.objects.filter(pk=new.pk).update(made_at=timezone.now() - DELIVERIES_KEPT + A_MINUTE)
    Hook.objects.update(encrypted_former_secret="kept", former_until=timezone.now() + A_MINUTE)

    forget_deliveries()
    forget_former_secrets()
    kept = Hook.objects.get().encrypted_former_secret
    Hook.objects.update(former_until=timezone.now() - A_MINUTE)
    forget_deliveries()
    forget_former_secrets()

    assert list(Delivery.objects.all()) == [new]
    assert (kept, Hook.objects.get().encrypted_former_secret) == ("kept", "")
