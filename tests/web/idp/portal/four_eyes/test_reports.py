"""*It wasn't me* of an act that needs two: somebody else looked at it in the session of the second (A17, E22)."""

from __future__ import annotations

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from tests.web.idp.portal.four_eyes.conftest import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a17_whoever_did_not_look_is_signed_out_everywhere_and_told_what_it_was(scene: Scene) -> None:
    scene.one.gives_role(scene.member, User.Role.TENANT_ADMIN)
    request = scene.two.looks(scene.asked())

    reported = scene.two.phone.says_not_me(request)

    assert reported.alert.told == "You told us that it was not you who looked at an act that needs two people"
    assert "sessions_ended" in reported.alert.effects
    assert "browser_ended" not in reported.alert.effects
    assert scene.two.client.get("/portal/").status_code == 302
    assert scene.member.role == User.Role.MEMBER


def test_looking_is_no_sign_in_in_the_log(scene: Scene) -> None:
    scene.one.gives_role(scene.member, User.Role.TENANT_ADMIN)
    scene.two.agrees(scene.asked())

    events = AuditEvent.objects.filter(subject=scene.two.user, details__kind="act")

    assert events.exists()
    assert not events.filter(details__has_key="sign_in").exists()
