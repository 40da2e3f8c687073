"""One page of the policy: a method's, or that of what belongs to none."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.many.by_index import by_index
from accounts.many.estimating import look_at
from accounts.policy.changing import PolicyChangedMeanwhile, differences, fingerprint, policy_as_it_stands
from accounts.signin.wish import fill_in
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.policy.effect import of_whom_two_steps, who_has, who_may
from idp.portal.policy.form import SectionForm
from idp.portal.policy.saving import Proposal, show_or_save
from idp.portal.policy.sections import OfMethod, OfPart, Section, find_section
from idp.portal.policy.strengths.rows import beside_required, beside_set
from idp.portal.policy.strengths.sections import OfSet, Required
from idp.portal.policy.words import at_best, in_words, state_of


def section(request: HttpRequest, tenant_id: uuid.UUID, key: str) -> HttpResponse:
    user = asker(request)
    tenant = tenant_seen_by(user, tenant_id, act=Act.SEE_POLICY)
    page = find_section(tenant, key)
    if page is None:
        raise Http404
    now = policy_as_it_stands(tenant)
    if request.method != "POST":
        form = SectionForm(page, tenant, now, asker=user)
        before = written(request)
        fill_in(form, before)
        return _page(request, form, stands=before.get("stands", "") if before else "")
    if not may(user, page.act, on=tenant):
        raise PermissionDenied
    form = SectionForm(page, tenant, now, request.POST, asker=user)
    is_valid = form.is_valid()
    if request.POST.get("stands") != fingerprint(now, page.key):
        return _page(request, form, is_overtaken=True)
    if not is_valid or "change_again" in request.POST:
        return _page(request, form)
    wish = Proposal(
        tenant=tenant,
        now=now,
        wanted=form.wanted,
        title=page.title,
        done=_leads_to(tenant, page),
        fields={"form": form, "stands": fingerprint(now, page.key)},
    )
    try:
        return show_or_save(request, wish)
    except PolicyChangedMeanwhile:
        # In the moment between reading and saving: what was sent is looked at once more, by what stands now.
        return section(request, tenant_id, key)


def _leads_to(tenant: Tenant, page: Section) -> str:
    """Where to go when it is saved: what was new has no page of its own to stay on."""
    if isinstance(page, OfSet):
        return reverse("admin:policy_strengths", args=(tenant.pk,))
    return reverse("admin:policy_section", args=(tenant.pk, page.address))


def _page(
    request: HttpRequest, form: SectionForm, *, stands: str = "", is_overtaken: bool = False
) -> HttpResponse:
    """Show the page. `stands` is the fingerprint of what its form was first shown for, if not of what stands now."""
    page, tenant = form.section, form.tenant
    may_change = may(asker(request), page.act, on=tenant)
    for field in form.fields.values():
        field.disabled = not may_change
    with by_index():
        told = _as_it_stands(page, form)
    context: dict[str, Any] = {
        **frame(request),
        **told,
        "form": form,
        "section": page,
        "tenant": tenant,
        "may_change": may_change,
        "stands": stands or fingerprint(form.stands, page.key),
    }
    if is_overtaken:
        context["is_overtaken"] = True
        if not form.errors:
            context["overtaken"] = in_words(differences(form.stands, form.wanted))
    return render(request, "idp/portal/policy/page.html", context, status=409 if is_overtaken else 200)


def _as_it_stands(page: Section, form: SectionForm) -> dict[str, Any]:
    """What the page tells of the policy as it stands, above its form."""
    looked = look_at(users_in(form.tenant))
    if isinstance(page, OfMethod):
        rule = form.stands.rule_of(page.key)
        return {
            "state": state_of(rule),
            "may": who_may(form.tenant, rule, looked),
            "has": who_has(form.tenant, rule, page.method, looked),
            "at_best": at_best(page.method),
        }
    if isinstance(page, Required):
        return beside_required(form.tenant, form, form.stands)
    if isinstance(page, OfSet):
        return beside_set(page, form.stands)
    if isinstance(page, OfPart):
        return {"meets": page.part.meets(form.tenant, form.stands)}
    return {"meets": of_whom_two_steps(form.tenant, form.stands, looked)}
