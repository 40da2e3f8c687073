"""What only an admin or time can do while the phone's cases run: acts, asked for by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import disable
from devices.approvals.models import ApprovalRequest
from devices.approvals.reporting.services import REPORT_WITHIN
from devices.enrolment.models import Enrolment
from devices.phones.access import standing_accounts
from devices.phones.services import suspend_account
from tests.support.people import (
    PASSWORD,
    change_policy,
    make_person,
    make_personal,
    make_tenant,
    turn_off,
)

_numbers = count(1)


def make_somebody(**policy: Any) -> dict[str, str]:
    """Somebody of an organisation of their own, with this policy of phone sign-in."""
    return _known(make_person(make_tenant(f"org{next(_numbers)}", **policy)))


def make_private_person() -> dict[str, str]:
    """Somebody with a personal account, where a browser used before needs no number."""
    personal = Tenant.objects.filter(kind=Tenant.Kind.PERSONAL).first() or make_personal()
    return _known(make_person(personal, f"private{next(_numbers)}"))


def set_policy(of: str, **policy: Any) -> None:
    change_policy(_person(of).tenant, **policy)


def turn_phones_off(of: str) -> None:
    turn_off(_person(of).tenant, "phone")


def disable_person(who: str) -> None:
    disable(_person(who), actor=None)


def let_codes_run_out() -> None:
    Enrolment.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def let_requests_run_out(of: str) -> None:
    ApprovalRequest.objects.filter(user=_person(of)).update(expires_at=timezone.now() - timedelta(seconds=1))


def lose_phones(of: str) -> None:
    user = _person(of)
    for account in standing_accounts(user):
        suspend_account(account, actor=user)


def let_a_day_pass(of: str) -> None:
    ApprovalRequest.objects.filter(user=_person(of)).update(asked_at=timezone.now() - REPORT_WITHIN)


Acts = Mapping[str, Callable[..., Any]]
ACTS: Acts = {
    "make_person": make_somebody,
    "make_private_person": make_private_person,
    "set_policy": set_policy,
    "turn_phones_off": turn_phones_off,
    "disable": disable_person,
    "let_codes_run_out": let_codes_run_out,
    "let_requests_run_out": let_requests_run_out,
    "lose_phones": lose_phones,
    "let_a_day_pass": let_a_day_pass,
}


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _known(user: User) -> dict[str, str]:
    return {"username": user.username, "password": PASSWORD}
