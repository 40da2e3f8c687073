"""Opening a sign-in: of whom, in which browser, and where it returns to; what waited before it waits no more."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.refusals import Refusal
from accounts.signin import unfinished
from accounts.signin.unfinished import SignIn
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import tenant_of
from accounts.users.access import find_for_sign_in, nobody
from accounts.users.browsers import known_browser

AFTER = "/signed-in/"
# In the session: the page where something had been pressed before proof was asked for.
PRESSED = "pressed"


class UnknownOrganisation(Refusal):
    code = "unknown_organisation"
    public_text = _("We do not know this organisation. Check the part of your username after the @.")


def tenant_for(username: str) -> Tenant:
    """The tenant that has this username's domain."""
    tenant = tenant_of(username)
    if tenant is None:
        raise UnknownOrganisation(f"no tenant for {username!r}")
    return tenant


def open_sign_in(
    request: HttpRequest, username: str, *, tenant: Tenant, return_to: str, purpose: str
) -> tuple[SignIn, str]:
    """Puts a new sign-in in this browser's session; returns it with the secret of its binding cookie."""
    user = find_for_sign_in(username, tenant=tenant)
    browser = known_browser(request, user or nobody(username, tenant=tenant))
    secret, binding = unfinished.new_binding()
    sign_in = SignIn(
        username=username,
        tenant_id=str(tenant.pk),
        user_id=str(user.pk) if user else None,
        return_to=safe_return(return_to),
        purpose=purpose,
        binding=binding,
        started_at=int(time.time()),
        auth_hash=user.get_session_auth_hash() if user else "",
        browser_digest=browser.browser_digest if browser else "",
        last_method=browser.last_method if browser else "",
    )
    stop_waiting(unfinished.load(request), is_replaced=True)
    _new_session_key(request)
    # What was pressed before some earlier proof is not done after this one.
    request.session.pop(PRESSED, None)
    unfinished.save(request, sign_in)
    return sign_in, secret


def stop_waiting(sign_in: SignIn | None, *, is_replaced: bool = False) -> None:
    """What this browser still waits for will not be used: phones take it off their screens (A15)."""
    if sign_in is not None:
        for method in registry.in_order():
            method.stop_waiting(binding=sign_in.binding, is_replaced=is_replaced)


def _new_session_key(request: HttpRequest) -> None:
    """Identifiers change at every step up: a session planted in this browser continues nothing (T04)."""
    if request.session.session_key:
        request.session.cycle_key()


def safe_return(address: str) -> str:
    """Where to go after signing in: only a path of our own, else the page that tells how one signed in."""
    host = settings.PUBLIC_URL.partition("://")[2]
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={host})
    return address if is_ours else AFTER
