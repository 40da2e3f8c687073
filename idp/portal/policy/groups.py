"""Names of groups for the search of a form: a few, as JSON, to whoever may change the policy that they belong to."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.users.models import Group
from accounts.users.roles import Act
from idp.portal.gate import asker
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.search import words_of

MOST_FOUND = 20
LONGEST_SEARCH = 80


def groups(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.CHANGE_POLICY)
    words = words_of(request.GET, longest=LONGEST_SEARCH)
    groups_here = Group.objects.filter(tenant=tenant).order_by("name")
    found = groups_here.none() if words is None else groups_here.filter(name__icontains=words)
    return JsonResponse({"groups": list(found.values_list("name", flat=True)[:MOST_FOUND])})
