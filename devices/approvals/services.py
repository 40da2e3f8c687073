"""Asking phones and finishing what they approved: the browser's side of a request, and what phones are shown."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit.log import record
from accounts.policy.models import TenantPolicy
from accounts.policy.rules import Passed, number_match
from accounts.policy.services import allowance_of, policy_of
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals import announce
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import RUN_OUT, STILL_OPEN, move, why_not
from devices.approvals.refusals import NotThisBrowser, PolicyChanged, ResentTooOften
from devices.approvals.state import OPEN, State
from devices.phones.access import lock_account, usable_accounts
from devices.phones.models import PhoneAccount
from devices.push import deliver

METHOD_KEY = "phone"
MOST_OPEN = 3
FINISH_WITHIN = timedelta(seconds=60)
RESEND_AFTER = timedelta(seconds=30)
CLOCKS_DIFFER = timedelta(seconds=5)
MOST_RESENDS = 2


@dataclass(frozen=True)
class Asking:
    """Who asks for an approval, from where. `user` None makes a decoy; `binding` is the browser's digest."""

    tenant: Tenant
    user: User | None
    kind: str
    binding: str
    known_browser: bool
    context: dict[str, Any]
    only_account: PhoneAccount | None = None


@transaction.atomic
def request_approval(asking: Asking, *, now: datetime) -> ApprovalRequest:
    """Makes a request, and wakes the phones that may answer it once it is committed.

    A decoy (nobody to ask, or too many open requests already) makes the same row, which no phone ever sees.
    """
    policy = policy_of(asking.tenant)
    if policy is None:
        raise PolicyChanged(f"tenant {asking.tenant.slug} has no policy")
    open_numbers = _open_numbers(asking)
    user = asking.user if open_numbers is not None else None
    made = ApprovalRequest.objects.create(
        tenant=asking.tenant,
        user=user,
        only_account=asking.only_account,
        kind=asking.kind,
        match=_match(policy, asking),
        digits=policy.digits,
        number=_new_number(policy.digits, taken=open_numbers or set()),
        unlock_required=asking.kind != ApprovalRequest.Kind.ENROL,
        known_browser=asking.known_browser,
        context=asking.context,
        browser_digest=asking.binding,
        notify_state="sent" if user else "waiting",
        asked_at=now,
        expires_at=now + timedelta(seconds=policy.request_life_seconds),
    )
    record("user:request:asked", tenant=made.tenant, subject=user, request=str(made.pk), kind=made.kind)
    wake_phones(made)
    return made


def _match(policy: TenantPolicy, asking: Asking) -> str:
    return number_match(
        number_known=policy.number_known,
        number_new=policy.number_new,
        digits=policy.digits,
        known_browser=asking.known_browser,
        must_type=asking.kind == ApprovalRequest.Kind.ENROL,
        may_approve=asking.tenant.is_personal,
    )


def _open_numbers(asking: Asking) -> set[str] | None:
    """Numbers of the user's open requests; None when no more may be opened.

    Known browsers and strangers are counted apart: a storm of strangers never keeps the person's own browser out.
    """
    if asking.user is None:
        return None
    # Who asks at the same moment waits here: else all of them see the same open requests, and room for one more.
    lock_user(asking.user.pk)
    rows = ApprovalRequest.objects.filter(STILL_OPEN, user=asking.user).values_list("number", "known_browser")
    of_this_kind = [number for number, known in rows if known == asking.known_browser]
    return None if len(of_this_kind) >= MOST_OPEN else {number for number, _ in rows}


def _new_number(digits: int, *, taken: set[str]) -> str:
    """A uniformly random number that no other open request of the account shows."""
    while True:
        number = f"{secrets.randbelow(10**digits):0{digits}d}"
        if number not in taken:
            return number


def wake_phones(request: ApprovalRequest) -> None:
    """Tells the phones that may answer, open ones by socket and others by a notification, after the commit."""
    if request.user is None:
        return
    phone_ids = [account.phone_id for account in answering_accounts(request)]
    announce.phones_have_news(phone_ids)
    # What is left now: a reminder comes late in the life of a request, and nothing may arrive after its end.
    left = int((request.expires_at - timezone.now()).total_seconds())
    for phone_id in phone_ids:
        _wake_after_commit(phone_id, seconds_left=left)


def _wake_after_commit(phone_id: uuid.UUID, *, seconds_left: int) -> None:
    """Each phone by itself, so that one that cannot be woken keeps no other asleep; none stops a sign-in."""
    transaction.on_commit(
        lambda: deliver.wake(phone_ids=[str(phone_id)], seconds_left=seconds_left), robust=True
    )


def answering_accounts(request: ApprovalRequest) -> list[PhoneAccount]:
    """The accounts on phones that may answer this request."""
    if request.user is None:
        return []
    if request.only_account_id:
        return [request.only_account] if request.only_account else []
    accounts = usable_accounts(request.user)
    if request.kind != ApprovalRequest.Kind.SECOND_STEP:
        accounts = accounts.filter(phone_sign_in=True)
    return list(accounts)


@transaction.atomic
def send_again(request: ApprovalRequest, *, binding: str) -> None:
    """Wakes the phones once more: after 30 seconds, at most twice a request."""
    rows = ApprovalRequest.objects.filter(
        pk=request.pk,
        state=State.PENDING,
        browser_digest=binding,
        expires_at__gt=Now(),
        asked_at__lte=Now() - RESEND_AFTER,
        resends__lt=MOST_RESENDS,
    )
    if not rows.update(resends=F("resends") + 1):
        raise ResentTooOften(f"request {request.pk}")
    wake_phones(request)


def end_by_browser(request: ApprovalRequest, target: State, *, binding: str) -> bool:
    """The asking browser cancels its request, or replaces it by a newer one of its own."""
    if not move(request, target, only=Q(browser_digest=binding)):
        return False
    announce.phones_have_news([account.phone_id for account in answering_accounts(request)])
    return True


@transaction.atomic
def withdraw(*, binding: str, is_replaced: bool) -> None:
    """Ends whatever this browser still has open: phones take it off their screens (A15)."""
    rows = ApprovalRequest.objects.filter(STILL_OPEN, browser_digest=binding)
    for request in rows.select_related("tenant", "user"):
        replaced = is_replaced and end_by_browser(request, State.SUPERSEDED, binding=binding)
        if not replaced:
            end_by_browser(request, State.CANCELLED, binding=binding)


def request_of_browser(request_id: str | uuid.UUID | None, *, binding: str) -> ApprovalRequest | None:
    """The request this browser asked, with its tenant and user; nobody else can find it."""
    return _of_browser(request_id, binding=binding).select_related("tenant", "user").first()


def glance_of_browser(request_id: str | uuid.UUID | None, *, binding: str) -> ApprovalRequest | None:
    """The same request alone: enough to tell its stage, which waiting pages ask for thousands of times."""
    return _of_browser(request_id, binding=binding).first()


def _of_browser(request_id: str | uuid.UUID | None, *, binding: str) -> QuerySet[ApprovalRequest]:
    if not request_id:
        return ApprovalRequest.objects.none()
    return ApprovalRequest.objects.filter(pk=request_id, browser_digest=binding)


def expire_if_due(request: ApprovalRequest) -> ApprovalRequest:
    """The request as it stands now; moved to expired first when it has run out.

    Whether it has, the database's clock says. Ours only saves the question while the end is clearly not near.
    """
    end = request.finish_by if request.state == State.APPROVED else request.expires_at
    is_near = request.state in OPEN and end is not None and timezone.now() >= end - CLOCKS_DIFFER
    if is_near and move(request, State.EXPIRED):
        request.refresh_from_db()
    return request


def expire_due() -> int:
    """Moves every request that has run out to expired; for the housekeeping of the server. Returns how many."""
    expired = 0
    # Until none is left: a flood of requests must not outrun a fixed number per run (T01).
    while due := list(ApprovalRequest.objects.filter(RUN_OUT).select_related("tenant", "user")[:500]):
        expired += sum(move(request, State.EXPIRED) for request in due)
    return expired


@dataclass(frozen=True)
class Consumed:
    """An approval that has been used up: what it proved, of whom, and which account on which phone proved it."""

    proof: Passed
    user: User
    account: PhoneAccount


@transaction.atomic
def consume(request: ApprovalRequest, *, binding: str, user: User) -> Consumed:
    """Uses an approval up: once, in time, by the browser that asked, for the user who is signing in.

    The user's and the phone's rows are locked and looked at again first: whoever revokes either waits for this,
    or this waits for them and is refused (T08).
    """
    if request.browser_digest != binding or request.user_id != user.pk:
        raise NotThisBrowser(f"request {request.pk}")
    if request.decided_by_id is None:
        raise why_not(request)
    locked_user = lock_user(user.pk)
    account = lock_account(request.decided_by_id)
    check_standing(locked_user, account, request)
    if not move(request, State.CONSUMED, only=Q(browser_digest=binding, user=user, decided_by=account)):
        raise why_not(request)
    return Consumed(proof=_proof_of(request, account), user=locked_user, account=account)


def check_standing(user: User, account: PhoneAccount, request: ApprovalRequest) -> None:
    """Refuses unless user, phone and policy still stand; the rows must be locked."""
    is_standing = user.is_active and user.tenant.is_active and account.user_id == user.pk
    policy = policy_of(user.tenant)
    if request.kind == ApprovalRequest.Kind.ENROL:
        is_usable = account.pk == request.only_account_id and account.state == PhoneAccount.State.ACTIVE
        is_usable = is_usable and account.phone.state == account.phone.State.ACTIVE
    else:
        is_usable = account.is_usable
    if not (is_standing and is_usable and policy is not None and allowance_of(user, METHOD_KEY).is_allowed):
        raise PolicyChanged(f"request {request.pk}: user, phone or policy no longer stands")
    if account.unlock_mode and account.unlock_mode not in policy.unlock_modes:
        raise PolicyChanged(f"request {request.pk}: unlock {account.unlock_mode} is no longer allowed")
    needs_sign_in = request.kind in (ApprovalRequest.Kind.SIGN_IN, ApprovalRequest.Kind.REAUTHENTICATE)
    if needs_sign_in and not account.phone_sign_in:
        raise PolicyChanged(f"request {request.pk}: phone sign-in is off for this account")


AMR = {"platform": ("swk", "user", "mca", "mfa"), "pin": ("swk", "pin", "mca", "mfa"), "": ("swk", "mca")}


def _proof_of(request: ApprovalRequest, account: PhoneAccount) -> Passed:
    """What this approval may claim, by the unlock that was really proven (RFC 8176)."""
    unlock_proof = request.challenges.values_list("unlock_proof", flat=True).get(phone_account=account)
    mode = unlock_proof["mode"] if unlock_proof else ""
    factors = {"have", "unlock"} if mode else {"have"}
    return Passed(key=METHOD_KEY, factors=frozenset(factors), amr=AMR[mode])
