"""An application of nordljus, and its admin at the portal."""

from __future__ import annotations

import pytest
from django.test import Client

from idp.oidc.applications.models import Application
from tests.support.relying import RelyingParty, make_application
from tests.web.idp.portal.conftest import Organisation, SignIn

ADDRESS = "https://app.example/callback"


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


@pytest.fixture
def payroll(nordljus: Organisation) -> RelyingParty:
    return make_application(nordljus.tenant)


def listed(organisation: Organisation) -> str:
    return f"/portal/applications/{organisation.tenant.pk}/"


def at(application: Application, part: str = "") -> str:
    return f"/portal/applications/{application.tenant_id}/{application.pk}/{part}"
