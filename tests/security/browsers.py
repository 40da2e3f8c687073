"""A browser whose sign-in waits for its phone, and what it takes away what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client

from accounts.users.models import User
from accounts.users.services import block, disable, end_sessions
from accounts.ways.password.services import set_password
from devices.approvals.models import ApprovalRequest
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account, suspend_account, unregister
from devices.phones.tokens import suspend_phone
from tests.support.invariants import signed_in_by
from tests.support.people import make_person, make_tenant, take_out_of_use, turn_off
from tests.support.phones import SigningPhone, phone_of
from tests.support.sessions import waiting_browser

PAGE = "/sign-in/phone/"


@dataclass
class Scene:
    """One person with two phones, and a browser whose request waits for the first."""

    user: User
    phone: SigningPhone
    client: Client
    request: ApprovalRequest

    @property
    def account(self) -> PhoneAccount:
        return self.phone.row.accounts.select_related("phone").get()

    def approve(self) -> None:
        self.phone.says_yes(self.request)

    def finish(self) -> int:
        """The browser's own POST; the status of its answer."""
        return self.client.post(PAGE).status_code

    def is_signed_in(self) -> bool:
        """Whether this browser's session is alive, found by the road every page takes."""
        return signed_in_by(self.client.session) is not None


def scene(slug: str) -> Scene:
    user = make_person(make_tenant(slug, digits=6))
    phone = phone_of(user)
    # Another phone stands: losing one must not be noticed only because nothing else is left.
    phone_of(user)
    client, request = waiting_browser(user)
    return Scene(user=user, phone=phone, client=client, request=request)


def set_new_password(user: User) -> None:
    set_password(User.objects.get(pk=user.pk), "entirely new secret", actor=None)


# Each takes away what a sign-in by this phone stands on, as the product does it.
ENDING: dict[str, Callable[[Scene], object]] = {
    "phone lost": lambda scene: suspend_account(scene.account, actor=scene.user),
    "phone removed": lambda scene: remove_account(scene.account, actor=scene.user),
    "phone copied": lambda scene: suspend_phone(scene.phone.row, why="spent_token"),
    "user disabled": lambda scene: disable(scene.user, actor=None),
    "user blocked": lambda scene: block(scene.user),
    "reported": lambda scene: scene.phone.says_not_me(scene.request),
    "sessions ended": lambda scene: end_sessions(scene.user, actor=None, why="admin"),
    "password set": lambda scene: set_new_password(scene.user),
    "tenant out of use": lambda scene: take_out_of_use(scene.user.tenant),
}
# These end what is under way, not what has been finished.
WITHDRAWING: dict[str, Callable[[Scene], object]] = {
    "policy off": lambda scene: turn_off(scene.user.tenant, "phone"),
    "unregistered": lambda scene: unregister(scene.account),
}
