"""The first page of the portal: a few numbers, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.policy.models import MethodPolicy
from accounts.tenants.models import Tenant
from accounts.users.access import seen_by, users_seen_by
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, reach
from devices.approvals.models import Challenge
from devices.phones.settings import KEY
from idp.portal.areas.users import usable_accounts_of
from idp.portal.frame import frame
from idp.portal.gate import asker

# Not since midnight: that comes at another hour for each reader.
LATELY = timedelta(hours=24)


@dataclass(frozen=True)
class Numbers:
    """How far phone sign-in has come, over what the asker looks after."""

    people: int
    with_phone: int
    answered_lately: int

    @property
    def without_phone(self) -> int:
        return self.people - self.with_phone


def home(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    context = {
        **frame(request),
        "numbers": numbers_for(user),
        "phone_is_on": MethodPolicy.objects.filter(tenant=user.tenant, method=KEY, is_on=True).exists(),
        "sees_several": reach(user, Act.SEE_PEOPLE) is Reach.EVERYWHERE,
        "may_add_organisation": may(user, Act.ADD_ORGANISATION),
        "organisations": seen_by(
            user,
            Tenant.objects.filter(kind=Tenant.Kind.ORGANISATION),
            act=Act.SEE_ORGANISATIONS,
            tenant_path="pk",
        ).count(),
    }
    return render(request, "idp/portal/home.html", context)


def numbers_for(user: User) -> Numbers:
    """Counted over those whom the asker sees."""
    people = users_seen_by(user).filter(is_active=True)
    answered = seen_by(
        user,
        Challenge.objects.filter(decided_at__gte=timezone.now() - LATELY),
        act=Act.SEE_PEOPLE,
        tenant_path="request__tenant",
    )
    return Numbers(
        people=people.count(),
        with_phone=people.filter(Exists(usable_accounts_of(OuterRef("pk")))).count(),
        answered_lately=answered.count(),
    )
