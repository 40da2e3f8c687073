"""What if by application: which strength is required, of whom, and what is only reported beside it (E10, E15)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.people import allow, set_part
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.test_what_if import suppose

SAFE = {"application": "test_application", "strength": "phishing_resistant", "state": "on"}
ASKED = "Phishing-resistant, required of: Test application"


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    allow(nordljus.tenant, "phone")
    allow(nordljus.tenant, "passkey")
    return sign_in(nordljus.admin)


def test_an_application_is_asked_by_what_is_required_for_it(admin: Client, nordljus: Organisation) -> None:
    # E10, E15
    set_part(nordljus.tenant, "strengths", applications=[SAFE])

    asked = suppose(admin, nordljus, passed=["phone"], application="test_application")
    elsewhere = suppose(admin, nordljus, passed=["phone"])

    assert ASKED in asked.text
    assert "What they open asks for more than they have" in asked.text
    assert ("badge-warn" in asked.html, "badge-warn" in elsewhere.html) == (True, False)
    assert ASKED not in elsewhere.text


def test_members_are_asked_for_what_is_required_of_their_group(admin: Client, nordljus: Organisation) -> None:
    # E10, E15
    rule = {"strength": "passwordless", "state": "on", "include": [nordljus.group.pk]}
    set_part(nordljus.tenant, "strengths", groups=[rule])

    member = suppose(admin, nordljus, passed=["password"])
    other = suppose(admin, nordljus, nordljus.admin, passed=["password"])

    assert "Passwordless, required of their groups" in member.text
    assert "what was proven is not the strength that is required" in member.text
    assert "Step 1 Handslag app" in member.text
    assert "They are signed in. One step." in other.text


def test_what_is_only_reported_is_told_and_asks_for_nothing(admin: Client, nordljus: Organisation) -> None:
    # E15
    set_part(nordljus.tenant, "strengths", applications=[SAFE | {"state": "reported"}])

    page = suppose(admin, nordljus, passed=["password"], application="test_application")

    assert f"Only reported, and not asked {ASKED}" in page.text
    assert "They are signed in. One step." in page.text
