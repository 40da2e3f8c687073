"""The page on which an admin sees what somebody would be asked at sign-in; nothing comes of it."""

from __future__ import annotations

import uuid
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.audit.log import record
from accounts.policy.changing import differences, policy_as_it_stands, supposing
from accounts.policy.facts import method_rules
from accounts.signin.supposed.events import LOOKED_AT
from accounts.signin.supposed.walk import Supposed, walk
from accounts.signin.wish import fill_in
from accounts.tenants.models import Tenant
from accounts.users.models import KnownBrowser, User
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.policy.form import SectionForm
from idp.portal.policy.sections import find_section
from idp.portal.policy.words import in_words
from idp.portal.what_if.form import USED, WhatIfForm
from idp.portal.what_if.story import told


def what_if(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """Sent, it answers at once and not after a redirect: there is nothing that sending it again would do twice."""
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_POLICY)
    if not may(asker(request), Act.SEE_PEOPLE, on=tenant):
        raise PermissionDenied
    changes = _changes(request, tenant)
    # From a page of the policy one comes with changes, and has not said yet who signs in.
    if request.method != "POST" or (changes is not None and "person" not in request.POST):
        form = WhatIfForm(tenant, asker(request))
        fill_in(form, written(request))
        return _page(request, form, changes)
    form = WhatIfForm(tenant, asker(request), request.POST)
    can_be = changes is None or changes.is_valid()
    if not (form.is_valid() and can_be):
        return _page(request, form, changes)
    is_as_it_stands = changes is None or "as_it_stands" in request.POST
    with nullcontext() if is_as_it_stands or changes is None else supposing(tenant, changes.wanted):
        story = _story(form)
    _write_down(request, form)
    return _page(request, form, changes, story=story | {"is_as_it_stands": is_as_it_stands})


def _changes(request: HttpRequest, tenant: Tenant) -> SectionForm | None:
    """What somebody has written on a page of the policy, and not saved; None where nothing was."""
    key = request.POST.get("supposing")
    if key is None:
        return None
    section = find_section(tenant, key)
    if section is None:
        raise Http404
    return SectionForm(section, tenant, policy_as_it_stands(tenant), request.POST, asker=asker(request))


def _story(form: WhatIfForm) -> dict[str, Any]:
    said = form.cleaned_data
    # Read again, with the policy as it is supposed by now.
    person = User.objects.select_related("tenant__policy").get(pk=said["person"].pk)
    application = form.applications[said["application"]]
    browser = _used_last(person) if said["browser"] == USED else None
    supposed = Supposed(
        user=person,
        rules=method_rules(person.tenant),
        need=application.need(person),
        of=application.of,
        browser=browser,
        address=said["address"],
        passed=said["passed"],
    )
    return told(supposed, walk(supposed)) | {"lacks_browser": said["browser"] == USED and browser is None}


def _used_last(person: User) -> KnownBrowser | None:
    return KnownBrowser.objects.filter(user=person).order_by("-last_used_at", "-pk").first()


def _write_down(request: HttpRequest, form: WhatIfForm) -> None:
    person: User = form.cleaned_data["person"]
    application = str(form.applications[form.cleaned_data["application"]].label)
    record(LOOKED_AT, tenant=person.tenant, subject=person, actor=asker(request), application=application)


def _page(
    request: HttpRequest,
    form: WhatIfForm,
    changes: SectionForm | None,
    *,
    story: dict[str, Any] | None = None,
) -> HttpResponse:
    is_wrong = changes is not None and not changes.is_valid()
    context = {
        **frame(request),
        "tenant": form.tenant,
        "form": form,
        "changes": changes,
        "is_wrong": is_wrong,
        "differences": in_words(differences(changes.stands, changes.wanted))
        if changes and not is_wrong
        else [],
        "story": story,
    }
    is_refused = bool(form.errors) or is_wrong
    return render(request, "idp/portal/what_if/page.html", context, status=400 if is_refused else 200)
