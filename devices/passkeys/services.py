"""Passkeys: adding one that was made, noting that one was used, renaming, removing."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import allowance_of, method_rules
from accounts.policy.need import Need
from accounts.signin.reach import way_to
from accounts.tenants.names import LONGEST_NAME, shown, told_apart
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.services import end_sessions, offer_instead
from devices.passkeys import events
from devices.passkeys.access import passkeys_of, standing_passkeys_of
from devices.passkeys.models import Passkey, PasskeyOwner, model_named
from devices.passkeys.refusals import PasskeyNotMade, PasskeysNotAllowed, PasskeyUnwanted, TooManyPasskeys
from devices.passkeys.settings import KEY, passkey_settings
from devices.signatures.passkeys.making import NewPasskey
from devices.signatures.passkeys.using import Used, is_cloned

MOST = 10


@transaction.atomic
def owner_of(user: User) -> PasskeyOwner:
    """Return the handle by which authenticators know this person, made now where there is none."""
    lock_user(user.pk, actor=user)
    return PasskeyOwner.objects.get_or_create(user=user)[0]


def refuse_one_more(user: User) -> None:
    """Refuse whoever may not have a passkey, or has as many as one can have."""
    if not allowance_of(user, KEY).is_allowed:
        raise PasskeysNotAllowed(f"{user.username} may not use passkeys")
    if passkeys_of(user).count() >= MOST:
        raise TooManyPasskeys(f"{user.username} has {MOST}")


@transaction.atomic
def add(new: NewPasskey, *, actor: User, name: str, made_in: str, made: str) -> Passkey:
    """Keep a passkey that its person has just made, under a name that none of their others has."""
    user = lock_user(actor.pk, actor=actor)
    refuse_one_more(user)
    model = model_named(new.aaguid)
    why = passkey_settings(method_rules(user.tenant)).why_not(
        is_synced=new.is_synced, aaguid=new.aaguid, model=model
    )
    if why:
        raise PasskeyUnwanted(why, credential_id=new.credential_id)
    passkey = Passkey(user=user, name=name_for(user, name), made_in=made_in, **_facts(new))
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
    except IntegrityError:
        # Of this person or of another: whose, nobody is told.
        raise PasskeyNotMade("this credential is kept already") from None
    record(events.ADDED, tenant=user.tenant, subject=user, passkey=passkey.name, model=model, made=made)
    return passkey


@transaction.atomic
def use(passkey: Passkey, used: Used, *, place: str) -> bool:
    """Note that it was used. False: it is gone or suspended, now perhaps, for there may be a copy of it (T17)."""
    user = lock_user(passkey.user_id)
    now = standing_passkeys_of(user).filter(pk=passkey.pk).first()
    # Looked at again: another answer may have gone on since this one was judged.
    if now is not None and not used.is_cloned and not is_cloned(before=now.sign_count, now=used.sign_count):
        standing_passkeys_of(user).filter(pk=passkey.pk).update(
            sign_count=used.sign_count,
            is_backed_up=used.is_backed_up,
            user_verified=True,
            last_used_at=Now(),
            last_used_place=place,
        )
        return True
    if now is not None:
        _suspend(now, user)
    return False


@transaction.atomic
def rename(passkey: Passkey, wanted: str, *, actor: User) -> str:
    """Call a passkey something else from now on; return what."""
    user = lock_user(passkey.user_id, actor=actor)
    name = name_for(user, wanted, but=passkey)
    if passkeys_of(user).filter(pk=passkey.pk).exclude(name=name).update(name=name):
        changed = {"passkey": [passkey.name, name]}
        record(events.RENAMED, tenant=user.tenant, subject=user, actor=actor, changed=changed)
    return name


@transaction.atomic
def remove(passkey: Passkey, *, actor: User | None) -> None:
    """End a passkey for good, and its person's sessions with it."""
    user = lock_user(passkey.user_id, actor=actor)
    if not passkeys_of(user).filter(pk=passkey.pk).delete()[0]:
        return
    record(events.REMOVED, tenant=user.tenant, subject=user, actor=actor, passkey=passkey.name)
    _offer_what_works(user)
    end_sessions(user, actor=actor, why="passkey_removed")


def name_for(user: User, wanted: str, *, but: Passkey | None = None) -> str:
    """`wanted` as a name that none of the user's other passkeys has."""
    others = passkeys_of(user).exclude(pk=but.pk if but else None)
    taken = set(others.values_list("name", flat=True))
    return told_apart(shown(wanted, longest=LONGEST_NAME), taken=taken, longest=LONGEST_NAME)


def _suspend(passkey: Passkey, user: User) -> None:
    standing_passkeys_of(user).filter(pk=passkey.pk).update(suspended_at=Now())
    record(events.SUSPENDED, tenant=user.tenant, subject=user, passkey=passkey.name)
    _offer_what_works(user)
    end_sessions(user, actor=None, why="passkey_copied")


def _offer_what_works(user: User) -> None:
    """Browsers that offer a passkey first offer what is left, once none of the user's can begin a sign-in."""
    can_start = standing_passkeys_of(user).filter(is_discoverable=True).exists()
    left = None if can_start else way_to(Need(), user, but=KEY)
    if left is not None:
        offer_instead(user, of=KEY, method=left.method.key)


def _facts(new: NewPasskey) -> dict[str, Any]:
    return {
        "credential_id": new.credential_id,
        "public_key": new.public_key,
        "sign_count": new.sign_count,
        "aaguid": new.aaguid,
        "transports": list(new.transports),
        "is_synced": new.is_synced,
        "is_backed_up": new.is_backed_up,
        "is_discoverable": new.is_discoverable,
        "user_verified": new.user_verified,
    }
