"""Whose sign-in is under way in this browser: of which tenant, and of whom as they stand now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.policy.facts import with_rules
from accounts.refusals import NoSignInUnderWay, SignInIsOver
from accounts.signin import unfinished
from accounts.signin.unfinished import SignIn
from accounts.statements.composing import composed_once, first
from accounts.tenants.models import Tenant
from accounts.users.access import find_for_sign_in
from accounts.users.models import User


def current(request: HttpRequest) -> SignIn:
    """Return this browser's unfinished sign-in. Raises SignInIsOver, which tells to go on or to start again."""
    sign_in = unfinished.load(request)
    if sign_in is None:
        raise SignInIsOver("no unfinished sign-in in this session")
    return sign_in


def tenant_of_sign_in(sign_in: SignIn) -> Tenant:
    """Return the tenant of this sign-in with its policy and what is set for it (`rules_of`).

    Raises NoSignInUnderWay when it is gone.
    """
    found = first(_as_it_stands(UUID(sign_in.tenant_id)))
    if found is None:
        raise NoSignInUnderWay(f"tenant {sign_in.tenant_id} is gone")
    return found


@composed_once
def _as_it_stands(tenant: UUID, /) -> QuerySet[Tenant]:
    rows = Tenant.objects.select_related("policy").filter(pk=tenant).order_by()
    return with_rules(rows, tenant="pk")


def user_of(sign_in: SignIn, tenant: Tenant) -> User | None:
    """Who is signing in, as they stand now: None for a name nobody may use, after the same look (A18).

    What was proven before the password changed or all sessions were ended counts no more (T08), nor does the session
    in which somebody proves themselves once more.
    """
    user = find_for_sign_in(sign_in.username, tenant=tenant)
    if user is None or str(user.pk) != sign_in.user_id:
        return None
    if sign_in.may_tell and not sign_in.still_means(user):
        raise NoSignInUnderWay(f"{user.username} has changed since something was proven")
    return user
