"""Asking somebody's phone whether it is them who calls, and what follows from the answer.

Whoever waits for the end only looks. It is concluded by `when_ended`, and by the housekeeping what that missed.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.log import record
from accounts.mail.addresses import language_for
from accounts.policy.facts import allowance_of, method_rules
from accounts.refusals import Refusal
from accounts.secrets import digest_of, new_secret
from accounts.tenants.names import shown
from accounts.throttle.counting import Limit, count
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals import finishing
from devices.approvals import services as approvals
from devices.approvals.asking.services import Asking, request_approval
from devices.approvals.kinds import Kind
from devices.approvals.reporting import alert
from devices.approvals.state import OPEN
from devices.approvals.state import State as RequestState
from devices.call_checks.events import ASKED, CONFIRMED, NOT_CONFIRMED
from devices.call_checks.models import CallCheck
from devices.call_checks.refusals import NobodyMayConfirm, NoPhoneToConfirm
from devices.phones.access import usable_accounts
from devices.phones.settings import KEY

HOUR = 3600
MOST_OF_PERSON = 5
MOST_BY_HELPER = 60
LONGEST_NAME = 80
AT_ONCE = 500
Result = CallCheck.Result
ENDS = {
    RequestState.DENIED: Result.DENIED,
    RequestState.WRONG_NUMBER: Result.WRONG_NUMBER,
    RequestState.EXPIRED: Result.EXPIRED,
    RequestState.CANCELLED: Result.CANCELLED,
}


def ask(person: User, *, by: User, sees_phones: bool, network: str) -> CallCheck:
    """Ask this person's phones. To a helper who may not see phones it looks the same where there is none (A18)."""
    # Counted first, by itself: what is refused afterwards was a try as well.
    count(
        Limit(scope="call checks by", key=str(by.pk), most=MOST_BY_HELPER, seconds=HOUR),
        Limit(scope="call checks of", key=str(person.pk), most=MOST_OF_PERSON, seconds=HOUR),
    )
    return _ask(person, by=by, sees_phones=sees_phones, network=network)


@transaction.atomic
def _ask(person: User, *, by: User, sees_phones: bool, network: str) -> CallCheck:
    person = lock_user(person.pk)
    rules = method_rules(person.tenant)
    if not person.may_sign_in or not allowance_of(person, KEY, rules).is_allowed:
        raise NobodyMayConfirm(f"{person.username} may approve nothing")
    can_show = any(CALL.asks_of <= set(one.phone.capabilities) for one in usable_accounts(person))
    if not can_show and sees_phones:
        raise NoPhoneToConfirm(f"{person.username} has no phone that shows it")
    request = request_approval(
        Asking(
            tenant=person.tenant,
            rules=rules,
            username=person.username,
            user=person if can_show else None,
            named=person,
            kind=CALL,
            # Nobody has its secret: no browser finishes it, and what is reported of it is no sign-in's.
            binding=digest_of(new_secret()),
            known_browser=True,
            network=network,
            context=_as_the_person_reads(person, by),
        ),
        now=clock.now(),
    )
    made = CallCheck.objects.create(
        request=request, person=person, asked_by=by, auth_hash=person.get_session_auth_hash()
    )
    record(ASKED, tenant=person.tenant, subject=person, actor=by, question=str(request.pk))
    return made


def _as_the_person_reads(person: User, by: User) -> dict[str, Any]:
    """Who asks, in the language of whoever is asked. Where the helper sits is nobody's business."""
    with translation.override(language_for(person.language)):
        name = shown(by.display_name or by.username, longest=LONGEST_NAME)
        return {
            "application": gettext("The help desk"),
            "browser": "",
            "system": "",
            "place": "",
            "ip": "",
            "binding_message": gettext(
                "Type the number only if you hear it on the telephone now, from somebody whom you called, or whom you "
                "know to help you. Otherwise deny."
            ),
            "details": [{"type": "call", "who": name, "where": shown(person.tenant.name)}],
        }


def cancel(check: CallCheck) -> bool:
    """End it, for the helper asks no more; False: it had ended."""
    request = check.request
    return approvals.end_by_browser(request, RequestState.CANCELLED, binding=request.browser_digest)


def waits(check: CallCheck) -> bool:
    """Does the phone still have to answer? What has run out is concluded now."""
    request = approvals.expire_if_due(check.request)
    return request.state in OPEN


def conclude(request_id: uuid.UUID) -> None:
    """Conclude a question that has ended."""
    found = _waiting().filter(request=request_id).first()
    if found is not None:
        _conclude(found)


def conclude_due() -> int:
    """Conclude what has ended and nobody concluded, for the housekeeping; return how many."""
    due = list(_waiting().exclude(request__state=RequestState.PENDING)[:AT_ONCE])
    for one in due:
        _conclude(one)
    return len(due)


def _waiting() -> Any:
    rows = CallCheck.objects.filter(result="")
    return rows.select_related("request__tenant", "request__user", "person__tenant", "asked_by")


def _conclude(check: CallCheck) -> None:
    request = approvals.expire_if_due(check.request)
    if request.state == RequestState.APPROVED:
        _confirm(check)
    elif request.state != RequestState.PENDING:
        with transaction.atomic():
            _end(check, ENDS.get(RequestState(request.state), Result.STOPPED))


def _confirm(check: CallCheck) -> None:
    """The phone, its person and the policy are looked at again, as they stand now (T08)."""
    try:
        with transaction.atomic():
            finishing.consume(
                check.request,
                binding=check.request.browser_digest,
                user_id=check.person_id,
                auth_hash=check.auth_hash,
            )
            _end(check, Result.CONFIRMED)
    except Refusal:
        # They went away between the answer and now; or it was taken back, and is concluded as that.
        return


def _end(check: CallCheck, result: CallCheck.Result) -> None:
    """Write what came of it, for the one who is first."""
    if not CallCheck.objects.filter(pk=check.pk, result="").update(result=result, ended_at=Now()):
        return
    is_confirmed = result == Result.CONFIRMED
    record(
        CONFIRMED if is_confirmed else NOT_CONFIRMED,
        tenant=check.person.tenant,
        subject=check.person,
        actor=check.asked_by,
        question=str(check.request_id),
        **({} if is_confirmed else {"result": str(result)}),
    )


CALL = Kind(
    key="call",
    words=_("question whether it is them who calls"),
    heading=_("Verify this caller"),
    must_type=True,
    needs_phone_sign_in=False,
    follows_proof=True,
    asks_of=frozenset({"call", "details"}),
    is_sign_in=False,
    disowned=alert.CALL,
    gives_receipt=True,
    when_ended=conclude,
)
