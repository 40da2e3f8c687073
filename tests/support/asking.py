"""What a browser asks of phones: a request, its end, and a code that adds one."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from accounts import clock
from accounts.policy.facts import method_rules
from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.asking.services import Asking, request_approval
from devices.approvals.finishing import Consumed, consume
from devices.approvals.models import ApprovalRequest
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.simulator.phone import AccountOnPhone

CONTEXT = {
    "application": "Admin portal",
    "browser": "Firefox",
    "system": "Linux",
    "place": "SE",
    "ip": "192.0.2.7",
}


def new_binding() -> str:
    """What a browser is bound by: the digest of its cookie."""
    return secrets.token_hex(32)


def ask(user: User, /, *, binding: str = "", kind: str = "signin", **asking: Any) -> ApprovalRequest:
    """A request as the sign-in page makes it; `kind` is the key of one."""
    said = {
        "kind": kinds.of(kind),
        "rules": method_rules(user.tenant),
        "known_browser": False,
        "network": "192.0.2.7",
        "context": CONTEXT,
        "tenant": user.tenant,
        "username": user.username,
        "user": user,
    }
    return request_approval(
        Asking(**{**said, "binding": binding or new_binding(), **asking}), now=clock.now()
    )


MOMENTS = (
    "asked_at",
    "expires_at",
    "notified_at",
    "approved_at",
    "finish_by",
    "ended_at",
    "remembered_until",
)


def age(request: ApprovalRequest, *, seconds: int) -> None:
    """Moves a request into the past, as the database's clock sees it."""
    _move_back(ApprovalRequest.objects.filter(pk=request.pk), seconds)
    request.refresh_from_db()


def let_pass(*, seconds: int) -> None:
    """Moves every request back, as if these seconds had passed; nothing sleeps."""
    _move_back(ApprovalRequest.objects.all(), seconds)


def _move_back(rows: QuerySet[ApprovalRequest], seconds: int) -> None:
    rows.update(**{moment: F(moment) - timedelta(seconds=seconds) for moment in MOMENTS})


def finish(request: ApprovalRequest, /, *, binding: str, user: User) -> Consumed:
    """The browser with this binding finishes, for this user as they stand now."""
    with transaction.atomic():
        return consume(request, binding=binding, user_id=user.pk, auth_hash=user.get_session_auth_hash())


def offered(user: User) -> tuple[Enrolment, str]:
    """A code that adds a phone, as the page shows it to the user as they stand now."""
    now_standing = User.objects.select_related("tenant__policy").get(pk=user.pk)
    return offer(now_standing, session_digest=new_binding(), context=CONTEXT, now=clock.now())


def test_request_of(enrolment: Enrolment) -> ApprovalRequest:
    enrolment.refresh_from_db()
    assert enrolment.test_request is not None
    return enrolment.test_request


test_request_of.__test__ = False  # type: ignore[attr-defined]  # the closing test of an enrolment, not pytest's


def test_number(account: AccountOnPhone) -> str:
    """The number of the closing test that this account waits for."""
    return test_request_of(Enrolment.objects.get(phone_account__id=account.id)).number


test_number.__test__ = False  # type: ignore[attr-defined]  # as above
