"""Authenticator apps: offering a secret, confirming it by a first code, checking a code, removing one."""

from __future__ import annotations

from uuid import UUID

import django_otp
from django.db import transaction
from django.db.models import OuterRef, QuerySet

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.refusals import NotYours
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.otp import events, taking
from devices.otp.codes import read_code
from devices.otp.models import AuthenticatorApp
from devices.otp.refusals import AuthenticatorAppsNotAllowed
from devices.otp.source import MOST_WRONG, refuse_one_more

KEY = "authenticator_code"


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
    if django_otp.verify_token(user, app.persistent_id, read_code(code)) is None:
        return False
    if AuthenticatorApp.objects.filter(pk=app.pk, confirmed=False).update(confirmed=True, name=name):
        record(events.ADDED, tenant=user.tenant, subject=user, authenticator=name)
    return True


def take(user: User, code: str) -> AuthenticatorApp | None:
    """Use up a code: return the app of this person that gave it; None when none did, which all of them count."""
    return taking.take(user, code, unspent=unspent_apps_of(user))


@transaction.atomic
def remove(app: AuthenticatorApp, *, actor: User | None) -> None:
    """End an authenticator app for good."""
    user = lock_user(app.user_id, actor=actor)
    if AuthenticatorApp.objects.filter(pk=app.pk).delete()[0]:
        record(events.REMOVED, tenant=user.tenant, subject=user, actor=actor, authenticator=app.name)


def _refuse_one_more(user: User) -> None:
    if not allowance_of(user, KEY).is_allowed:
        raise AuthenticatorAppsNotAllowed(f"{user.username} may not use authenticator codes")
    refuse_one_more(user)
