"""The portal from outside: its addresses, two organisations that they can name, and what a visit to one writes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from accounts import clock
from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.domains.services import claim
from accounts.methods.registry import in_order
from accounts.policy.history.models import KeptPolicy
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Domain
from accounts.throttle import memory
from accounts.users.models import User
from devices.approvals.reporting.alert import SIGN_IN
from devices.four_eyes.asking import LIFE
from devices.four_eyes.models import AskedAct
from devices.otp.models import AuthenticatorApp
from idp.portal.four_eyes.acts import APPOINT
from idp.portal.people.acts import BY_KEY
from idp.serving.large_bodies import pass_for
from tests.security.everybody import addresses
from tests.support.authenticators import authenticator_of
from tests.support.hook_server import make_hook
from tests.support.imports import sent
from tests.support.pages import browser
from tests.support.people import change_policy, make_person, make_tenant
from tests.support.relying import make_application
from tests.support.scripts import make_script
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in
from tests.web.idp.portal.conftest import TWO_STEPS, Organisation, make_organisation

ROLES = ("reader", "helpdesk", "policy_admin", "tenant_admin", "operator")
OPENS, REFUSES, ABSENT, ASKS = "+", "-", "0", "?"
SPACE = "admin:"
HELP = "accounts_user_help"
ACT = "accounts_user_act"
# What any visit may write: that somebody was here, how often they tried, and what they did; Django's own notes.
PASSING = {"accounts_session", "accounts_trycount", "accounts_auditevent", "django_content_type"}
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@dataclass(frozen=True)
class Visit:
    """What an address answered, and which tables that wrote in."""

    answer: str
    wrote: frozenset[str]


@dataclass(frozen=True)
class Visitor:
    """Somebody in front of the portal, who opens an address or sends a form there; whatever that did is taken back."""

    client: Client

    def visit(self, path: str, method: str) -> Visit:
        memory.forget()
        cookies = self.client.cookies.output(header="")
        tables: set[str] = set()
        with transaction.atomic(), _noting(tables):
            said = _named(getattr(self.client, method)(path))
            transaction.set_rollback(True)
        self.client.cookies.load(cookies)
        return Visit(said, frozenset(tables - PASSING))


def portal_addresses() -> dict[str, str]:
    """Every address of the portal by its name; of those by which people are helped and acted on one for each act."""
    found = {name.removeprefix(SPACE): path for name, path in addresses(("/portal/",)).items()}
    helping, acting = found.pop(HELP), found.pop(ACT)
    keys = [act.key for method in in_order() for act in method.help_acts]
    helps = {f"{HELP}/{key}": helping.replace("<slug:key>", key) for key in keys}
    return found | helps | {f"{ACT}/{key}": acting.replace("<slug:key>", key) for key in BY_KEY}


def visitor(role: str, organisation: Organisation) -> Visitor:
    """Somebody of the organisation with this role, who came in by two steps just now; a stranger is nobody's."""
    if role == "stranger":
        return Visitor(browser())
    tenant = organisation.tenant if role != "operator" else make_tenant("operators", methods=TWO_STEPS)
    user = make_person(tenant, role, role=role)
    client = signed_in(user, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(user)[1])
    return Visitor(client)


def furnished(name: str) -> tuple[Organisation, dict[str, Any]]:
    """An organisation, and each of its things that an address can name, by the name of its part or of the address."""
    made = make_organisation(name)
    alert = Alert.objects.create(
        kind=SIGN_IN.alert.key, about=name, tenant=made.tenant, user=made.member, raised_at=clock.now()
    )
    change_policy(made.tenant, request_life_seconds=60)
    stopped = authenticator_of(made.member, "Stopped")[1]
    AuthenticatorApp.objects.filter(pk=stopped.pk).update(stopped_at=clock.now())
    User.objects.filter(pk=made.member.pk).update(blocked_at=None)
    asked = AskedAct.objects.create(
        tenant=made.tenant,
        kind=APPOINT.key,
        values={"role": "reader"},
        person=made.member,
        asked_by=made.admin,
        expires_at=clock.now() + LIFE,
    )
    return made, {
        "act_id": asked.pk,
        "report": "ways",
        # One that gives no receipt: those that do are tested with their page.
        "request_id": uuid.uuid4(),
        # One that nobody asked: whose it is, its own test says.
        "check_id": uuid.uuid4(),
        "tenant_id": made.tenant.pk,
        "person_id": made.member.pk,
        "alert_id": alert.pk,
        "key": "phone",
        "row_id": made.phone.pk,
        "claim_id": claim(made.tenant, f"{name}-too.example", actor=made.admin).pk,
        "domain_id": Domain.objects.get(tenant=made.tenant).pk,
        "token_id": make_script(made.tenant, made.admin).token.pk,
        "hook_id": make_hook(made.tenant, made.admin)[0].pk,
        "kept_id": KeptPolicy.objects.filter(tenant=made.tenant).values_list("pk", flat=True)[0],
        "application_id": make_application(made.tenant).application.pk,
        "part": "name",
        "framework": "django",
        "accounts_user_bring_back": {"key": "authenticator_code", "row_id": stopped.pk},
        "accounts_tenant_change": {"object_id": made.tenant.pk},
        "accounts_tenant_delete": {"object_id": made.tenant.pk},
        "accounts_user_change": {"object_id": made.member.pk},
        "accounts_user_delete": {"object_id": made.member.pk},
        "group_id": made.group.pk,
        "job_id": sent("username\nnobody\n", tenant=made.tenant, actor=made.admin).pk,
        "large_pass": pass_for(made.admin),
        "imports_of_kind": {"key": "people"},
        "send_import": {"key": "people"},
        "accounts_group_change": {"object_id": made.group.pk},
        "accounts_group_delete": {"object_id": made.group.pk},
        "audit_event": {"number": AuditEvent.objects.filter(tenant=made.tenant).latest("pk").pk},
        "sign_in": {"number": _try_of(made).pk},
    }


def _try_of(made: Organisation) -> SignInAttempt:
    now = clock.now()
    return SignInAttempt.objects.create(
        tenant=made.tenant, person=made.member, mark="m", at=now, last_at=now, first_event=1, last_event=1
    )


@contextmanager
def _noting(tables: set[str]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # Django's signature
        if wrote := WRITES.match(sql):
            tables.add(wrote[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _named(answer: HttpResponse) -> str:
    if answer.headers.get("Location", "").startswith("/sign-in/"):
        return ASKS
    return {403: REFUSES, 404: ABSENT}.get(answer.status_code, OPENS)
