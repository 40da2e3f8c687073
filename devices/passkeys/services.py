"""Passkeys: adding one that was made, noting that one was used, renaming, removing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.policy.need import Need
from accounts.signin.reach import guarded_by, way_to
from accounts.tenants.names import LONGEST_NAME, shown, told_apart
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.services import end_sessions, offer_instead
from devices.passkeys import events
from devices.passkeys.access import passkeys_of, standing_passkeys_of
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.profiles.words import unwanted_text
from devices.passkeys.refusals import PasskeyNotMade, PasskeysNotAllowed, PasskeyUnwanted, TooManyPasskeys
from devices.passkeys.roots.models import AttestationRoot
from devices.passkeys.roots.services import find_root
from devices.passkeys.settings import KEY, taken_of
from devices.signatures.errors import SignatureRejected
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
    root = find_root(new.attested_by)
    why = _why_not(new, user, root)
    if why:
        text = unwanted_text(user, why, aaguid=new.aaguid)
        raise PasskeyUnwanted(new.unattested or why, text, credential_id=new.credential_id)
    guarded = guarded_by(user)
    passkey = Passkey(user=user, name=name_for(user, name), made_in=made_in, attested_by=root, **_facts(new))
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
    except IntegrityError:
        # Of this person or of another: whose, nobody is told.
        raise PasskeyNotMade("this credential is kept already") from None
    vouched: dict[str, Any] = {"root": root.name} if root is not None else {}
    record(
        events.ADDED,
        tenant=user.tenant,
        subject=user,
        passkey=passkey.name,
        model=passkey.model,
        made=made,
        row=passkey.pk,
        **vouched,
        **guarded,
    )
    return passkey


@transaction.atomic
def keep_of_phone(new: NewPasskey, *, user: User, account_id: UUID, name: str) -> None:
    """Keep what unlocks an account on a phone as a passkey too, where it can be one and the policy takes it (B16).

    It counts with the account. One that is not taken is kept as well: no browser must be told to forget it.
    """
    if not new.is_discoverable:
        return
    user = lock_user(user.pk)
    is_taken = (
        not _why_not(new, user, None)
        and allowance_of(user, KEY).is_allowed
        and passkeys_of(user).count() < MOST
    )
    passkey = Passkey(
        user=user,
        name=name_for(user, name),
        phone_account_id=account_id,
        is_only_unlock=not is_taken,
        **_facts(new),
    )
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
    except IntegrityError:
        # Whose it is, no phone is told.
        raise SignatureRejected("credential_kept_already") from None


@transaction.atomic
def tell_of_phone(user: User, account_id: UUID) -> None:
    """Record that what unlocks this account on a phone is a passkey of its person's from now on.

    It guards no more than the phone, so what guards the account with both is what guards it without.
    """
    for passkey in passkeys_of(user).filter(phone_account=account_id):
        record(
            events.ADDED,
            tenant=user.tenant,
            subject=user,
            passkey=passkey.name,
            model=passkey.model,
            made="with_phone",
            row=passkey.pk,
            **guarded_by(user),
        )


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


def stop(user: User, kept: Collection[str]) -> list[str]:
    """None of the person's is taken but these; what unlocks an account on a phone stands and falls with that."""
    stopping = list(_own(user).filter(stopped_at=None).exclude(pk__in=kept))
    Passkey.objects.filter(pk__in=[one.pk for one in stopping]).update(stopped_at=Now())
    if stopping:
        _offer_what_works(user)
    return [one.name for one in stopping]


def bring_back(user: User, passkey_id: str) -> bool:
    """This passkey of the person's is taken again, unless there may be a copy of it."""
    return bool(_own(user).filter(pk=passkey_id, stopped_at__isnull=False).update(stopped_at=None))


def _own(user: User) -> QuerySet[Passkey]:
    return Passkey.objects.filter(user=user, phone_account=None)


@transaction.atomic
def remove(passkey: Passkey, *, actor: User | None) -> None:
    """End a passkey for good, and its person's sessions with it."""
    user = lock_user(passkey.user_id, actor=actor)
    mine = passkeys_of(user).filter(pk=passkey.pk)
    # A phone goes on unlocking with what was its passkey.
    is_gone = mine.update(is_only_unlock=True) if passkey.phone_account_id else mine.delete()[0]
    if not is_gone:
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


def _why_not(new: NewPasskey, user: User, root: AttestationRoot | None) -> str:
    """The stable reason why a passkey for which this root vouches is not taken of this person, "" when it is."""
    return taken_of(user).why_not(is_synced=new.is_synced, aaguid=new.aaguid, is_attested=root is not None)


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
