"""The passkey in its role as a way to prove oneself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.contract import MethodRow, VerificationMethod
from accounts.methods.proof import Passed, Proves
from accounts.policy.facts import method_rules
from accounts.users.models import User
from devices.passkeys.access import passkey_of, passkeys_of, standing_passkeys_of, usable_passkeys_of
from devices.passkeys.models import Passkey
from devices.passkeys.policy import POLICY
from devices.passkeys.services import remove
from devices.passkeys.settings import KEY, PasskeySettings, passkey_settings
from devices.passkeys.taking import PROOF


def _stands(user: User, proof: Passed) -> bool:
    """The very passkey must still be there, and be of a kind that is taken (T08)."""
    return any(passkey.persistent_id == proof.by for passkey in usable_passkeys_of(user))


def rows_of(user: User) -> list[MethodRow]:
    """The person's passkeys as Security info lists them."""
    settings = passkey_settings(method_rules(user.tenant))
    return [_row(passkey, settings) for passkey in passkeys_of(user)]


def _row(passkey: Passkey, settings: PasskeySettings) -> MethodRow:
    advice = _advice(passkey, settings)
    where = _("Synced") if passkey.is_synced else _("Stays where it was made")
    told = [text for text in (_("Passkey"), passkey.model, where) if text and text != passkey.name]
    return MethodRow(
        key=KEY,
        id=str(passkey.pk),
        label=passkey.name,
        detail=" · ".join(told),
        advice=advice,
        is_usable=not advice,
        may_start=passkey.is_discoverable,
        added_at=passkey.created_at,
        last_used_at=passkey.last_used_at,
        delete_url=reverse("passkeys:remove", args=[passkey.pk]),
    )


def _advice(passkey: Passkey, settings: PasskeySettings) -> str:
    if passkey.suspended_at is not None:
        return _("There may be a copy of it, so it is taken no more. Remove it, and add another.")
    return "" if settings.takes(passkey) else _("Your organisation does not take passkeys of this kind.")


def _remove(user: User, passkey_id: str, actor: User) -> None:
    remove(passkey_of(user, int(passkey_id)), actor=actor)


METHOD = VerificationMethod(
    key=KEY,
    label=gettext_lazy("Passkey"),
    help=gettext_lazy("Unlock this computer, a phone or a security key"),
    instead=gettext_lazy("Use a passkey instead"),
    asks=gettext_lazy("Sign in with a passkey"),
    icon="components/icons/passkey.html",
    page="passkeys:page",
    username_page="devices/passkeys/on_username_page.html",
    signed_in_page="devices/passkeys/on_signed_in_page.html",
    rank=20,
    proves=Proves(PROOF.factors, is_phishing_resistant=True),
    can_start=True,
    can_follow=True,
    is_on_this_device=True,
    may_start_for=lambda user: any(passkey.is_discoverable for passkey in usable_passkeys_of(user)),
    is_registered_for=lambda user: bool(usable_passkeys_of(user)),
    stands=_stands,
    held=lambda: Exists(standing_passkeys_of(OuterRef("pk")).order_by()),
    held_to_start=lambda: Exists(
        standing_passkeys_of(OuterRef("pk")).filter(is_discoverable=True).order_by()
    ),
    rows_for=rows_of,
    add="passkeys:add",
    manage=("passkeys:passkeys", gettext_lazy("Your passkeys")),
    remove=_remove,
    policy=POLICY,
)
