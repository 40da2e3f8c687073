"""All strengths of one organisation, and where each is used; one of its own that nothing uses can be deleted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policy.changing import Policy, PolicyChangedMeanwhile, policy_as_it_stands
from accounts.policy.strengths.built_in import BUILT_IN
from accounts.policy.strengths.settings import MOST_SETS, strengths_in
from accounts.policy.strengths.words import together
from accounts.tenants.models import Tenant
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.policy.saving import Proposal, show_or_save
from idp.portal.policy.strengths.rows import where_used
from idp.portal.policy.strengths.sections import OfSet, without_set

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Line:
    """A strength: what it takes, and where it is used. `address` is the page of one of the organisation's own."""

    key: str
    title: StrOrPromise
    takes: list[StrOrPromise]
    used: list[str]
    address: str = ""


class DeleteForm(forms.Form):
    """Which set: sent again with the answer to what is shown first."""

    delete = forms.CharField(max_length=32)


def strengths(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    user = asker(request)
    tenant = tenant_seen_by(user, tenant_id, act=Act.SEE_POLICY)
    stands = policy_as_it_stands(tenant)
    if request.method == "POST":
        if not may(user, Act.CHANGE_POLICY, on=tenant):
            raise PermissionDenied
        return _delete(request, tenant, stands)
    own = strengths_in(stands.parts).sets
    context: dict[str, Any] = {
        **frame(request),
        "tenant": tenant,
        "built_in": _built_in(stands),
        "own": _own(stands),
        "may_change": may(user, Act.CHANGE_POLICY, on=tenant),
        "is_full": len(own) >= MOST_SETS,
    }
    return render(request, "idp/portal/policy/strengths/list.html", context)


def _delete(request: HttpRequest, tenant: Tenant, stands: Policy) -> HttpResponse:
    """Only one that nothing uses: what is used says where, and is taken out there first."""
    form = DeleteForm(request.POST)
    settings = strengths_in(stands.parts)
    own = settings.find(form.cleaned_data["delete"]) if form.is_valid() else None
    here = reverse("admin:policy_strengths", args=(tenant.pk,))
    if own is None or "change_again" in request.POST:
        return redirect(here)
    if settings.uses(own.key):
        messages.warning(request, _("It is required somewhere, so it was not removed. Change that first."))
        return redirect(here)
    wish = Proposal(
        tenant=tenant,
        now=stands,
        wanted=without_set(stands, own.key),
        title=own.name,
        done=here,
        fields={"form": form},
    )
    try:
        return show_or_save(request, wish)
    except PolicyChangedMeanwhile as refusal:
        messages.warning(request, refusal.public_text)
        return redirect(here)


def _built_in(stands: Policy) -> list[Line]:
    settings = strengths_in(stands.parts)
    return [Line(key, one.label, [one.help], where_used(settings, key)) for key, one in BUILT_IN.items()]


def _own(stands: Policy) -> list[Line]:
    settings = strengths_in(stands.parts)
    return [
        Line(
            key=one.key,
            title=one.name,
            takes=[together(sorted(keys)) for keys in one.any_of],
            used=where_used(settings, one.key),
            address=OfSet(one).address,
        )
        for one in settings.sets
    ]
