"""Authenticator apps: offering a secret, confirming it by a first code, checking a code, removing one."""

from __future__ import annotations

from uuid import UUID

import django_otp
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.refusals import NotYours
from accounts.tenants.names import one_form
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.otp import events
from devices.otp.models import DIGITS, MOST_WRONG, AuthenticatorApp
from devices.otp.refusals import AuthenticatorAppsNotAllowed, TooManyAuthenticatorApps

KEY = "authenticator_code"
MOST = 5


def apps_of(user: User | UUID | OuterRef) -> QuerySet[AuthenticatorApp]:
    """Return the person's authenticator apps, the newest first."""
    return AuthenticatorApp.objects.filter(user=user, confirmed=True).order_by("-created_at")


def unspent_apps_of(user: User | OuterRef) -> QuerySet[AuthenticatorApp]:
    """Those whose codes are still taken."""
    return apps_of(user).filter(wrong_in_a_row__lt=MOST_WRONG)


def app_of(user: User, app_id: int, *, is_confirmed: bool) -> AuthenticatorApp:
    """Return one of the person's own, in use or being added. Raises NotYours."""
    found = AuthenticatorApp.objects.filter(user=user, pk=app_id, confirmed=is_confirmed).first()
    if found is None:
        raise NotYours("no such authenticator app, or somebody else's")
    return found


@transaction.atomic
def offer(user: User) -> AuthenticatorApp:
    """Make a new secret for this person; it counts for nothing until a first code is right. Earlier offers end."""
    lock_user(user.pk, actor=user)
    _refuse_one_more(user)
    AuthenticatorApp.objects.filter(user=user, confirmed=False).delete()
    return AuthenticatorApp.objects.create(
        user=user, confirmed=False, secret_encrypted=AuthenticatorApp.new_secret()
    )


@transaction.atomic
def confirm(app: AuthenticatorApp, *, actor: User, code: str, name: str) -> bool:
    """Take the first code of an app that is being added; from then on it counts. False: the code was wrong."""
    user = lock_user(app.user_id, actor=actor)
    _refuse_one_more(user)
    if django_otp.verify_token(user, app.persistent_id, _plain(code)) is None:
        return False
    if AuthenticatorApp.objects.filter(pk=app.pk, confirmed=False).update(confirmed=True, name=name):
        record(events.ADDED, tenant=user.tenant, subject=user, authenticator=name)
    return True


@transaction.atomic
def take(user: User, code: str) -> AuthenticatorApp | None:
    """Use up a code: return the app of this person that gave it; None when none did, which all of them count."""
    # Tries of one person wait for each other: of many at once one gets through, and every wrong one counts (T15).
    locked = lock_user(user.pk)
    apps = unspent_apps_of(user)
    for app in apps:
        if django_otp.verify_token(user, app.persistent_id, _plain(code)) is not None:
            apps.update(wrong_in_a_row=0)
            AuthenticatorApp.objects.filter(pk=app.pk).update(last_used_at=Now())
            return app
    for app in apps:
        if app.wrong_in_a_row + 1 >= MOST_WRONG:
            record(events.SPENT, tenant=locked.tenant, subject=locked, authenticator=app.name)
    apps.update(wrong_in_a_row=F("wrong_in_a_row") + 1)
    return None


@transaction.atomic
def remove(app: AuthenticatorApp, *, actor: User | None) -> None:
    """End an authenticator app for good."""
    user = lock_user(app.user_id, actor=actor)
    if AuthenticatorApp.objects.filter(pk=app.pk).delete()[0]:
        record(events.REMOVED, tenant=user.tenant, subject=user, actor=actor, authenticator=app.name)


def _plain(code: str) -> str:
    """The code as digits 0-9, however it was typed: what is between them goes, digits of other scripts are read."""
    kept = "".join(c for c in one_form(code) if c.isalnum())
    return "".join(str(int(c)) for c in kept) if kept.isdecimal() else kept[: DIGITS + 1]


def _refuse_one_more(user: User) -> None:
    if not allowance_of(user, KEY).is_allowed:
        raise AuthenticatorAppsNotAllowed(f"{user.username} may not use authenticator codes")
    if apps_of(user).count() >= MOST:
        raise TooManyAuthenticatorApps(f"{user.username} has {MOST}")
