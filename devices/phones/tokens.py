"""Device tokens: what finds the phone of a call, and which key it must be shown with.

Stored as SHA-256, rotated at app start; a spent one is an alarm.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.log import record
from accounts.secrets import digest_of, new_secret
from accounts.statements.composing import composed_once, first
from accounts.users.access import lock_user
from accounts.users.services import end_sessions
from devices.news import announce
from devices.phones import events
from devices.phones.models import FormerKey, Phone, PhoneAccount, SpentDeviceToken
from devices.phones.refusals import PhoneRemoved, PhoneSuspended, UnknownDeviceToken
from devices.phones.services import offer_what_works
from devices.signatures.keys import jwk_to_text

# So long after a restore: people who open the app seldom have theirs too.
RECOGNISED_BY_KEY_FOR = timedelta(days=90)


def new_token() -> tuple[str, str]:
    """A token of 256 random bits, and the digest that is stored."""
    token = new_secret()
    return token, digest_of(token)


def phone_of_token(token: str) -> Phone:
    """The active phone a token belongs to or, if it was replaced, belonged to: `settle` sounds the alarm then."""
    digest = digest_of(token)
    phone = first(_with_token(digest)) or Phone.objects.filter(spent_tokens__digest=digest).first()
    if phone is None:
        raise UnknownDeviceToken("no phone has this token")
    return _active(phone)


def restored_phone(thumbprint: str) -> Phone:
    """The phone with this device key, where the database was restored lately and may not know its token.

    Whoever calls it verifies a proof by that key, then has it adopted. Raises UnknownDeviceToken where there is none.
    """
    since = Now() - RECOGNISED_BY_KEY_FOR
    phone = Phone.objects.filter(thumbprint=thumbprint, restored_at__gt=since).first()
    if phone is None:
        raise UnknownDeviceToken("no phone has this token, and none was restored with this key")
    return phone


def _active(phone: Phone) -> Phone:
    if phone.state == Phone.State.SUSPENDED:
        raise PhoneSuspended(f"phone {phone.pk}")
    if phone.state == Phone.State.REMOVED:
        raise PhoneRemoved(f"phone {phone.pk}")
    return phone


@composed_once
def _with_token(digest: str, /) -> QuerySet[Phone]:
    return Phone.objects.filter(Q(token_digest=digest) | Q(next_token_digest=digest))


def key_for(phone: Phone, token: str) -> str:
    """The thumbprint of the device key that this token must be shown with: the one that it was handed out for."""
    digest = digest_of(token)
    if digest == phone.token_digest:
        return phone.thumbprint
    if digest == phone.next_token_digest:
        return phone.next_thumbprint or phone.thumbprint
    spent = phone.spent_tokens.filter(digest=digest).first()
    if spent is None:
        raise UnknownDeviceToken("replaced by another while it was looked at")
    return spent.thumbprint


def rotate(phone: Phone) -> str:
    """Hands out the next token. The present one works until the next is first used: a lost answer locks nobody out.

    A next one that was never used dies with it, and so does the key that it was for: its answer may have been lost, so
    whoever shows it late is no copy yet.
    """
    token, digest = new_token()
    hand_out(phone, digest)
    return token


def hand_out(
    phone: Phone, digest: str, *, device_key: dict[str, str] | None = None, thumbprint: str = ""
) -> None:
    """Keeps the digest of the next token, with the device key that it is for where that changes with it."""
    Phone.objects.filter(pk=phone.pk).update(
        next_token_digest=digest, next_device_key=device_key, next_thumbprint=thumbprint
    )


def settle(phone: Phone, token: str) -> None:
    """Notes that `token` was used, once its proof was verified: a next token becomes the present one.

    A spent one, shown by whoever holds the phone's own key, means that two installations share one storage: the phone
    is suspended at once (T17). Without that proof a token found somewhere would lock its owner out.
    """
    digest = digest_of(token)
    if digest == phone.next_token_digest:
        try:
            _promote(phone, digest)
        except IntegrityError as taken:
            raise UnknownDeviceToken(f"phone {phone.pk}: its next key is another phone's by now") from taken
    elif digest != phone.token_digest:
        suspend_phone(phone, why="spent_token")
        raise PhoneSuspended(f"phone {phone.pk}: a spent token was used")


def adopt(phone: Phone, token: str) -> None:
    """Let a token that a restored database does not know be the phone's, once its key was proven.

    Once after each restore, for what the phone is given from then on is known. Another one that nobody knows is a
    copy's, and the one before is spent: either sounds the alarm (T17). Raises PhoneRemoved, PhoneSuspended.
    """
    if not _is_adopted(phone, digest_of(token)):
        suspend_phone(phone, why="spent_token")
        raise PhoneSuspended(f"phone {phone.pk}: a second token that nobody knows since the restore")


@transaction.atomic
def _is_adopted(phone: Phone, digest: str) -> bool:
    """Is the token the phone's now, or was it? Looked at under its lock."""
    now = _active(Phone.objects.select_for_update(no_key=True).get(pk=phone.pk))
    if now.thumbprint != phone.thumbprint:
        raise UnknownDeviceToken(f"phone {phone.pk}: its key was replaced while it was looked at")
    if now.token_digest == digest:
        return True
    if now.adopted_at and now.restored_at and now.adopted_at >= now.restored_at:
        return False
    SpentDeviceToken.objects.get_or_create(
        digest=now.token_digest, defaults={"phone": now, "thumbprint": now.thumbprint}
    )
    now.token_digest, now.adopted_at, now.next_token_digest = digest, clock.now(), None
    now.next_device_key, now.next_thumbprint = None, ""
    changed = ("token_digest", "adopted_at", "next_token_digest", "next_device_key", "next_thumbprint")
    now.save(update_fields=changed)
    return True


@transaction.atomic
def _promote(phone: Phone, digest: str) -> None:
    """Makes the next token the present one, and its key the phone's: both before them are dead from now on."""
    changes: dict[str, Any] = {
        "token_digest": digest,
        "next_token_digest": None,
        "next_device_key": None,
        "next_thumbprint": "",
    }
    if phone.next_device_key is not None:
        changes |= {"device_key": phone.next_device_key, "thumbprint": phone.next_thumbprint}
    if Phone.objects.filter(pk=phone.pk, next_token_digest=digest).update(**changes):
        _keep_former(phone, has_new_key="device_key" in changes)
    for name, value in changes.items():
        setattr(phone, name, value)


def _keep_former(phone: Phone, *, has_new_key: bool) -> None:
    SpentDeviceToken.objects.get_or_create(
        digest=phone.token_digest, defaults={"phone": phone, "thumbprint": phone.thumbprint}
    )
    if has_new_key:
        FormerKey.objects.create(phone=phone, name=phone.thumbprint, public_key=jwk_to_text(phone.device_key))


@transaction.atomic
def suspend_phone(phone: Phone, *, why: str) -> None:
    """No account on this phone can answer any more; the sessions of its people end, and so does its socket.

    People are locked before the phone, in one order, as everywhere: two who revoke never wait for each other in a ring.
    """
    standing = phone.accounts.filter(confirmed=True).exclude(state=PhoneAccount.State.ENDED)
    named = dict(standing.order_by("user_id").values_list("user_id", "name"))
    people = [lock_user(pk) for pk in named]
    suspended = Phone.objects.filter(pk=phone.pk, state=Phone.State.ACTIVE)
    if not suspended.update(state=Phone.State.SUSPENDED):
        return
    for user in people:
        record(events.SUSPENDED, tenant=user.tenant, subject=user, phone=named[user.pk], why=why)
        offer_what_works(user)
        end_sessions(user, actor=None, why="phone_suspended")
    announce.phones_have_news([phone.pk], "accounts_changed")
