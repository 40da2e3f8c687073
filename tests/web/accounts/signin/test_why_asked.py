"""Why a further step was asked is written down with the sign-in, as it stood then (E12, E15)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.kept_log import keep_log
from tests.support.pages import browser, read
from tests.support.people import allow, make_group, make_person, make_tenant, turn_off
from tests.support.proving import PROVE, Everything, have_everything, walk
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in


def said_of_the_latest() -> dict[str, Any]:
    details: dict[str, Any] = AuditEvent.objects.filter(tag="user:sign_in:succeeded").latest("pk").details
    return details


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant(methods=list(PROVE), two_step=True)


@pytest.fixture
def ann(nordljus: Tenant) -> Everything:
    return have_everything(nordljus)


def test_what_was_lacking_and_what_the_policy_kept_from_them_are_codes(ann: Everything) -> None:
    # E12, E15
    allow(ann.user.tenant, "passkey", exclude=[make_group(ann.user.tenant, "Night", ann.user)])
    turn_off(ann.user.tenant, "access_pass")

    walk(ann, browser(), ("password", "authenticator_code"))

    assert said_of_the_latest()["lacked"] == [
        "one_factor_only",
        "passkey:group_excluded",
        "access_pass:off",
    ]


def test_where_one_step_was_enough_nothing_was_lacking(ann: Everything) -> None:
    # E15
    walk(ann, browser(), ("passkey",))

    assert "lacked" not in said_of_the_latest()


def test_it_stays_as_short_as_there_are_reasons_however_many_steps_are_asked(ann: Everything) -> None:
    # E15
    walk(ann, browser(), ("password", "recovery_code"))

    codes = said_of_the_latest()["lacked"]
    assert len(codes) == len(set(codes))


def test_an_admin_reads_it_in_words_on_the_page_of_that_sign_in(ann: Everything) -> None:
    # E12, E15
    tenant = ann.user.tenant
    allow(tenant, "passkey", exclude=[make_group(tenant, "Night", ann.user)])
    walk(ann, browser(), ("password", "authenticator_code"))
    keep_log()
    admin = make_person(tenant, "admin", role=User.Role.TENANT_ADMIN)
    client = signed_in(admin, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(admin)[1])

    row = SignInAttempt.objects.get(person=ann.user)
    page = read(client.get(f"/portal/sign-ins/{tenant.pk}/{row.pk}/"))

    assert "Two steps, by the policy of the organisation" in page.text
    assert "What was proven is one step alone" in page.text
    assert "Passkey: not for one of their groups" in page.text
