"""The addresses of a policy, each behind the gate of the portal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from idp.portal.policy.groups import groups
from idp.portal.policy.history import history, kept
from idp.portal.policy.overview import choose, overview
from idp.portal.policy.page import section
from idp.portal.policy.strengths.listing import strengths


def addresses(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """Return them; `guarded` puts a page behind the gate."""
    return [
        path("policy/", guarded(choose), name="policy"),
        path("policy/<uuid:tenant_id>/", guarded(overview), name="policy_of"),
        path("policy/<uuid:tenant_id>/groups/", guarded(groups), name="policy_groups"),
        path("policy/<uuid:tenant_id>/history/", guarded(history), name="policy_history"),
        path("policy/<uuid:tenant_id>/history/<int:kept_id>/", guarded(kept), name="policy_kept"),
        path("policy/<uuid:tenant_id>/strengths/", guarded(strengths), name="policy_strengths"),
        path("policy/<uuid:tenant_id>/set/<slug:key>/", guarded(section), name="policy_section"),
    ]
