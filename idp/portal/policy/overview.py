"""The policy at a glance: a row for each method and for each part, in words, that leads to its page."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.many.by_index import by_index
from accounts.many.estimating import look_at
from accounts.methods.contract import VerificationMethod
from accounts.policy.changing import Policy, policy_as_it_stands, settings_in
from accounts.policy.history.models import KeptPolicy
from accounts.policy.rules import MethodRule
from accounts.policy.steps.groups import is_for_all, two_step_rule
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.roles import Act
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import choose_organisation, tenant_seen_by
from idp.portal.policy.effect import who_may
from idp.portal.policy.sections import OfMethod, OfPart, Section, Steps, of_everybody, of_methods
from idp.portal.policy.strengths.rows import own_at_a_glance, required_at_a_glance
from idp.portal.policy.strengths.sections import Required
from idp.portal.policy.words import at_best, state_of, what_is_set

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

choose = choose_organisation(act=Act.SEE_POLICY, page="admin:policy_of", title=gettext_lazy("Policy"))


@dataclass(frozen=True)
class MethodLine:
    """A method at a glance."""

    section: Section
    method: VerificationMethod
    is_on: bool
    state: str
    people: str
    at_best: list[str]


@dataclass(frozen=True)
class PartLine:
    """A part at a glance: what is set of it; where nothing is, it is off, or as `unset` says."""

    title: StrOrPromise
    url: str
    told: list[str]
    unset: StrOrPromise = ""


def overview(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_POLICY)
    stands = policy_as_it_stands(tenant)
    context: dict[str, Any] = {
        **frame(request),
        "tenant": tenant,
        "methods": _methods(tenant, stands),
        "parts": list(_parts(tenant, stands)),
        "latest": KeptPolicy.objects.filter(tenant=tenant).select_related("actor").order_by("-id").first(),
    }
    return render(request, "idp/portal/policy/overview.html", context)


def _methods(tenant: Tenant, stands: Policy) -> list[MethodLine]:
    rules = [(section, stands.rule_of(section.key)) for section in of_methods()]
    looked = look_at(users_in(tenant))
    # Most are for everybody: those whom one rule allows are counted once.
    with by_index():
        people = {whom: who_may(tenant, whom, looked) for whom in {_whom(rule) for _section, rule in rules}}
    return [_method(section, rule, people[_whom(rule)]) for section, rule in rules]


def _whom(rule: MethodRule) -> MethodRule:
    return replace(rule, settings={})


def _method(section: OfMethod, rule: MethodRule, people: str) -> MethodLine:
    return MethodLine(
        section=section,
        method=section.method,
        is_on=rule.is_on,
        state=state_of(rule),
        people=people,
        at_best=at_best(section.method),
    )


def _parts(tenant: Tenant, stands: Policy) -> Iterator[PartLine]:
    for section in of_everybody(tenant):
        if isinstance(section, Steps):
            rule = two_step_rule(stands.two_step, stands.parts)
            told = [_("A password alone is not enough")] if rule.is_on else []
            told += [] if is_for_all(rule) or not rule.is_on else [state_of(rule)]
        elif isinstance(section, Required):
            told = required_at_a_glance(stands)
        else:
            told = what_is_set(section.part, settings_in(stands, section.part))
        url = reverse("admin:policy_section", args=(tenant.pk, section.address))
        unset = section.part.unset if isinstance(section, OfPart) else ""
        yield PartLine(section.title, url, told, unset)
        if isinstance(section, Required):
            listed = reverse("admin:policy_strengths", args=(tenant.pk,))
            yield PartLine(_("Strengths"), listed, [_("Three that are built in"), *own_at_a_glance(stands)])
