"""Device tokens: what finds the phone of a call. Stored as SHA-256, rotated at app start; a spent one is an alarm."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.audit.log import record
from accounts.secrets import digest_of, new_secret
from accounts.statements import composed_once, first
from accounts.users.access import lock_user
from accounts.users.services import end_sessions
from devices.news import announce
from devices.phones import events
from devices.phones.models import Phone, PhoneAccount, SpentDeviceToken
from devices.phones.refusals import PhoneRemoved, PhoneSuspended, UnknownDeviceToken
from devices.phones.services import offer_what_works


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
    if phone.state == Phone.State.SUSPENDED:
        raise PhoneSuspended(f"phone {phone.pk}")
    if phone.state == Phone.State.REMOVED:
        raise PhoneRemoved(f"phone {phone.pk}")
    return phone


@composed_once
def _with_token(digest: str, /) -> QuerySet[Phone]:
    return Phone.objects.filter(Q(token_digest=digest) | Q(next_token_digest=digest))


def rotate(phone: Phone) -> str:
    """Hands out the next token. The present one works until the next is first used: a lost answer locks nobody out.

    A next one that was never used dies with it: its answer may have been lost, so whoever shows it late is no copy yet.
    """
    token, digest = new_token()
    Phone.objects.filter(pk=phone.pk).update(next_token_digest=digest)
    return token


def settle(phone: Phone, token: str) -> None:
    """Notes that `token` was used, once its proof was verified: a next token becomes the present one.

    A spent one, shown by whoever holds the phone's own key, means that two installations share one storage: the phone
    is suspended at once (T17). Without that proof a token found somewhere would lock its owner out.
    """
    digest = digest_of(token)
    if digest == phone.next_token_digest:
        _promote(phone, digest)
    elif digest != phone.token_digest:
        suspend_phone(phone, why="spent_token")
        raise PhoneSuspended(f"phone {phone.pk}: a spent token was used")


@transaction.atomic
def _promote(phone: Phone, digest: str) -> None:
    spent = phone.token_digest
    changed = Phone.objects.filter(pk=phone.pk, next_token_digest=digest).update(
        token_digest=digest, next_token_digest=None
    )
    if changed:
        _spend(phone, spent)


def _spend(phone: Phone, digest: str) -> None:
    SpentDeviceToken.objects.get_or_create(digest=digest, defaults={"phone": phone})


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
