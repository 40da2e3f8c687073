"""What an admin writes on the policy page, and what its confirmation sends again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from accounts.audit.models import AuditEvent
from accounts.policy.changing import policy_as_it_stands
from accounts.tenants.models import Tenant
from idp.portal.policy.form import PolicyForm
from tests.web.idp.portal.conftest import Organisation

CONFIRMED = {"confirmed": "yes"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


def address(organisation: Organisation) -> str:
    return f"/portal/policy/{organisation.tenant.pk}/"


def written(organisation: Organisation, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The fields as the page shows them, but for these changes; what is empty is not sent, but a nought is."""
    return written_of(organisation.tenant, changes)


def written_of(tenant: Tenant, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The same for any tenant."""
    form = PolicyForm(tenant, policy_as_it_stands(tenant))
    shown = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in (shown | dict(changes or {})).items() if value or type(value) is int
    }


def asked_again(page: str) -> dict[str, list[str]]:
    """What a confirmation keeps, and sends when its button is pressed."""
    kept: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        kept.setdefault(name, []).append(unescape(value))
    return kept


def changes_written_down() -> list[dict[str, Any]]:
    """What the log says changed, the oldest first."""
    events = AuditEvent.objects.filter(tag="tenant:policy:changed").order_by("id")
    return [event.details["changed"] for event in events]
