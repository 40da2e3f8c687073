"""What time ends: requests nobody answered, enrolments nobody finished; and what nobody needs after its end.

Nothing depends on it being punctual, nor on one process alone running it: every rule about time is checked when a thing
is used. This writes down within fifteen seconds what is so; what is deleted goes once an hour, by the worker.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from accounts import clock
from accounts.alerts.models import Alert
from accounts.api_tokens.services import long_ended as long_ended_tokens
from accounts.audit.chain.dropping import drop_old
from accounts.audit.models import UnknownNameTries
from accounts.hooks.models import Delivery, Hook
from accounts.incidents import DATABASE, is_database_away
from accounts.jobs import services as jobs
from accounts.ledger import services as ledger
from accounts.personal.closing import delete_closed
from accounts.security_info.account import changing_address
from accounts.sessions.services import forget_ended
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.throttle import counting
from accounts.undoing import links
from accounts.users.browsers import BROWSER_COOKIE
from accounts.users.leaving import services as leaving
from accounts.users.models import KnownBrowser
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.mail_code import services as mail_codes
from accounts.ways.one_time_link.models import OneTimeLink
from devices.approvals.evidence.models import ApprovalEvidence
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.services import expire_due as expire_requests
from devices.call_checks.checking import conclude_due as conclude_calls
from devices.enrolment.closing_test import conclude_due as conclude_enrolments
from devices.enrolment.models import Enrolment
from devices.four_eyes.asking import expire_due as expire_acts
from devices.four_eyes.looking import conclude_due as conclude_acts
from devices.moving.models import Move
from devices.otp import services as authenticator_apps
from devices.phones.models import SpentDeviceToken
from devices.waking.claims import forget_late
from idp.oidc.ciba import asking as asked_by_applications
from idp.oidc.consent import services as consents
from idp.oidc.documents import services as documents
from idp.oidc.grants import ending as grants
from idp.oidc.keys import services as token_keys
from idp.oidc.leaving import noticing as logout_notices
from idp.oidc.pushed import services as pushed_requests
from idp.oidc.screens import asking as screens

EVERY_SECONDS = 15.0
LEFT_OVERS_KEPT = timedelta(days=1)
# Long after they count against a storm, and for whoever asks what a phone had shown; the audit log keeps what happened.
UNANSWERED_KEPT = timedelta(days=30)
# A phone and its copy part ways at the first rotation; who comes a year later is simply unknown (T17).
SPENT_TOKENS_KEPT = timedelta(days=365)
# As long as somebody may ask what became of it.
ALERTS_KEPT = timedelta(days=365)
# Long enough for whoever looks why a task was given up.
FAILED_TASKS_KEPT = timedelta(days=14)
# Long enough to see a slow storm, and who comes back.
NAME_TRIES_KEPT = timedelta(days=30)
# Long enough to find out what a server missed, and to send it again.
DELIVERIES_KEPT = timedelta(days=30)
# As long as a browser keeps the cookie by which it is known.
BROWSERS_KEPT = timedelta(seconds=BROWSER_COOKIE.life_seconds)
AT_ONCE = 500
logger = logging.getLogger(__name__)


async def keep_house() -> None:
    """Run the jobs in a thread, again and again, until cancelled."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        await asyncio.to_thread(run)


def run() -> None:
    """End what is due, once."""
    run_jobs(
        clock.keep_right, expire_requests, conclude_enrolments, conclude_acts, expire_acts, conclude_calls
    )


def forget_decoys() -> None:
    """Deletes the requests for nobody that ended a day ago: any stranger makes as many as they like (A18)."""
    _delete(ApprovalRequest.objects.filter(user=None, ended_at__lt=Now() - LEFT_OVERS_KEPT))


def forget_unanswered() -> None:
    """Deletes the requests that ended a month ago and no phone answered: whoever knows a name makes them (T39).

    What a phone answered, or reported, is evidence and stays.
    """
    answered = Challenge.objects.filter(~Q(decision="", report=""), request=OuterRef("pk"))
    rows = ApprovalRequest.objects.filter(user__isnull=False, ended_at__lt=Now() - UNANSWERED_KEPT)
    _delete(rows.filter(~Exists(answered), reported_at=None))


def forget_enrolments() -> None:
    """Deletes the enrolments that ended a day ago and no phone ever claimed; who claimed one is evidence (T18)."""
    _delete(Enrolment.objects.filter(claimed_at=None, ended_at__lt=Now() - LEFT_OVERS_KEPT))


def forget_moves() -> None:
    """Deletes the moves to a new phone that no phone claimed, a day after their time; who claimed one is evidence."""
    _delete(Move.objects.filter(thumbprint="", expires_at__lt=Now() - LEFT_OVERS_KEPT))


def forget_links() -> None:
    """Deletes the one-time links that were used, or could be, until a day ago; a sign-in by one is long over."""
    _delete(OneTimeLink.objects.filter(expires_at__lt=Now() - LEFT_OVERS_KEPT))


def forget_undo_links() -> None:
    """Deletes the links by which changes can be taken back, once they open nothing any more."""
    _delete(links.past())


def forget_api_tokens() -> None:
    """Deletes the API tokens that ended a month ago; the audit log keeps that there were any."""
    _delete(long_ended_tokens())


def forget_passes() -> None:
    """Deletes the passes that ended a day ago; the sessions that rested on them ended with them."""
    _delete(AccessPass.objects.filter(ends_at__lt=Now() - LEFT_OVERS_KEPT))


def forget_mail_codes() -> None:
    """Deletes the codes sent by mail that are taken no more: any stranger has rows made for them (A18)."""
    _delete(mail_codes.past())


def forget_unfinished_apps() -> None:
    """Deletes the authenticator apps whose adding was begun and left."""
    _delete(authenticator_apps.unfinished())


def forget_spent_tokens() -> None:
    """Deletes the device tokens that were replaced a year ago."""
    _delete(SpentDeviceToken.objects.filter(spent_at__lt=Now() - SPENT_TOKENS_KEPT))


def forget_alerts() -> None:
    """Deletes the alerts that were dealt with a year ago; the audit log keeps what happened."""
    _delete(Alert.objects.filter(settled_at__lt=Now() - ALERTS_KEPT))


def forget_tries() -> None:
    """Deletes counts of tries, and notes, that count no more: of networks after a day, of names after a month."""
    _delete(counting.past())
    _delete(ledger.past())


def forget_failed_tasks() -> None:
    """Deletes the tasks that were given up two weeks ago; those that were done left nothing behind."""
    _delete(DBTaskResult.objects.failed().filter(finished_at__lt=Now() - FAILED_TASKS_KEPT))


def forget_name_tries() -> None:
    """Deletes the counts of names that nobody has, a month after their hour."""
    _delete(UnknownNameTries.objects.filter(hour__lt=Now() - NAME_TRIES_KEPT))


def forget_browsers() -> None:
    """Deletes the browsers in which nobody signed in for so long that they have lost their cookie themselves (A12)."""
    _delete(KnownBrowser.objects.filter(last_used_at__lt=Now() - BROWSERS_KEPT))


def forget_deliveries() -> None:
    """Deletes what webhooks were owed a month ago, sent or not; the audit log keeps what happened."""
    _delete(Delivery.objects.filter(made_at__lt=Now() - DELIVERIES_KEPT))


def forget_former_secrets() -> None:
    """Deletes the secrets of webhooks that were replaced and sign nothing any more."""
    Hook.objects.filter(former_until__lt=Now()).update(encrypted_former_secret="", former_until=None)


def forget_former_addresses() -> None:
    """Deletes the mail addresses that their people changed so long ago that nothing brings them back."""
    _delete(changing_address.past())


def forget_sign_ins() -> None:
    """Deletes the rows of the sign-in log, and what phones signed, that are older than the log is kept."""
    if settings.AUDIT_KEPT_DAYS <= 0:
        return
    before = clock.now() - timedelta(days=settings.AUDIT_KEPT_DAYS)
    _delete(SignInAttempt.objects.filter(at__lt=before))
    _delete(SignInsOfDay.objects.filter(day__lt=before.date()))
    _delete(ApprovalEvidence.objects.filter(decided_at__lt=before))


def forget_former_people() -> None:
    """Deletes what people were called who left so long ago: the logs know them by a pseudonym from then on."""
    _delete(leaving.past())


def forget_jobs() -> None:
    """Deletes the files that admins sent a week ago, with what came of their rows; the audit log keeps how many."""
    _delete(jobs.past())


def forget_grants() -> None:
    """Deletes what applications were given, told, allowed and asked, each some time after it counts no more."""
    for rows in (
        grants.past(),
        grants.past_tokens(),
        screens.past(),
        asked_by_applications.past(),
        logout_notices.past(),
        consents.past(),
        documents.past(),
        pushed_requests.past(),
    ):
        _delete(rows)


def forget_token_keys() -> None:
    """Deletes the keys of tokens that signed their last so long ago that no application reminds us by one."""
    _delete(token_keys.past())


CLEARING = (
    forget_ended,
    forget_decoys,
    forget_unanswered,
    forget_enrolments,
    forget_moves,
    forget_links,
    forget_undo_links,
    forget_passes,
    forget_api_tokens,
    forget_mail_codes,
    forget_unfinished_apps,
    forget_spent_tokens,
    forget_alerts,
    forget_tries,
    forget_failed_tasks,
    forget_name_tries,
    delete_closed,
    leaving.remove_gone,
    forget_former_people,
    forget_browsers,
    forget_former_addresses,
    jobs.stop_those_that_stand_still,
    forget_jobs,
    forget_grants,
    forget_token_keys,
    forget_deliveries,
    forget_former_secrets,
    forget_late,
    drop_old,
    forget_sign_ins,
)


@task()
def clear() -> None:
    """Deletes what nobody needs; once an hour, by one of the workers."""
    run_jobs(*CLEARING)


def _delete(rows: QuerySet[Any]) -> None:
    """Deletes them some at a time: no transaction is long, however many there are."""
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model.objects.filter(pk__in=keys).delete()


def run_jobs(*jobs: Callable[[], object]) -> None:
    """Run each job; one that fails is logged and tried again next time."""
    try:
        for job in jobs:
            _run(job)
    finally:
        # The thread is borrowed: it may never come back to close its connection.
        connections.close_all()


def _run(job: Callable[[], object]) -> None:
    try:
        job()
    except Exception as why:  # the database may be away for a while; the house must be kept when it is back
        if is_database_away(why):
            DATABASE.goes_on(why)
        else:
            logger.exception("housekeeping: %s failed", job.__qualname__)
