"""The authenticator code in its role as a way to prove oneself."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.contract import Leftovers, MethodRow, PolicyPart, Stopping, Thing, VerificationMethod
from accounts.methods.proof import HAVE, Passed, Proves
from accounts.users.models import User
from devices.otp.models import AuthenticatorApp
from devices.otp.services import KEY, apps_of, bring_back, remove, stop, unspent_apps_of
from devices.phones.settings import KEY as PHONE

PROOF = Passed(key=KEY, factors=frozenset({HAVE}), amr=("otp",))


def _stands(user: User, proof: Passed) -> bool:
    """The very app that gave the code must still be there (T08)."""
    return any(app.persistent_id == proof.by for app in apps_of(user).filter(stopped_at=None))


def _in_hand(user: User, proof: Passed) -> list[Thing]:
    """The app that gave the code; with our own app on a phone, that phone."""
    found = [app for app in apps_of(user) if app.persistent_id == proof.by]
    phones = [(PHONE, str(app.phone_account_id)) for app in found if app.phone_account_id]
    return [*((KEY, str(app.pk)) for app in found), *phones]


def _rows(user: User) -> list[MethodRow]:
    return [
        MethodRow(
            key=KEY,
            id=str(app.pk),
            label=app.called,
            detail=_("Authenticator code") if app.phone_account is None else _("Codes from the Handslag app"),
            advice=_advice(app),
            is_usable=not app.is_spent and app.stopped_at is None,
            is_stopped=app.stopped_at is not None,
            added_at=app.created_at,
            last_used_at=app.last_used_at,
            **_once_removed(app),
        )
        for app in apps_of(user)
    ]


def _once_removed(app: AuthenticatorApp) -> dict[str, Any]:
    """What it is called when it is removed, what ends then, and what it goes with."""
    if app.phone_account is None:
        text = _(
            "Its codes will no longer be taken. Remove the entry in the app as well: it is of no more use."
        )
        return {"what_ends": text}
    text = _(
        "They will no longer be taken, and the app shows them no more. The phone itself stays as it is; new codes can "
        "be got in the app."
    )
    called = _("Codes of %(phone)s") % {"phone": app.called}
    return {"called": called, "what_ends": text, "part_of": (PHONE, str(app.phone_account_id))}


def _advice(app: AuthenticatorApp) -> str:
    if app.stopped_at is not None:
        return _("It was stopped, so its codes are not taken.")
    if not app.is_spent:
        return ""
    if app.phone_account is None:
        return _("Its codes are taken no more: too many were wrong. Remove it and add it anew.")
    return _("Its codes are taken no more: too many were wrong. Get new ones in the app.")


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
    held_says_all=lambda rules: True,  # noqa: ARG005  the contract's signature
    rows_for=_rows,
    add="authenticator_codes:add",
    remove=_remove,
    stopping=Stopping(stop=stop, bring_back=bring_back),
    in_hand=_in_hand,
    policy=PolicyPart(
        title=gettext_lazy("Authenticator codes"),
        help=gettext_lazy(
            "Six digits from any authenticator app, the Handslag app too, as a second step after a password."
        ),
        leftovers=Leftovers(
            standing=lambda tenant: AuthenticatorApp.objects.filter(
                user__tenant=tenant, confirmed=True
            ).select_related("user", "phone_account__phone"),
            remove=lambda app, actor: remove(app, actor=actor),
        ),
    ),
)
