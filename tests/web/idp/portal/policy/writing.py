"""What an admin writes on a page of the policy, sent and confirmed as they do it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.policy.changing import fingerprint, policy_as_it_stands
from accounts.tenants.models import Tenant
from accounts.users.models import Group
from idp.portal.policy.form import SectionForm
from idp.portal.policy.sections import find_section
from tests.web.idp.portal.conftest import Organisation

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


def glance(organisation: Organisation) -> str:
    """The address of the page that shows all of it."""
    return f"/portal/policy/{organisation.tenant.pk}/"


def address(organisation: Organisation, key: str) -> str:
    return address_of(organisation.tenant, key)


def address_of(tenant: Tenant, key: str) -> str:
    return f"/portal/policy/{tenant.pk}/set/{key}/"


def key_of(names: Iterable[str]) -> str:
    """The page that fields with these names stand on."""
    [key] = {name.partition("-")[0] for name in names if "-" in name}
    return key


def written(tenant: Tenant, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as their page shows them, but for these changes; groups may be named by their ids.

    What is empty is not sent, but a nought is.
    """
    key = key_of(changes)
    stands = policy_as_it_stands(tenant)
    section = find_section(tenant, key)
    assert section is not None
    form = SectionForm(section, tenant, stands)
    shown = {name: form[name].value() for name in form.fields} | {"stands": fingerprint(stands, key)}
    changed = {name: _as_lines(name, value) for name, value in changes.items()}
    return {name: value for name, value in (shown | changed).items() if value or type(value) is int}


def _as_lines(name: str, value: Any) -> Any:
    if not name.endswith(("-include", "-exclude")) or isinstance(value, str):
        return value
    return "\n".join(Group.objects.filter(pk__in=value).values_list("name", flat=True))


def sure(tenant: Tenant) -> dict[str, str]:
    """What says that somebody has seen what it does, as the policy stands now."""
    return {"confirmed": fingerprint(policy_as_it_stands(tenant))}


def send(browser: Client, tenant: Organisation | Tenant, changes: Mapping[str, Any], **more: str) -> Any:
    """Press Save with these changes on the page that they stand on."""
    tenant = tenant if isinstance(tenant, Tenant) else tenant.tenant
    return browser.post(address_of(tenant, key_of(changes)), written(tenant, changes) | more)


def save(browser: Client, tenant: Organisation | Tenant, changes: Mapping[str, Any], **more: str) -> Any:
    """Press Save, having seen what it does."""
    tenant = tenant if isinstance(tenant, Tenant) else tenant.tenant
    return send(browser, tenant, changes, **sure(tenant), **more)


def answer(browser: Client, organisation: Organisation, question: str, **more: str) -> Any:
    """Press the button of a confirmation, which sends what it keeps."""
    fields = asked_again(question)
    return browser.post(address(organisation, key_of(fields)), fields | more)


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
