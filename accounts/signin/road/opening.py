"""Opening a sign-in: of whom, in which browser, and for what; what waited before it waits no more."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.refusals import NoSignInUnderWay, Refusal
from accounts.signin import unfinished
from accounts.signin.unfinished import SignIn
from accounts.signin.wish import Wish, forget_posted, safe_return
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import tenant_of
from accounts.users.access import find_for_sign_in, nobody
from accounts.users.browsers import known_browser
from accounts.users.models import User


class UnknownOrganisation(Refusal):
    """No organisation here has the domain of this username."""

    code = "unknown_organisation"
    public_text = _("We do not know this organisation. Check the part of your username after the @.")


@dataclass(frozen=True)
class Opened:
    """A sign-in that has just begun, the secret of its binding cookie, and whose it is: None for nobody's name."""

    sign_in: SignIn
    secret: str
    user: User | None


def tenant_for(username: str) -> Tenant:
    """Return the tenant that has this username's domain. Raises UnknownOrganisation."""
    tenant = tenant_of(username)
    if tenant is None:
        raise UnknownOrganisation(f"no tenant for {username!r}")
    return tenant


def open_sign_in(
    request: HttpRequest, username: str, *, tenant: Tenant, wish: Wish, is_again: bool = False
) -> Opened:
    """Puts a new sign-in in this browser's session."""
    user = find_for_sign_in(username, tenant=tenant)
    browser = known_browser(request, user or nobody(username, tenant=tenant))
    secret, binding = unfinished.new_binding()
    sign_in = SignIn(
        username=username,
        tenant_id=str(tenant.pk),
        user_id=str(user.pk) if user else None,
        binding=binding,
        started_at=int(time.time()),
        wish=replace(wish, return_to=safe_return(wish.return_to)),
        is_again=is_again,
        auth_hash=user.get_session_auth_hash() if user else "",
        browser_digest=browser.browser_digest if browser else "",
        last_method=browser.last_method if browser else "",
        passed_before=browser.methods_passed if browser else [],
    )
    stop_waiting(unfinished.load(request), is_replaced=True)
    new_session_key(request)
    forget_posted(request)
    unfinished.save(request, sign_in)
    return Opened(sign_in, secret, user)


def stop_waiting(sign_in: SignIn | None, *, is_replaced: bool = False) -> None:
    """What this browser still waits for will not be used: phones take it off their screens (A15)."""
    if sign_in is not None:
        for method in registry.in_order():
            method.stop_waiting(sign_in.binding, is_replaced)


def go_on_unless_reported(request: HttpRequest, sign_in: SignIn) -> None:
    """Something was proven: waits for nothing more. Ends it where its person said that it was not theirs (A17)."""
    if not all([method.goes_on(sign_in.binding) for method in registry.in_order()]):  # noqa: C419  each is told
        unfinished.clear(request)
        raise NoSignInUnderWay(f"{sign_in.username}: reported as somebody else's")


def new_session_key(request: HttpRequest) -> None:
    """Identifiers change at every step up: a session planted in this browser continues nothing (T04)."""
    if request.session.session_key:
        request.session.cycle_key()
