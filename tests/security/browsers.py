"""A browser whose sign-in waits for its phone, and what it takes away what it waits for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from accounts.policy.models import MethodPolicy
from accounts.signin import unfinished
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import disable, end_sessions
from accounts.ways.password.services import set_password
from devices.approvals.models import ApprovalRequest
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account, suspend_account, unregister
from devices.phones.tokens import suspend_phone
from tests.support.invariants import signed_in_by
from tests.support.signing_phone import SigningPhone, ask, organisation, person, phone_of

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
        self.phone.approve(self.request)

    def finish(self) -> int:
        """The browser's own POST; the status of its answer."""
        return self.client.post(PAGE).status_code

    def is_signed_in(self) -> bool:
        """Whether this browser's session is alive, found by the road every page takes."""
        return signed_in_by(self.client.session) is not None


def scene(slug: str) -> Scene:
    user = person(organisation(slug, digits=6))
    phone = phone_of(user)
    # Another phone stands: losing one must not be noticed only because nothing else is left.
    phone_of(user)
    client, request = waiting_browser(user)
    return Scene(user=user, phone=phone, client=client, request=request)


def waiting_browser(user: User, *, kind: str = "signin") -> tuple[Client, ApprovalRequest]:
    """As the username page and the number page leave it."""
    secret, binding = unfinished.new_binding()
    request = ask(user, binding=binding, kind=kind)
    sign_in = unfinished.SignIn(
        username=user.username,
        tenant_id=str(user.tenant_id),
        user_id=str(user.pk),
        return_to="/signed-in/",
        purpose="sign_in",
        binding=binding,
        started_at=int(time.time()),
        auth_hash=user.get_session_auth_hash(),
    )
    client = Client()
    session: SessionBase = client.session
    session[unfinished.KEY] = asdict(sign_in)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    client.cookies[unfinished.BINDING_COOKIE.name] = secret
    return client, request


def set_new_password(user: User) -> None:
    set_password(User.objects.get(pk=user.pk), "entirely new secret", actor=None)


# Each takes away what a sign-in by this phone stands on, as the product does it.
ENDING: dict[str, Callable[[Scene], object]] = {
    "phone lost": lambda scene: suspend_account(scene.account, actor=scene.user),
    "phone removed": lambda scene: remove_account(scene.account, actor=scene.user),
    "phone copied": lambda scene: suspend_phone(scene.phone.row, why="spent_token"),
    "user disabled": lambda scene: disable(scene.user, actor=None),
    "sessions ended": lambda scene: end_sessions(scene.user, actor=None, why="admin"),
    "password set": lambda scene: set_new_password(scene.user),
    "tenant out of use": lambda scene: Tenant.objects.filter(pk=scene.user.tenant_id).update(is_active=False),
}
# These end what is under way, not what has been finished.
WITHDRAWING: dict[str, Callable[[Scene], object]] = {
    "policy off": lambda scene: MethodPolicy.objects.filter(
        tenant=scene.user.tenant_id, method="phone"
    ).update(is_on=False),
    "unregistered": lambda scene: unregister(scene.account),
}
