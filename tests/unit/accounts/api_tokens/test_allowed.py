"""The one gate of API tokens (E24, T09, T23)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.api_tokens.allowed import allow
from accounts.api_tokens.refusals import MayNot, ScopeMissing
from accounts.api_tokens.services import make
from accounts.refusals import NotYours
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act
from tests.support.people import make_person, make_tenant


def test_t09_a_token_reaches_one_organisation_whoever_made_it(nordljus: Tenant) -> None:
    # T09
    operator = make_person(nordljus, "root", role=User.Role.OPERATOR)
    token, _secret = make(nordljus, "Script", scopes=["people:read"], life=timedelta(days=1), actor=operator)
    elsewhere = make_tenant("fjordbank")

    for target in (elsewhere, make_person(elsewhere, "bo")):
        with pytest.raises(NotYours):
            allow(token, Act.SEE_PEOPLE, on=target)
    allow(token, Act.SEE_PEOPLE)


def test_scope_and_maker_are_both_asked(nordljus: Tenant) -> None:
    # T23
    admin = make_person(nordljus, "disa", role=User.Role.TENANT_ADMIN)
    root = make_person(nordljus, "root", role=User.Role.OPERATOR)
    token, _secret = make(nordljus, "Script", scopes=["people:write"], life=timedelta(days=1), actor=admin)

    with pytest.raises(ScopeMissing):
        allow(token, Act.SEE_PEOPLE)
    with pytest.raises(MayNot):
        allow(token, Act.DISABLE_PERSON, on=root)
    allow(token, Act.DISABLE_PERSON, on=make_person(nordljus, "ann"))
