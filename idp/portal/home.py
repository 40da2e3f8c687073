"""The first page of the portal: today at a glance, what stands out, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.access import seen_by, users_seen_by
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, reach
from devices.addresses.services import phones_refused
from devices.approvals.models import Challenge
from devices.four_eyes.asking import waiting_for
from idp.portal.areas.users import usable_accounts_of
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.glance.requests import count_requests, watched_by
from idp.portal.glance.standing_out import standing_out
from idp.portal.glance.today import today_for
from idp.portal.next_steps import steps_of
from idp.portal.reports.figures import leads_to

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
    organisations = seen_by(
        user,
        Tenant.objects.filter(kind=Tenant.Kind.ORGANISATION),
        act=Act.SEE_ORGANISATIONS,
        tenant_path="pk",
    ).count()
    steps = steps_of(user, organisations=organisations)
    first_open = next((step for step in steps if not step.is_done), None)
    watched = watched_by(user)
    sees_several = reach(user, Act.SEE_PEOPLE) is Reach.EVERYWHERE
    context = {
        **frame(request),
        "numbers": numbers_for(user),
        "sees_several": sees_several,
        # What only whoever runs the installation can mend.
        "phones_refused": phones_refused() if sees_several else 0,
        "organisations": organisations,
        "today": today_for(user),
        "standing_out": standing_out(user),
        "requests": count_requests(watched.tenant) if watched else None,
        "denied_url": denied_of(user),
        "may_see_reports": may(user, Act.SEE_REPORTS),
        "second_person": waiting_for(user),
        # Until the last is done all are shown: what is ticked off says how far one has come.
        "steps": steps if first_open else [],
        "first_open": first_open,
    }
    return render(request, "idp/portal/home.html", context)


def denied_of(user: User) -> str:
    """Where those are listed that were denied; whoever sees several organisations chooses one first."""
    if reach(user, Act.SEE_SIGN_INS) is not Reach.OWN:
        return reverse("admin:sign_ins")
    result = SignInAttempt.Result.DENIED.value
    return leads_to(reverse("admin:sign_ins_of", args=[user.tenant_id]), result=result)


def numbers_for(user: User) -> Numbers:
    """Counted over those whom the asker sees."""
    people = users_seen_by(user).filter(is_active=True, blocked_at=None)
    answered = seen_by(
        user,
        Challenge.objects.filter(decided_at__gte=Now() - LATELY),
        act=Act.SEE_PEOPLE,
        tenant_path="request__tenant",
    )
    return Numbers(
        people=people.count(),
        with_phone=people.filter(Exists(usable_accounts_of(OuterRef("pk")))).count(),
        answered_lately=answered.count(),
    )
