"""The passkey in its role as a way to prove oneself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods.contract import MethodRow, Stopping, Thing, VerificationMethod
from accounts.methods.proof import Passed, Proves
from accounts.users.models import User
from devices.passkeys.access import passkey_of, passkeys_of, standing_passkeys_of, usable_passkeys_of
from devices.passkeys.models import Passkey
from devices.passkeys.policy import POLICY
from devices.passkeys.profiles.counting import held_under
from devices.passkeys.profiles.kinds import Taken
from devices.passkeys.profiles.words import unwanted_now
from devices.passkeys.services import bring_back, remove, stop
from devices.passkeys.settings import KEY, passkey_settings, taken_of, why_not
from devices.passkeys.taking import PROOF
from devices.phones.settings import KEY as PHONE


def _stands(user: User, proof: Passed) -> bool:
    """The very passkey must still be there, and be of a kind that is taken (T08)."""
    return any(passkey.persistent_id == proof.by for passkey in usable_passkeys_of(user))


def _in_hand(user: User, proof: Passed) -> list[Thing]:
    """The passkey; with one that unlocks an account on a phone, that phone (B16)."""
    found = [passkey for passkey in passkeys_of(user) if passkey.persistent_id == proof.by]
    phones = [(PHONE, str(passkey.phone_account_id)) for passkey in found if passkey.phone_account_id]
    return [*((KEY, str(passkey.pk)) for passkey in found), *phones]


def rows_of(user: User) -> list[MethodRow]:
    """The person's passkeys as Security info lists them."""
    taken = taken_of(user)
    rows = passkeys_of(user).select_related("phone_account__phone")
    return [_row(passkey, user, taken) for passkey in rows]


def where_it_is(passkey: Passkey) -> str:
    """Say whether it is copied to other machines."""
    return _("Synced") if passkey.is_synced else _("Stays where it was made")


def who_vouches(passkey: Passkey) -> str:
    """Say that its maker vouched for it; "" where nobody did, or was asked to."""
    return _("Its maker vouches for it") if passkey.attested_by_id is not None else ""


def _row(passkey: Passkey, user: User, taken: Taken) -> MethodRow:
    advice = _advice(passkey, user, taken)
    kind = _("This phone's passkey") if passkey.phone_account_id else _("Passkey")
    said = (kind, passkey.model, where_it_is(passkey), who_vouches(passkey))
    told = [text for text in said if text and text != passkey.name]
    return MethodRow(
        key=KEY,
        id=str(passkey.pk),
        label=passkey.name,
        detail=" · ".join(told),
        advice=advice,
        is_usable=not advice,
        is_stopped=passkey.stopped_at is not None,
        may_start=passkey.is_discoverable,
        is_portable=passkey.is_portable,
        added_at=passkey.created_at,
        last_used_at=passkey.last_used_at,
        last_used_place=passkey.last_used_place,
        while_alone=_while_alone(passkey),
        called=_("Passkey of %(phone)s") % {"phone": passkey.name} if passkey.phone_account_id else "",
        what_ends=_of_phone() if passkey.phone_account_id else _of_its_own(),
        ends_sessions=True,
        part_of=(PHONE, str(passkey.phone_account_id)) if passkey.phone_account_id else ("", ""),
    )


def _while_alone(passkey: Passkey) -> str:
    if passkey.is_synced or passkey.phone_account_id:
        return ""
    return _("It is kept in one place only. Add a second passkey somewhere else, in case that is lost.")


def _of_its_own() -> str:
    return _("It can no longer sign you in. Where this browser keeps it, it is told to forget it.")


def _of_phone() -> str:
    return _(
        "It can no longer sign you in by itself. The phone still approves your sign-ins, with the lock that it has."
    )


def _advice(passkey: Passkey, user: User, taken: Taken) -> str:
    if passkey.suspended_at is not None:
        return _("There may be a copy of it, so it is taken no more. Remove it, and add another.")
    if passkey.stopped_at is not None:
        return _("It was stopped, so it is not taken.")
    if not passkey.stands_with_phone:
        return _("It is on a phone that is stopped, so it is taken no more.")
    why = why_not(taken, passkey)
    return unwanted_now(user, why, aaguid=passkey.aaguid) if why else ""


def _remove(user: User, passkey_id: str, actor: User) -> None:
    remove(passkey_of(user, int(passkey_id)), actor=actor)


PROVES = Proves(PROOF.factors, is_phishing_resistant=True)


def _guards(user: User) -> Proves:
    """What a phone brought along asks for no more than the phone can prove: nobody chose it (B16)."""
    has_chosen = passkeys_of(user).filter(phone_account=None).exists()
    return PROVES if has_chosen else Proves(PROOF.factors)


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
    proves=PROVES,
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
    held_under=held_under,
    held_says_all=lambda rules: passkey_settings(rules).takes_all,
    rows_for=rows_of,
    guards=_guards,
    add="passkeys:add",
    remove=_remove,
    stopping=Stopping(stop=stop, bring_back=bring_back),
    in_hand=_in_hand,
    after_removal="passkeys:passkeys",
    policy=POLICY,
)
