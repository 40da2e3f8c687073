"""The pages, with every filter that they have."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.policy.changing import fingerprint, policy_as_it_stands
from accounts.policy.steps.trusted import KEY as TRUSTED
from accounts.policy.strengths.settings import KEY as STRENGTHS_KEY
from accounts.policy.strengths.words import ASKED, MET, REFUSED
from accounts.security_info.registering.campaign import KEY as CAMPAIGN
from accounts.security_info.registering.requirement import KEY as REQUIREMENT
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from idp.portal.people.finding import LOCKED, STATES, STRENGTHS, WITHOUT
from idp.portal.policy.form import SectionForm
from idp.portal.policy.sections import find_section
from idp.portal.reports.spans import SPANS

DAYS_BACK = 30
OUTCOMES = (ASKED, REFUSED, MET)


@dataclass(frozen=True)
class Page:
    """One page: by whom it is opened, its address, and what is sent to it, if anything."""

    name: str
    address: str
    who: str = "admin"
    posted: Mapping[str, Any] = field(default_factory=dict)


def pages_of(tenant: Tenant) -> Iterator[Page]:
    """Every page of one organisation, and what an operator sees of all."""
    yield Page("home", reverse("admin:index"))
    yield from _people(tenant)
    yield from _groups(tenant)
    yield from _sign_ins(tenant)
    yield from _audit(tenant)
    yield from _others(tenant)
    yield from _policy(tenant)
    yield Page("operator: home", reverse("admin:index"), "operator")
    people = reverse("admin:accounts_user_changelist")
    for asked in ({}, {"q": "anna.andersson"}, {"state": "blocked"}, {"state": "new"}, {"strength": "none"}):
        yield Page(f"operator: people {urlencode(asked)}".strip(), f"{people}?{urlencode(asked)}", "operator")
    yield Page("operator: audit log", reverse("admin:audit"), "operator")


def somebody_of(tenant: Tenant) -> User:
    """Somebody in the middle of the list, who has signed in."""
    tries = SignInAttempt.objects.filter(tenant=tenant, result="signed_in").order_by("-at", "-id")
    return User.objects.get(pk=tries.values_list("person", flat=True)[20])


def _people(tenant: Tenant) -> Iterator[Page]:
    page, person = reverse("admin:accounts_user_changelist"), somebody_of(tenant)
    ways = [way.key for way in registry.of_ones_own() if way.policy is not None]
    groups = dict(Group.objects.filter(tenant=tenant).values_list("name", "pk"))
    asked: list[dict[str, Any]] = [
        {},
        {"p": 3},
        {"q": "anna"},
        {"q": person.username},
        {"q": "xq"},
        {"q": "nobody here"},
    ]
    asked += [{"state": key} for key in (*STATES, LOCKED)]
    asked += [{"way": f"{sign}{key}"} for key in ways for sign in ("", WITHOUT)]
    asked += [{"strength": key} for key in STRENGTHS]
    asked += [{"group": groups[name]} for name in ("Pilot", "Everybody in Sweden", "Department 1")]
    asked += [{"state": "new", "strength": "none"}]
    for one in asked:
        yield Page(
            f"people {urlencode(one)}".strip().replace(str(person), "one whole name"),
            f"{page}?{urlencode(one)}",
        )
    yield Page("a user's page", reverse("admin:accounts_user_change", args=[person.pk]))
    for asked_for in ({}, {"strength": "none"}):
        shown = f"{reverse('admin:accounts_user_export')}?{urlencode(asked_for)}"
        yield Page(f"people, export {urlencode(asked_for)}".strip(), shown)


def _groups(tenant: Tenant) -> Iterator[Page]:
    large = Group.objects.get(tenant=tenant, name="Everybody in Sweden")
    yield Page("groups", reverse("admin:accounts_group_changelist"))
    yield Page("a group's page", reverse("admin:accounts_group_change", args=[large.pk]))
    members = reverse("admin:accounts_group_members", args=[large.pk])
    yield Page("a group's members", members)
    yield Page("a group's members q=anna", f"{members}?q=anna")


def _sign_ins(tenant: Tenant) -> Iterator[Page]:
    page, person = reverse("admin:sign_ins_of", args=[tenant.pk]), somebody_of(tenant)
    latest = SignInAttempt.objects.filter(tenant=tenant).order_by("-at", "-id")[0]
    asked: list[dict[str, Any]] = [{}, {"q": person.username}]
    asked += [{"result": result} for result in SignInAttempt.Result.values]
    asked += [{"method": key} for key in ("phone", "access_pass")]
    asked += [
        {"application": "Payroll"},
        {"place": "FR"},
        {"network": latest.network},
        {"browser": latest.browser},
    ]
    asked += [{"reported": outcome} for outcome in OUTCOMES]
    asked += [{"new": "yes"}, {"until": _moment()}, {"since": _moment()}, {"result": "denied", "place": "FR"}]
    for one in asked:
        name = (
            f"sign-ins {' '.join(one)}"
            if "q" in one or "until" in one or "since" in one
            else f"sign-ins {urlencode(one)}"
        )
        yield Page(name.strip(), f"{page}?{urlencode(one)}")
    yield Page("a sign-in", reverse("admin:sign_in", args=[tenant.pk, latest.pk]))
    yield Page("sign-ins, how many are new", f"{reverse('admin:sign_ins_new', args=[tenant.pk])}?after=0")
    yield Page("sign-ins, export", reverse("admin:sign_ins_export", args=[tenant.pk]))


def _audit(tenant: Tenant) -> Iterator[Page]:
    page, person = reverse("admin:audit"), somebody_of(tenant)
    admin = User.objects.filter(tenant=tenant, role=User.Role.TENANT_ADMIN).order_by("created_at")[0]
    kinds = ("user:sign_in", "user:password", "tenant:policy", "tenant:")
    asked: list[dict[str, Any]] = [{}, {"q": person.username}, {"by": admin.username}]
    asked += [{"kind": kind} for kind in kinds] + [{"until": _moment()}, {"since": _moment()}]
    for one in asked:
        name = f"audit log {urlencode(one)}" if "kind" in one else f"audit log {' '.join(one)}"
        yield Page(name.strip(), f"{page}?{urlencode(one)}")
    latest = AuditEvent.objects.filter(tenant=tenant).order_by("-pk")[0]
    yield Page("an event", reverse("admin:audit_event", args=[latest.pk]))
    yield Page("audit log, export", reverse("admin:audit_export"))


def _others(tenant: Tenant) -> Iterator[Page]:
    for span in SPANS:
        yield Page(f"reports {span}", f"{reverse('admin:reports_of', args=[tenant.pk])}?span={span}")
    yield Page("a report as a file", reverse("admin:report_as_file", args=[tenant.pk, "strength"]))
    phones = reverse("admin:devices_phoneaccount_changelist")
    yield Page("phones", phones)
    yield Page("phones state=suspended", f"{phones}?state=suspended")
    yield Page("phones unlock=pin", f"{phones}?unlock=pin")
    yield Page("alerts", reverse("admin:accounts_alert_changelist"))
    for name in ("networks_of", "what_if", "settings_of"):
        yield Page(name.partition("_of")[0].replace("_", " "), reverse(f"admin:{name}", args=[tenant.pk]))


def _policy(tenant: Tenant) -> Iterator[Page]:
    yield Page("policy", reverse("admin:policy_of", args=[tenant.pk]))
    for key in ("phone", "password", "passkey", "two_step", STRENGTHS_KEY, TRUSTED, CAMPAIGN, REQUIREMENT):
        yield Page(f"policy of {key}", reverse("admin:policy_section", args=[tenant.pk, key]))
    yield _preview(tenant, "preview: phone off", "phone", {"phone-for": "off"})
    yield _preview(tenant, "preview: password off", "password", {"password-for": "off"})
    yield _preview(tenant, "preview: generators off", "code_generator", {"code_generator-for": "off"})
    yield _preview(tenant, "preview: password not for pilots", "password", {"password-exclude": "Pilot"})
    yield _preview(tenant, "preview: two steps", "two_step", {"two_step-for": "everyone"})
    few = {"two_step-for": "groups", "two_step-include": "Pilot"}
    yield _preview(tenant, "preview: two steps for pilots", "two_step", few)
    yield _preview(tenant, "preview: no synced passkeys", "passkey", {"passkey-allow_synced": ""})
    for application in ("portal", "security_info"):
        asked = {f"{STRENGTHS_KEY}-{application}_strength": "phishing_resistant"}
        yield _preview(tenant, f"preview: strength of {application}", STRENGTHS_KEY, asked)
    rule = {
        f"{STRENGTHS_KEY}-rule1_{name}": value for name, value in (("strength", "two_step"), ("state", "on"))
    }
    yield _preview(tenant, "preview: strength of everybody", STRENGTHS_KEY, rule)
    rule |= {f"{STRENGTHS_KEY}-rule1_include": "Pilot"}
    yield _preview(tenant, "preview: strength of pilots", STRENGTHS_KEY, rule)


def _preview(tenant: Tenant, name: str, key: str, changes: Mapping[str, str]) -> Page:
    """What a page of the policy sends when somebody presses *See what this does*."""
    stands = policy_as_it_stands(tenant)
    section = find_section(tenant, key)
    assert section is not None, key
    form = SectionForm(section, tenant, stands)
    shown = {one: form[one].value() for one in form.fields} | {
        "stands": fingerprint(stands, key),
        "look": "yes",
    }
    sent = {one: value for one, value in (shown | dict(changes)).items() if value or type(value) is int}
    return Page(name, reverse("admin:policy_section", args=[tenant.pk, key]), posted=sent)


def _moment() -> str:
    return time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() - DAYS_BACK * 86_400))
