"""Authenticator apps: offering a secret, confirming it by a first code, checking a code, removing one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import django_otp
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.signin.reach import guarded_by
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.news import announce
from devices.otp import events, stopping, taking
from devices.otp.codes import read_code
from devices.otp.models import AuthenticatorApp
from devices.otp.refusals import AuthenticatorAppsNotAllowed
from devices.otp.source import MOST_WRONG, refuse_one_more
from devices.phones.models import Phone, PhoneAccount

KEY = "authenticator_code"
# A secret that was shown and left lying is none to begin with a day later.
OFFERED_FOR = timedelta(hours=1)
# Those of our own app count as long as the account on that phone can answer, and no longer.
COUNTS = Q(phone_account=None) | Q(
    phone_account__confirmed=True,
    phone_account__state=PhoneAccount.State.ACTIVE,
    phone_account__phone__state=Phone.State.ACTIVE,
)


def apps_of(user: User | UUID | OuterRef) -> QuerySet[AuthenticatorApp]:
    """Return the person's authenticator apps, our own on a phone too, the newest first."""
    apps = AuthenticatorApp.objects.filter(COUNTS, user=user, confirmed=True)
    return apps.select_related("phone_account__phone").order_by("-created_at")


def unspent_apps_of(user: User | OuterRef) -> QuerySet[AuthenticatorApp]:
    """Those whose codes are still taken."""
    return apps_of(user).filter(wrong_in_a_row__lt=MOST_WRONG, stopped_at=None)


def offered_to(user: User, app_id: int) -> AuthenticatorApp | None:
    """Return the one that this person is adding; None when it is added, was begun anew, or its hour is over."""
    offers = AuthenticatorApp.objects.filter(user=user, confirmed=False).exclude(pk__in=unfinished())
    return offers.filter(pk=app_id).first()


def unfinished() -> QuerySet[AuthenticatorApp]:
    """Those that were offered and that nobody may finish any more."""
    return AuthenticatorApp.objects.filter(confirmed=False, created_at__lte=Now() - OFFERED_FOR)


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
    if offered_to(user, app.pk) is None:
        return False
    if django_otp.verify_token(user, app.persistent_id, read_code(code)) is None:
        return False
    said = guarded_by(user) | {"authenticator": name, "row": app.pk}
    if AuthenticatorApp.objects.filter(pk=app.pk, confirmed=False).update(confirmed=True, name=name):
        record(events.ADDED, tenant=user.tenant, subject=user, **said)
    return True


def take(user: User, code: str) -> AuthenticatorApp | None:
    """Use up a code: return the app of this person that gave it; None when none did, which all of them count."""
    return taking.take(user, code, unspent=unspent_apps_of(user))


def stop(user: User, kept: Collection[str]) -> list[str]:
    """The codes of the person's apps are taken no more; those of our own app stand and fall with their phone."""
    AuthenticatorApp.objects.filter(user=user, confirmed=False).delete()
    return stopping.stop(AuthenticatorApp.standing(user), kept)


def bring_back(user: User, app_id: str) -> bool:
    """The codes of this app of the person's are taken again, our own on a phone too."""
    return stopping.bring_back(AuthenticatorApp.objects.filter(user=user, confirmed=True), app_id)


@transaction.atomic
def remove(app: AuthenticatorApp, *, actor: User | None) -> None:
    """End an authenticator app for good; our own on a phone shows no codes any more."""
    user = lock_user(app.user_id, actor=actor)
    if not AuthenticatorApp.objects.filter(pk=app.pk).delete()[0]:
        return
    happened = events.REMOVED if app.phone_account is None else events.TURNED_OFF
    record(happened, tenant=user.tenant, subject=user, actor=actor, authenticator=app.called)
    if app.phone_account is not None:
        announce.phones_have_news([app.phone_account.phone_id], "accounts_changed")


def _refuse_one_more(user: User) -> None:
    if not allowance_of(user, KEY).is_allowed:
        raise AuthenticatorAppsNotAllowed(f"{user.username} may not use authenticator codes")
    refuse_one_more(user)
