"""Browsers that are signed in, or on their way: what a session stores is written and read by the product alone.

``signed_in`` is as the end of a sign-in leaves a browser; ``waiting_browser`` as the number page does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django_otp.models import Device

from accounts import clock
from accounts.methods.proof import HAVE, Passed
from accounts.signin import proven, unfinished
from accounts.signin.proven import SignedIn
from accounts.signin.road.finishing import finish
from accounts.signin.unfinished import SignIn
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.asking import ask
from tests.support.clock import travel
from tests.support.pages import browser

PASSWORD_PROOF = Passed("password", frozenset({"know"}), ("pwd",))
CODE_PROOF = Passed("authenticator_code", frozenset({"have"}), ("otp",))
PHONE_PROOF = Passed("phone", frozenset({"have", "unlock"}), ("swk", "user", "mca", "mfa"))
PASSKEY_PROOF = Passed(
    "passkey", frozenset({"have", "unlock"}), ("pop", "user", "mfa"), is_phishing_resistant=True
)


def signed_in(user: User, *proofs: Passed, device: Device | None = None, minutes_ago: float = 0) -> Client:
    """A browser in which these proofs were given, so long ago; `device` gave those of something that one holds."""
    client = browser()
    request = _request_of(client)
    sign_in = _begun(user, binding=unfinished.new_binding()[1])
    device_id = device.persistent_id if device is not None else ""
    for proof in proofs:
        sign_in.add(replace(proof, by=device_id) if HAVE in proof.factors else proof, user=user)
    with travel(clock.seconds() - 60 * minutes_ago):
        response = finish(request, sign_in, user, device=device)
        _keep(client, request, response)
    return client


def waiting_browser(user: User, *, kind: str = "signin") -> tuple[Client, ApprovalRequest]:
    """A browser that has asked, and its request."""
    secret, binding = unfinished.new_binding()
    asked = ask(user, binding=binding, kind=kind)
    client = browser()
    request, response = _request_of(client), HttpResponse()
    unfinished.save(request, _begun(user, binding=binding))
    unfinished.bind(response, secret)
    _keep(client, request, response)
    return client, asked


def proof_of(client: Client) -> SignedIn:
    """What this browser's sign-in proved."""
    request = _request_of(client)
    request.user = User()
    found = proven.load(request)
    assert found is not None
    return found


def make_stale(client: Client) -> None:
    """As if this browser's sign-in were long ago."""
    request = _request_of(client)
    proven.keep(request, replace(proof_of(client), auth_time=0))
    request.session.save()


def unfinished_of(client: Client) -> SignIn:
    """This browser's sign-in that is under way."""
    found = unfinished.load(_request_of(client))
    assert found is not None
    return found


def tamper(client: Client, **changes: Any) -> None:
    """This browser's unfinished sign-in says something else from now on."""
    request = _request_of(client)
    unfinished.save(request, replace(unfinished_of(client), **changes))
    request.session.save()


def stored(sign_in: SignIn) -> dict[str, Any]:
    """What a session that holds an unfinished sign-in stores."""
    request = HttpRequest()
    request.session = SessionBase()
    unfinished.save(request, sign_in)
    return dict(request.session.items())


def _begun(user: User, *, binding: str) -> SignIn:
    return SignIn(
        username=user.username,
        tenant_id=str(user.tenant_id),
        user_id=str(user.pk),
        binding=binding,
        started_at=int(clock.seconds()),
        auth_hash=user.get_session_auth_hash(),
    )


def _request_of(client: Client) -> HttpRequest:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.user = AnonymousUser()
    request.session = client.session
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return request


def _keep(client: Client, request: HttpRequest, response: HttpResponse) -> None:
    request.session.save()
    client.cookies.update(response.cookies)
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
