"""The first page of the portal: today at a glance, what stands out, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.many.by_index import by_index
from accounts.many.estimating import LOOKED_AT, in_words, look_at
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.access import seen_by, users_seen_by
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, reach
from devices.addresses.services import phones_refused
from devices.approvals.moves import MOVED
from devices.approvals.state import State
from devices.four_eyes.asking import waiting_for
from devices.phones.access import sign_in_accounts
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.glance.requests import count_requests, watched_by
from idp.portal.glance.standing_out import standing_out
from idp.portal.glance.today import today_for
from idp.portal.logs.audit.asked import numbers_of
from idp.portal.next_steps import steps_of
from idp.portal.reports.figures import leads_to

# Not since midnight: that comes at another hour for each reader.
LATELY = timedelta(hours=24)
# Of more answers it is said that there are so many or more.
MOST_ANSWERS = 1000
ANSWERED = tuple(MOVED[state] for state in (State.APPROVED, State.DENIED, State.WRONG_NUMBER))


@dataclass(frozen=True)
class Numbers:
    """How far phone sign-in has come, over what the asker looks after. `is_about`: people are too many to count.

    `answered_lately` is counted no further than MOST_ANSWERS.
    """

    people: str
    with_phone: str
    without_phone: int
    is_about: bool
    answered_lately: int


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
        "most_answers": MOST_ANSWERS,
        "looked_at": LOOKED_AT,
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
    looked = look_at(users_seen_by(user))
    may_sign_in = looked.among(users_seen_by(user)).filter(is_active=True, blocked_at=None)
    has_phone = Q(Exists(sign_in_accounts(OuterRef("pk"))))
    with by_index():
        found = may_sign_in.aggregate(people=Count("pk"), with_phone=Count("pk", filter=has_phone))
    is_about = not looked.is_exact
    return Numbers(
        people=in_words(looked.in_all(found["people"]), is_about=is_about),
        with_phone=in_words(looked.in_all(found["with_phone"]), is_about=is_about),
        without_phone=looked.in_all(found["people"] - found["with_phone"]),
        is_about=is_about,
        answered_lately=_answered_lately(user),
    )


def _answered_lately(user: User) -> int:
    """By the log, backwards from its end and no further than a day: what is kept of answers has no index by time."""
    since = clock.now() - LATELY
    rows = seen_by(user, AuditEvent.objects.order_by("-pk"), act=Act.SEE_PEOPLE)
    answers = rows.filter(kind=ANSWERED[0].kind, tag__in=[one.tag for one in ANSWERED])
    return answers.filter(at__gte=since, pk__gte=numbers_of(since)[0])[:MOST_ANSWERS].count()
