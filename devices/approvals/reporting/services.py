"""*It wasn't me*: what a phone's signed report does (A17). It ends the sign-in, warns, and by policy blocks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.alerts.models import Alert
from accounts.alerts.services import find_alert, raise_alert
from accounts.audit.log import record
from accounts.policy.facts import method_rules
from accounts.statements.composing import composed_once
from accounts.telemetry.marks import MARK_LENGTH
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.services import block, end_sessions
from devices.approvals import kinds
from devices.approvals.challenges import challenge_for
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.moves import STILL_OPEN, move, shown_on
from devices.approvals.refusals import PolicyChanged, TooLateToReport, verifying
from devices.approvals.reporting.alert import (
    ADMINS_TOLD,
    BLOCKED,
    OPERATORS_TOLD,
    SESSIONS_ENDED,
)
from devices.approvals.services import end_by_browser
from devices.approvals.state import OPEN, State
from devices.challenge_keys.services import issuer_of
from devices.news import announce
from devices.phones.access import lock_account, usable_phones
from devices.phones.models import Phone, PhoneAccount
from devices.phones.settings import Report, phone_settings
from devices.signatures.answers import ExpectedAnswer
from devices.signatures.reports import verify_report

REPORT_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Reported:
    """What a report led to: how the request stands, and the alert that it raised or found."""

    state: State
    alert: Alert


def report(phone: Phone, request_id: uuid.UUID, sent: str) -> Reported:
    """Takes a phone's word that a request was not its person's, and does what follows, once for each request."""
    challenge = challenge_for(phone, request_id)
    with verifying(f"request {request_id}"):
        _verify(challenge, sent)
    with transaction.atomic():
        # Whoever approves or finishes it waits here, or this waits for them and ends what they made.
        user = lock_user(challenge.phone_account.user_id)
        account = lock_account(challenge.phone_account_id)
        request = ApprovalRequest.objects.get(pk=request_id)
        _check_standing(account, request)
        known = find_alert(kinds.of(request.kind).disowned.alert, about=request_id)
        alert = known or _follow(request, user=user, account=account)
        Challenge.objects.filter(pk=challenge.pk, report="").update(report=sent)
        request.refresh_from_db(fields=["state"])
    return Reported(State.APPROVED if request.state == State.CONSUMED else State(request.state), alert)


@transaction.atomic
def disown(user: User, mark: str) -> bool:
    """The person says elsewhere that the sign-in with this mark was not theirs: its requests count as refused.

    Whoever calls it holds their row. True where strange browsers wake no phone of theirs for a while now.
    """
    of_sign_in = ApprovalRequest.objects.filter(user=user, browser_digest__startswith=mark, reported_at=None)
    bindings = set(of_sign_in.values_list("browser_digest", flat=True))
    if len(mark) != MARK_LENGTH or not bindings:
        return False
    for waiting in of_sign_in.filter(STILL_OPEN).order_by("pk"):
        if move(waiting, State.DENIED):
            announce.phones_have_news(shown_on(waiting.pk))
    quiet = of_sign_in.filter(known_browser=False, remembered_until__gt=Now()).exists()
    of_sign_in.update(reported_at=Now())
    for binding in bindings:
        announce.request_changed(binding)
    return quiet


@transaction.atomic(savepoint=False)
def go_on(*, binding: str) -> bool:
    """This browser has proven something: what it still has open ends, and each request that it did not use says so.

    False when a person has said that its sign-in was not theirs: one of the two comes first, and the other
    sees. What came of one that was used ends with the sessions.
    """
    unused = _unused_of_browser(binding)
    for request in unused:
        if request.state in OPEN:
            end_by_browser(request, State.CANCELLED, binding=binding)
    if not unused:
        return True
    unreported = ApprovalRequest.objects.filter(pk__in=[request.pk for request in unused], reported_at=None)
    return unreported.update(went_on=True) == len(unused)


@composed_once
def _unused_of_browser(binding: str, /) -> QuerySet[ApprovalRequest]:
    return ApprovalRequest.objects.filter(browser_digest=binding).exclude(state=State.CONSUMED).order_by("pk")


def _verify(challenge: Challenge, sent: str) -> None:
    verify_report(
        report=sent,
        public_key=challenge.phone_account.phone.device_key,
        expected=ExpectedAnswer(
            issuer=str(challenge.phone_account.phone_id),
            audience=issuer_of(challenge.request.tenant_id),
            transaction=str(challenge.request_id),
            nonce=challenge.nonce,
            challenge=challenge.jws,
        ),
    )


def _check_standing(account: PhoneAccount, request: ApprovalRequest) -> None:
    """Only a phone that stands: one that was lost, or has not passed its test, must not lock its person out."""
    if kinds.of(request.kind).asks_untested or not account.is_usable:
        raise PolicyChanged(f"request {request.pk}: this phone may report nothing")


def _follow(request: ApprovalRequest, *, user: User, account: PhoneAccount) -> Alert:
    recent = ApprovalRequest.objects.filter(pk=request.pk, asked_at__gt=Now() - REPORT_WITHIN)
    if not recent.exists():
        raise TooLateToReport(f"request {request.pk}")
    disowned = kinds.of(request.kind).disowned
    was_inside = _end_sign_in(request, account) and disowned.ends_sessions
    effects = [*disowned.effects]
    if was_inside:
        end_sessions(user, actor=None, why="not_me")
        effects.append(SESSIONS_ENDED)
    if phone_settings(method_rules(user.tenant)).when_reported == Report.BLOCK:
        block(user)
        effects += [BLOCKED] if was_inside else [SESSIONS_ENDED, BLOCKED]
        announce.phones_have_news(usable_phones(user.pk), "accounts_changed")
    effects.append(OPERATORS_TOLD if user.tenant.is_personal else ADMINS_TOLD)
    shown = {name: request.context[name] for name in ("application", "browser", "system", "place", "ip")}
    known = request.context.get("proven", [])
    said = {"known": known} if known else {}
    record(disowned.event, tenant=user.tenant, subject=user, phone=account.name, address=shown["ip"], **said)
    return raise_alert(
        disowned.alert, user, about=request.pk, effects=effects, known=known, phone=account.name, **shown
    )


def _end_sign_in(request: ApprovalRequest, account: PhoneAccount) -> bool:
    """Ends the sign-in that asked, all its requests with it; tells whether something had been proven in it.

    Whatever was proven there, its person did not prove: a session that came of it, or asked, ends too.
    """
    of_browser = ApprovalRequest.objects.filter(browser_digest=request.browser_digest, user=request.user_id)
    for waiting in of_browser.filter(STILL_OPEN).order_by("pk"):
        if move(waiting, State.DENIED):
            Challenge.objects.filter(request=waiting, phone_account=account).update(decided_at=Now())
            announce.phones_have_news(shown_on(waiting.pk))
    of_browser.update(reported_at=Now())
    announce.request_changed(request.browser_digest)
    return any(
        row.went_on or row.state == State.CONSUMED or kinds.of(row.kind).follows_proof for row in of_browser
    )
