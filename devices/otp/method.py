"""The authenticator code in its role as a way to prove oneself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.contract import Leftovers, MethodRow, PolicyPart, VerificationMethod
from accounts.methods.proof import HAVE, Passed, Proves
from accounts.users.models import User
from devices.otp.models import AuthenticatorApp
from devices.otp.services import KEY, apps_of, remove, unspent_apps_of

PROOF = Passed(key=KEY, factors=frozenset({HAVE}), amr=("otp",))


def _stands(user: User, proof: Passed) -> bool:
    """The very app that gave the code must still be there (T08)."""
    return any(app.persistent_id == proof.by for app in apps_of(user))


def _rows(user: User) -> list[MethodRow]:
    return [
        MethodRow(
            key=KEY,
            id=str(app.pk),
            label=app.name,
            detail=_("Authenticator code"),
            advice=_("Its codes are taken no more: too many were wrong. Remove it and add it anew.")
            if app.is_spent
            else "",
            is_usable=not app.is_spent,
            added_at=app.created_at,
            last_used_at=app.last_used_at,
            delete_url=reverse("authenticator_codes:remove", args=[app.pk]),
        )
        for app in apps_of(user)
    ]


def _remove(user: User, row_id: str, actor: User) -> None:
    for app in apps_of(user):
        if str(app.pk) == row_id:
            remove(app, actor=actor)


METHOD = VerificationMethod(
    key=KEY,
    label=gettext_lazy("Authenticator code"),
    help=gettext_lazy("Six digits from another authenticator app"),
    instead=gettext_lazy("Use an authenticator code instead"),
    asks=gettext_lazy("Give an authenticator code"),
    icon="components/icons/code.html",
    page="authenticator_codes:code",
    rank=30,
    proves=Proves(PROOF.factors),
    can_follow=True,
    is_registered_for=lambda user: unspent_apps_of(user).exists(),
    stands=_stands,
    held=lambda: Exists(unspent_apps_of(OuterRef("pk")).order_by()),
    rows_for=_rows,
    add="authenticator_codes:add",
    remove=_remove,
    policy=PolicyPart(
        title=gettext_lazy("Authenticator codes"),
        help=gettext_lazy("Six digits from any authenticator app, as a second step after a password."),
        leftovers=Leftovers(
            standing=lambda tenant: AuthenticatorApp.objects.filter(
                user__tenant=tenant, confirmed=True
            ).select_related("user"),
            remove=lambda app, actor: remove(app, actor=actor),
        ),
    ),
)
