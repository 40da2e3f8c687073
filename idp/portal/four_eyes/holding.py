"""Where an act is held back until a second person has agreed: asked by the pages that would do it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.audit.models import AuditEvent
from accounts.methods.contract import HelpAct
from accounts.policy.changing import Policy, differences, fingerprint
from accounts.stored import as_stored
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, looks_after_others
from devices.four_eyes import asking, choosing
from idp.portal.four_eyes.acts import APPOINT, HELP_ADMIN, POLICY
from idp.portal.gate import asker

REACHES_ALL = frozenset({User.Role.OPERATOR})
# By which somebody gets in who did not before.
HANDING_OUT = frozenset({Act.GRANT_PASS, Act.GRANT_LINK, Act.SET_PASSWORD, Act.GIVE_METHOD})


def holds_role(person: User, role: str) -> bool:
    """Is giving this person this role held back until somebody has agreed?

    One that reaches every organisation is, where any has chosen it: whoever has it could agree there.
    """
    if role in REACHES_ALL:
        return choosing.is_needed_anywhere(APPOINT.key)
    return looks_after_others(role) and choosing.is_needed(APPOINT.key, person.tenant)


def ask_for_role(request: HttpRequest, person: User, role: str) -> None:
    """Asks, and says so on the next page."""
    asking.ask(APPOINT.key, tenant=person.tenant, by=asker(request), person=person, values={"role": role})
    messages.info(
        request,
        _("Their role stays as it is until a second person has agreed on their phone. They have a day."),
    )


def holds_policy(tenant: Tenant) -> bool:
    """Is changing this organisation's policy held back until somebody has agreed?"""
    return choosing.is_needed(POLICY.key, tenant)


def ask_for_policy(
    request: HttpRequest,
    tenant: Tenant,
    *,
    now: Policy,
    wanted: Policy,
    remove: Iterable[str],
    as_of: datetime | None,
) -> HttpResponse:
    """Asks, and leads to what then waits."""
    values = {
        "wanted": as_stored(wanted),
        "changed": differences(now, wanted.over(now)),
        "since": fingerprint(now),
        "remove": list(remove),
        "as_of": as_stored(as_of),
    }
    if not values["changed"]:
        messages.info(request, _("Nothing was changed."))
        return redirect("admin:policy_of", tenant.pk)
    asked = asking.ask(POLICY.key, tenant=tenant, by=asker(request), values=values)
    messages.info(request, _("The policy stays as it is until a second person has agreed on their phone."))
    return redirect("admin:second_person_act", asked.pk)


def holds_help(person: User, act: HelpAct) -> bool:
    """Is helping this person so held back until somebody has agreed?"""
    return act.act in HANDING_OUT and refuses_alone(person)


def refuses_alone(person: User) -> bool:
    """Is somebody with a role let in by others only when two have agreed: by no letter, by nothing brought back?"""
    return looks_after_others(person.role) and choosing.is_needed(HELP_ADMIN.key, person.tenant)


def refusal_to_bring_back(request: HttpRequest, person: User) -> HttpResponse | None:
    """Leads back and says why, where one alone brings back nothing of this person's."""
    if not refuses_alone(person):
        return None
    messages.warning(
        request,
        _("They have a role, so a second person agrees first. Make them a pass: then they bring it back."),
    )
    return redirect("admin:accounts_user_change", person.pk)


def held_help(request: HttpRequest, person: User, act: HelpAct, context: dict[str, Any]) -> HttpResponse:
    """The act's own page once somebody has agreed, for one time; until then the page that asks."""
    values = {"help": act.key}
    agreed = asking.agreed_for(HELP_ADMIN.key, by=asker(request), person=person, values=values)
    if agreed is None:
        if request.method == "POST":
            asked = asking.ask(
                HELP_ADMIN.key, tenant=person.tenant, by=asker(request), person=person, values=values
            )
            return redirect("admin:second_person_act", asked.pk)
        return render(request, "idp/portal/four_eyes/ask.html", {**context, "person": person, "act": act})
    if request.method != "POST":
        return act.page(request, person, context)
    with transaction.atomic():
        last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = act.page(request, person, context)
        # A form that lacked something has done nothing, and uses nothing up.
        if AuditEvent.objects.filter(pk__gt=last, subject=person, actor=asker(request)).exists():
            asking.use(agreed)
        return answer
