"""An organisation that wants two for some acts: two admins, the second with a phone that truly signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.four_eyes.choosing import choose
from devices.four_eyes.looking import conclude
from devices.four_eyes.models import AskedAct
from devices.phones.models import Phone
from tests.support.people import allow, make_person
from tests.support.phones import SigningPhone
from tests.web.idp.portal.conftest import Organisation, SignIn


@dataclass
class Admin:
    """Somebody in the portal, with a phone."""

    user: User
    client: Client
    phone: SigningPhone = field(default_factory=SigningPhone)

    def gives_role(self, person: User, role: str) -> Any:
        sent = {
            "display_name": person.display_name,
            "is_active": "on",
            "role": role,
            "mail_address": person.mail_address,
            "groups": list(person.member_groups.values_list("pk", flat=True)),
        }
        return self.client.post(f"/portal/users/{person.pk}/change/", sent)

    def opens(self, asked: AskedAct) -> Any:
        return self.client.get(f"/portal/second-person/{asked.pk}/")

    def presses(self, asked: AskedAct, button: str) -> Any:
        return self.client.post(f"/portal/second-person/{asked.pk}/", {button: ""})

    def looks(self, asked: AskedAct) -> ApprovalRequest:
        """Asks the phone, which shows it now."""
        self.presses(asked, "look")
        return ApprovalRequest.objects.filter(second_look__act=asked, user=self.user).latest("asked_at")

    def agrees(self, asked: AskedAct) -> AskedAct:
        """On the phone, with the number that the page shows."""
        request = self.looks(asked)
        self.phone.says_yes(request)
        conclude(request.pk)
        asked.refresh_from_db()
        return asked


@dataclass
class Scene:
    organisation: Organisation
    one: Admin
    two: Admin

    @property
    def member(self) -> User:
        return User.objects.get(pk=self.organisation.member.pk)

    def asked(self) -> AskedAct:
        """The one act that was asked for."""
        return AskedAct.objects.get()


def make_admin(
    organisation: Organisation, name: str, sign_in: SignIn, *, role: str = "tenant_admin"
) -> Admin:
    user = make_person(organisation.tenant, name, role=role)
    admin = Admin(user, sign_in(user))
    admin.phone.add(user, unlock="platform")
    Phone.objects.filter(pk=admin.phone.row.pk).update(capabilities=["act", "details"])
    return admin


@pytest.fixture
def scene(nordljus: Organisation, sign_in: SignIn) -> Scene:
    allow(nordljus.tenant, "phone")
    one, two = (make_admin(nordljus, name, sign_in) for name in ("one", "two"))
    choose(nordljus.tenant, ["appoint", "help_admin"], actor=one.user)
    return Scene(nordljus, one, two)


@pytest.fixture
def join(scene: Scene, sign_in: SignIn) -> Callable[..., Admin]:
    """A further one of the same organisation."""
    return lambda name, role: make_admin(scene.organisation, name, sign_in, role=role)
