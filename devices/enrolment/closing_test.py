"""The closing test of an enrolment: a kind of request of its own, and what follows from its end.

Whoever waits for the end only looks (stage.py). It is concluded by `when_ended`, and by the housekeeping what that
missed. Each verb locks in the one order (docs/architecture.md): user, account and phone, enrolment, request.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.log import record
from accounts.methods.proof import Passed
from accounts.policy.facts import Rules
from accounts.refusals import Refusal
from accounts.signin.reach import guarded_by
from accounts.users.models import User
from devices.approvals import finishing
from devices.approvals import services as approvals
from devices.approvals.asking.services import Asking, request_approval
from devices.approvals.kinds import Kind
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State as RequestState
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import NotClaimedByThisPhone
from devices.enrolment.services import end, lock, move
from devices.enrolment.state import OPEN, State
from devices.news import announce
from devices.passkeys.services import tell_of_phone
from devices.phones import services as phones
from devices.phones.events import BOUND, UNLOCK_CHANGED
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY

AT_ONCE = 500
TIME_IS_OVER = Q(expires_at__lte=Now())
TEST_IS_OVER = Q(test_request__isnull=False) & ~Q(test_request__state=RequestState.PENDING)


def start_test(
    enrolment: Enrolment, account: PhoneAccount, *, rules: Rules, now: datetime
) -> ApprovalRequest:
    """Asks this very phone, as any request would, its number always typed; a phone at hand without one (B04)."""
    test = request_approval(
        Asking(
            tenant=enrolment.user.tenant,
            rules=rules,
            username=enrolment.user.username,
            user=enrolment.user,
            kind=ENROL_AT_HAND if enrolment.is_at_hand else ENROL,
            binding=enrolment.session_digest,
            known_browser=True,
            network="",
            context=_as_the_phone_reads(enrolment.context),
            only_account=account,
        ),
        now=now,
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(test_request=test)
    announce.enrolment_changed(enrolment.pk)
    return test


def _as_the_phone_reads(context: dict[str, Any]) -> dict[str, Any]:
    """Says who asks in the language of the phone, which calls just now, not in that of the browser with the code."""
    asks = context["application"]
    return {**context, "application": gettext(asks) if asks else ""}


def conclude_test(request_id: uuid.UUID) -> None:
    """Draws the conclusion of a test that has ended: passed, the phone counts; anything else rejects it."""
    enrolment = _with_test().filter(test_request=request_id).first()
    if enrolment is not None:
        _conclude(enrolment)


def proof_by(enrolment: Enrolment) -> tuple[Passed, PhoneAccount, datetime] | None:
    """What the phone proved by its test, the account on it, and when; None unless it was passed."""
    test, account = enrolment.test_request, enrolment.phone_account
    if enrolment.state != State.ACTIVE or test is None or test.approved_at is None or account is None:
        return None
    return finishing.proof_of(test, account), account, test.approved_at


def conclude_due() -> int:
    """Concludes what has run out or ended and nobody concluded; for the housekeeping. Returns how many."""
    due = _with_test().filter(TIME_IS_OVER | TEST_IS_OVER, state__in=OPEN)
    enrolments = list(due[:AT_ONCE])
    for enrolment in enrolments:
        _conclude(enrolment)
    return len(enrolments)


def _with_test() -> QuerySet[Enrolment]:
    return Enrolment.objects.select_related("user__tenant", "test_request__tenant", "test_request__user")


def _conclude(enrolment: Enrolment) -> None:
    if enrolment.state not in OPEN:
        return
    test = enrolment.test_request
    if test is not None:
        approvals.expire_if_due(test)
    if test is None or test.state == RequestState.PENDING:
        if enrolment.expires_at <= clock.now():
            end(enrolment, State.EXPIRED)
    elif test.state == RequestState.APPROVED:
        _activate(enrolment, test)
    else:
        end(enrolment, State.REJECTED)


def _activate(enrolment: Enrolment, test: ApprovalRequest) -> None:
    try:
        with transaction.atomic():
            lock(enrolment)
            if not move(enrolment, State.ACTIVE):
                raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}")
            consumed = finishing.consume(
                test,
                binding=enrolment.session_digest,
                user_id=enrolment.user_id,
                auth_hash=enrolment.auth_hash,
            )
            said = guarded_by(enrolment.user)
            is_again = phones.confirm_account(consumed.account)
            if enrolment.user.tenant.is_personal or enrolment.turns_on:
                # Of a personal account nobody else decides (B08); of one that moved it was on before (B14).
                with suppress(Refusal):
                    phones.enable_phone_sign_in(consumed.account)
            User.objects.filter(pk=enrolment.user_id, default_method="").update(default_method=KEY)
            record(
                UNLOCK_CHANGED if is_again else BOUND,
                tenant=enrolment.user.tenant,
                subject=enrolment.user,
                phone=consumed.account.name,
                row=str(consumed.account.pk),
                **said,
            )
            tell_of_phone(enrolment.user, consumed.account.pk)
    except Refusal:
        # User, phone or policy went away between the answer and now: the phone is not added.
        end(enrolment, State.REJECTED)


ENROL = Kind(
    key="enrol",
    words=_("test of a new phone"),
    must_type=True,
    unlock_required=False,
    counts=False,
    needs_phone_sign_in=False,
    asks_untested=True,
    is_sign_in=False,
    when_ended=conclude_test,
)
# On the wire, and to whoever answers it, the same.
ENROL_AT_HAND = replace(ENROL, has_number=False)
