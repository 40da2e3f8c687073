"""Opening a sign-in: of whom, in which browser, and for what; what waited before it waits no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.methods import registry
from accounts.policy.facts import Rules, rules_of, with_rules
from accounts.policy.networks import refuse_blocked
from accounts.refusals import NoSignInUnderWay, Refusal
from accounts.signin import proven, unfinished
from accounts.signin.unfinished import SignIn
from accounts.signin.wish import Wish, forget_posted, safe_return
from accounts.statements.composing import composed_once
from accounts.statements.rows import joined
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import tenant_of
from accounts.throttle.counting import MINUTE, Limit, count, refuse_shut
from accounts.users.access import may_sign_in, met
from accounts.users.browsers import BROWSER_COOKIE, digests_held, is_known_as
from accounts.users.models import KnownBrowser, User
from accounts.users.places import client_address
from accounts.users.strangers import networks_of

BEGINNING = "identify"
BEGUN_A_MINUTE = 10
# Looked for where a browser has none: it costs as much (A18).
NO_DIGEST = ""


class UnknownOrganisation(Refusal):
    """No organisation here has the domain of this username."""

    code = "unknown_organisation"
    public_text = _("We do not know this organisation. Check the part of your username after the @.")


@dataclass(frozen=True)
class Opened:
    """A sign-in that has just begun, the secret of its binding cookie, whose it is, and its tenant's rules.

    `user` is None for nobody's name.
    """

    sign_in: SignIn
    secret: str
    user: User | None
    rules: Rules


def tenant_for(username: str) -> Tenant:
    """Return the tenant that has this username's domain. Raises UnknownOrganisation."""
    tenant = tenant_of(username)
    if tenant is None:
        raise UnknownOrganisation(f"no tenant for {username!r}")
    return tenant


def tenant_for_stranger(request: HttpRequest, username: str) -> Tenant:
    """Return the tenant, for whoever writes a username. Raises TooManyTries, UnknownOrganisation.

    Where the browser has nothing to be known by, networks that are shut are refused before anything is asked.
    """
    networks = networks_of(request, BEGINNING, a_minute=BEGUN_A_MINUTE)
    if not BROWSER_COOKIE.read(request):
        refuse_shut(*networks)
    try:
        return tenant_for(username)
    except UnknownOrganisation:
        count(*networks)
        raise


def open_sign_in(
    request: HttpRequest,
    username: str,
    *,
    tenant: Tenant,
    wish: Wish,
    is_again: bool = False,
    is_counted: bool = False,
    recovers: str = "",
) -> Opened:
    """Puts a new sign-in in this browser's session; one that `recovers` a way with this key signs nobody in.

    Counted before anything is made, unless it `is_counted` already, or is of somebody who is signed in (`is_again`).
    """
    user, browser, rules = _who_begins(request, username, tenant=tenant)
    if not (is_again or is_counted):
        if browser is None:
            refuse_blocked(request, tenant)
        _count_beginning(request, username, browser)
    secret, binding = unfinished.new_binding()
    sign_in = SignIn(
        username=username,
        tenant_id=str(tenant.pk),
        user_id=str(user.pk) if user else None,
        binding=binding,
        started_at=int(clock.seconds()),
        wish=replace(wish, return_to=safe_return(wish.return_to)),
        is_again=is_again,
        recovers=recovers,
        auth_hash=user.get_session_auth_hash() if user else "",
        browser_digest=browser.browser_digest if browser else "",
        last_method=browser.last_method if browser else "",
        last_second=browser.last_second if browser else "",
        passed_before=browser.methods_passed if browser else [],
        stays=browser.stays if browser else None,
        is_remembered=bool(browser and browser.remembered),
        owes=proven.owed_by(request) if is_again else "",
        address=client_address(request),
    )
    stop_waiting(unfinished.load(request), is_replaced=True)
    new_session_key(request)
    forget_posted(request)
    unfinished.save(request, sign_in)
    return Opened(sign_in, secret, user, rules)


def _who_begins(
    request: HttpRequest, username: str, *, tenant: Tenant
) -> tuple[User | None, KnownBrowser | None, Rules]:
    """Who may sign in under this name, their record of this browser, and what is set for the tenant: one question.

    It is the same whoever has the name, and whoever this browser is known for (A18).
    """
    digests = digests_held(request)
    rows = _beginning(tenant.pk, username, *(digests.values() or [NO_DIGEST]))
    if not rows:
        raise UnknownOrganisation(f"tenant {tenant.pk} is gone")
    user = met(joined(rows[0], "who"), tenant=tenant)
    known = [one for row in rows if (one := joined(row, "known"))]
    browser = next((one for one in known if user and is_known_as(user, one, digests)), None)
    return user, browser, rules_of(rows[0])


@composed_once
def _beginning(tenant: UUID, username: str, /, *digests: str) -> QuerySet[Any]:
    here = Q(who__known_browsers__browser_digest__in=digests)
    rows: QuerySet[Any] = with_rules(Tenant.objects.filter(pk=tenant), tenant="pk").annotate(
        who=FilteredRelation("users", condition=may_sign_in(username, at="users__")),
        known=FilteredRelation("who__known_browsers", condition=here),
    )
    return rows.select_related("who", "known").order_by()


def _count_beginning(request: HttpRequest, username: str, browser: KnownBrowser | None) -> None:
    """Count a sign-in that begins: a browser used before by itself, all others by their networks (T01, T15).

    Strangers behind the same address stop nobody who has signed in from there, and many colleagues are no storm.
    """
    if browser is None:
        count(*networks_of(request, BEGINNING, a_minute=BEGUN_A_MINUTE))
        return
    own = f"{username} {browser.browser_digest}"
    count(Limit(scope=f"{BEGINNING} again", key=own, most=BEGUN_A_MINUTE, seconds=MINUTE))


def stop_waiting(sign_in: SignIn | None, *, is_replaced: bool = False) -> None:
    """What this browser still waits for will not be used: phones take it off their screens (A15)."""
    if sign_in is not None:
        for method in registry.in_order():
            method.stop_waiting(sign_in.binding, is_replaced)


def stop_what_waited(held: Mapping[str, Any]) -> None:
    """A session was ended that held this: what was asked for in it waits no more."""
    stop_waiting(read_stored(SignIn, held.get(unfinished.KEY)))


def go_on_unless_reported(request: HttpRequest, sign_in: SignIn) -> None:
    """Something was proven: waits for nothing more. Ends it where its person said that it was not theirs (A17)."""
    if not all([method.goes_on(sign_in.binding) for method in registry.in_order()]):  # noqa: C419  each is told
        unfinished.clear(request)
        raise NoSignInUnderWay(f"{sign_in.username}: reported as somebody else's")


def new_session_key(request: HttpRequest) -> None:
    """Identifiers change at every step up: a session planted in this browser continues nothing (T04)."""
    if request.session.session_key:
        request.session.cycle_key()
