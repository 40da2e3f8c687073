"""Codes by mail: sending one, taking it once; the address of a person, confirmed and removed."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils import translation
from django_tasks import task

from accounts.audit.log import record
from accounts.mail.letters import Letter, declared_letters
from accounts.mail.services import send
from accounts.policy.facts import allowance_of
from accounts.secrets import digest_of, is_one_of, salted_digests
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.ways.mail_code import events
from accounts.ways.mail_code.letters import TO_CONFIRM, TO_RECOVER
from accounts.ways.mail_code.models import MailCode, RecoveryAddress

KEY = "mail_code"
DIGITS = 8
LIFE = timedelta(minutes=5)
MOST_WRONG = 5
# To one account, whoever asks and whoever has it.
MOST_SENT, SENT_SECONDS, MOST_SENT_A_DAY = 5, 3600, 20


def address_of(user: User | OuterRef) -> QuerySet[RecoveryAddress]:
    """The person's confirmed address, or none."""
    return RecoveryAddress.objects.filter(user=user)


def working_address_of(user: User | OuterRef) -> QuerySet[RecoveryAddress]:
    """The same, unless it was stopped."""
    return address_of(user).filter(stopped_at=None)


def confirmed_addresses(user: User) -> list[str]:
    """Where the person is told as well of what concerns them."""
    return list(address_of(user).values_list("address", flat=True))


def key_of_sign_in(binding: str) -> str:
    return digest_of(f"recover {binding}")


def key_of_person(user: User) -> str:
    return digest_of(f"confirm {user.pk}")


@transaction.atomic
def send_to_recover(user: User | None, *, binding: str, username: str, networks: tuple[Limit, ...]) -> None:
    """Have a code sent to the person's confirmed address, for the sign-in of this browser.

    Of a name that nobody has, or who has no address, the same is done, and the worker finds nothing to send (A18).
    """
    count_sending(username, *networks, what="sent")
    leave_to_worker(key_of_sign_in(binding), user=user, address="", letter=TO_RECOVER)


@transaction.atomic
def send_to_confirm(user: User, address: str) -> None:
    """Have a code sent to an address that the person says is theirs; it counts for nothing until it comes back."""
    count_sending(user.username, what="to confirm")
    leave_to_worker(key_of_person(user), user=user, address=address, letter=TO_CONFIRM)


def waiting(key: str) -> MailCode | None:
    """The code that was asked for under this key, while it can be taken."""
    return MailCode.objects.filter(pk=key, expires_at__gt=Now()).first()


@transaction.atomic
def take(key: str, code: str) -> MailCode | None:
    """Use up the code under this key; None when it is another, too late or the sixth try. Counted before it is read."""
    rows = MailCode.objects.filter(pk=key, expires_at__gt=Now(), wrong__lt=MOST_WRONG)
    if not rows.update(wrong=F("wrong") + 1):
        return None
    kept = MailCode.objects.get(pk=key)
    if not is_one_of(kept.code_digest, _digests(key, plain(code))):
        return None
    MailCode.objects.filter(pk=key).delete()
    return kept


def take_to_recover(user: User | None, *, binding: str, code: str) -> RecoveryAddress | None:
    """Use up the code of this browser's sign-in; return the address of the person that it was sent to."""
    taken = take(key_of_sign_in(binding), code)
    if taken is None or user is None or taken.user_id != user.pk:
        return None
    still_theirs = working_address_of(user).filter(address=taken.address)
    return still_theirs.first() if still_theirs.update(last_used_at=Now()) else None


@transaction.atomic
def confirm(user: User, code: str) -> RecoveryAddress | None:
    """Keep the address that this code was sent to, in the place of an earlier one. None: the code was wrong."""
    locked = lock_user(user.pk, actor=user)
    taken = take(key_of_person(user), code)
    if taken is None or not allowance_of(locked, KEY).is_allowed:
        return None
    # Before the former one goes: it is told.
    record(events.ADDED, tenant=locked.tenant, subject=locked, mail_address=taken.address)
    address_of(locked).delete()
    return RecoveryAddress.objects.create(user=locked, address=taken.address)


@transaction.atomic
def remove(address: RecoveryAddress, *, actor: User | None) -> None:
    """The address gets no more codes."""
    user = lock_user(address.user_id, actor=actor)
    if RecoveryAddress.objects.filter(pk=address.pk).exists():
        record(events.REMOVED, tenant=user.tenant, subject=user, actor=actor, mail_address=address.address)
        RecoveryAddress.objects.filter(pk=address.pk).delete()


def stop(user: User, kept: Collection[str]) -> list[str]:
    """No code goes to the person's address, unless it was one from there that they gave; those on their way end."""
    MailCode.objects.filter(user=user).delete()
    stopped = list(working_address_of(user).exclude(pk__in=kept))
    RecoveryAddress.objects.filter(pk__in=[one.pk for one in stopped]).update(stopped_at=Now())
    return [one.address for one in stopped]


def bring_back(user: User, address_id: str) -> bool:
    """Codes go there again."""
    return bool(address_of(user).filter(pk=address_id, stopped_at__isnull=False).update(stopped_at=None))


def count_sending(whose: str, *networks: Limit, what: str) -> None:
    """Count one more, before it is sent.

    By what they are for: strangers who ask for codes to recover keep nobody from confirming an address.
    """
    count(
        *networks,
        Limit(scope=f"{KEY} {what} a day", key=whose, most=MOST_SENT_A_DAY, seconds=DAY),
        Limit(scope=f"{KEY} {what}", key=whose, most=MOST_SENT, seconds=SENT_SECONDS),
    )


def leave_to_worker(key: str, *, user: User | None, address: str, letter: Letter) -> None:
    """Have this letter written to the address, with a code; without one to the person's own for recovery.

    Earlier codes under this key end; the next is made by the worker, so that a page takes as long for anybody.
    """
    fresh = {"user": user, "address": address, "code_digest": "", "wrong": 0, "expires_at": Now() + LIFE}
    MailCode.objects.update_or_create(pk=key, defaults=fresh)
    write.enqueue(key, letter.key, translation.get_language() or "")


@task()
def write(key: str, letter_key: str, language: str) -> None:
    """The worker's part: makes the code, and writes it to whoever it is for; done twice, the later code counts."""
    with transaction.atomic():
        code = MailCode.objects.select_for_update().filter(pk=key, expires_at__gt=Now()).first()
        if code is None or code.user is None:
            return
        address = code.address or _address(code.user)
        if address:
            letter = next(one for one in declared_letters() if one.key == letter_key)
            _write(code, code.user, address=address, letter=letter, language=language)


def past() -> QuerySet[MailCode]:
    """Codes that are taken no more."""
    return MailCode.objects.filter(expires_at__lte=Now())


def _write(code: MailCode, user: User, *, address: str, letter: Letter, language: str) -> None:
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    code.address, code.code_digest = address, _digests(code.key, digits)[0]
    code.save(update_fields=["address", "code_digest"])
    organisation = user.tenant.name
    send(
        letter,
        to=address,
        language=user.language or language,
        tenant=user.tenant_id,
        code=digits,
        username=user.username,
        organisation=organisation,
    )
    record(events.CODE_SENT, tenant=user.tenant_id, subject=user, mail_address=address)


def _address(user: User) -> str:
    return working_address_of(user).values_list("address", flat=True).first() or ""


def _digests(key: str, code: str) -> tuple[str, ...]:
    return salted_digests("accounts.mail_code", f"{key} {code}")


def plain(code: str) -> str:
    """The code as digits 0-9, however it was typed or copied; of other scripts too."""
    return "".join(str(int(c)) for c in code if c.isdecimal())[: DIGITS + 1]
