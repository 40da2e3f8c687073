"""What changes an account on a phone. Each verb locks the user and the account first, and tells the phone."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from accounts import clock
from accounts.alerts.services import settle_all
from accounts.audit.events import Event
from accounts.audit.log import record
from accounts.policy.facts import Rules, allowance_of, method_rules
from accounts.policy.need import Need
from accounts.signin.reach import way_to
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.services import end_sessions, offer_instead, prefer_method, release
from devices.news import announce
from devices.phones import events
from devices.phones.access import lock_account, sign_in_phones, standing_accounts, usable_phones
from devices.phones.models import FormerKey, PhoneAccount
from devices.phones.refusals import BY_CODE, UnlockAlreadySet
from devices.phones.rules import AccountFacts, sign_in_obstacles
from devices.phones.settings import KEY, phone_settings
from devices.signatures.unlocks import VerifiedUnlockKey


def obstacles(account: PhoneAccount, rules: Rules) -> tuple[str, ...]:
    """What stands in the way of phone sign-in for this account now; `phone` and `user.tenant` must be loaded.

    `rules` are those of the user's tenant, as they were just read.
    """
    user = account.user
    is_standing = user.is_active and user.tenant.is_active
    elsewhere = (
        PhoneAccount.objects.filter(
            phone=account.phone, phone_sign_in=True, user__tenant__kind="organisation"
        )
        .exclude(pk=account.pk)
        .exclude(state=PhoneAccount.State.ENDED)
        .count()
    )
    return sign_in_obstacles(
        AccountFacts(
            is_organisation=not user.tenant.is_personal,
            is_blocked=user.blocked_at is not None,
            is_allowed=is_standing and allowance_of(user, KEY, rules).is_allowed,
            is_usable=account.is_usable,
            unlock_mode=account.unlock_mode,
            allowed_unlock_modes=phone_settings(rules).modes_for(is_attested=account.unlock_attested),
            registered_elsewhere=elsewhere,
            most_registered=settings.ORG_ACCOUNTS_PER_PHONE,
        )
    )


@transaction.atomic
def confirm_account(account: PhoneAccount) -> bool:
    """Its closing test was passed: from now on the account counts. True where it took the place of an earlier one."""
    locked = _lock(account)
    before = _end_earlier(locked)
    locked.confirmed = True
    locked.last_used_at = clock.now()
    if before is not None:
        locked.name = account.name = before.name
        locked.phone_sign_in = before.phone_sign_in and not obstacles(
            locked, method_rules(locked.user.tenant)
        )
    locked.save(update_fields=["confirmed", "last_used_at", "name", "phone_sign_in"])
    _tell_phone(locked)
    return before is not None


def _end_earlier(locked: PhoneAccount) -> PhoneAccount | None:
    """Ends the same person's account on the same phone, added anew because its unlock was gone; returns it as it was.

    No session ends: who added it has just proven themselves as whoever adds a phone does, and answered on the phone.
    """
    same = PhoneAccount.objects.filter(phone=locked.phone, user=locked.user, confirmed=True)
    earlier = same.exclude(pk=locked.pk).exclude(state=PhoneAccount.State.ENDED).first()
    if earlier is None:
        return None
    lock_account(earlier.pk)
    PhoneAccount.objects.filter(pk=earlier.pk).update(state=PhoneAccount.State.ENDED, phone_sign_in=False)
    # The secret of its codes unlocks nothing any more, and need not stay.
    earlier.codes.all().delete()
    earlier.passkeys.all().delete()
    return earlier


def _tell_phone(account: PhoneAccount) -> None:
    announce.phones_have_news([account.phone_id], "accounts_changed")


@transaction.atomic
def discard_account(account: PhoneAccount) -> None:
    """Ends an account that has not passed its closing test, and nothing else: it never counted (T18)."""
    untested = PhoneAccount.objects.filter(pk=_lock(account).pk, confirmed=False)
    if untested.update(state=PhoneAccount.State.ENDED):
        account.passkeys.all().delete()
        _tell_phone(account)


@transaction.atomic
def set_unlock(account: PhoneAccount, key: VerifiedUnlockKey) -> PhoneAccount:
    """Keeps the account's first unlock key. It is replaced by `change_unlock` alone: a thief of the app has none."""
    locked = _lock(account)
    if locked.unlock_mode:
        raise UnlockAlreadySet(f"account {locked.pk}")
    _unlock_by(locked, key)
    _note(events.UNLOCK_SET, locked, mode=key.mode)
    return locked


@transaction.atomic
def change_unlock(account: PhoneAccount, key: VerifiedUnlockKey, *, before: str) -> PhoneAccount:
    """Replaces the account's unlock key `before`, which has agreed. What that one signed can still be verified."""
    locked = _lock(account)
    if not locked.unlock_mode or locked.unlock_credential_id != before:
        # Another change was first, and its key has agreed to nothing.
        raise UnlockAlreadySet(f"account {locked.pk}: changed meanwhile")
    FormerKey.objects.create(
        phone=locked.phone,
        account=locked,
        name=locked.unlock_credential_id,
        public_key=locked.unlock_public_key,
    )
    # As a passkey too the credential is gone from the account; it may be gone from the phone.
    locked.passkeys.all().delete()
    _unlock_by(locked, key)
    _note(events.UNLOCK_CHANGED, locked, mode=key.mode)
    return locked


def _unlock_by(locked: PhoneAccount, key: VerifiedUnlockKey) -> None:
    locked.unlock_mode = key.mode
    locked.unlock_credential_id = key.credential_id
    locked.unlock_public_key = key.public_key
    locked.unlock_attested = key.is_attested
    locked.unlock_sign_count = key.sign_count
    locked.save(
        update_fields=[
            "unlock_mode",
            "unlock_credential_id",
            "unlock_public_key",
            "unlock_attested",
            "unlock_sign_count",
        ]
    )


@transaction.atomic
def enable_phone_sign_in(account: PhoneAccount) -> PhoneAccount:
    """Turns phone sign-in on for the account, or refuses with the first obstacle."""
    locked = _lock(account)
    found = obstacles(locked, method_rules(locked.user.tenant))
    if found:
        raise BY_CODE[found[0]](f"account {locked.pk}: {', '.join(found)}")
    if not locked.phone_sign_in:
        locked.phone_sign_in = True
        locked.save(update_fields=["phone_sign_in"])
        prefer_method(locked.user, method=KEY, can_start=True)
        _note(events.SIGN_IN_ENABLED, locked)
    return locked


@transaction.atomic
def unregister(account: PhoneAccount) -> PhoneAccount:
    """Turns phone sign-in off for the account; it still answers second steps."""
    locked = _lock(account)
    if locked.phone_sign_in:
        locked.phone_sign_in = False
        locked.save(update_fields=["phone_sign_in"])
        _note(events.UNREGISTERED, locked)
        offer_what_works(locked.user)
    return locked


@transaction.atomic
def suspend_account(account: PhoneAccount, *, actor: User | None) -> None:
    """The phone can answer nothing for this user, and their sessions end. It was lost, where they say so themselves."""
    locked = _lock(account)
    if locked.state != PhoneAccount.State.ACTIVE:
        # Suspended already, or ended, which is for good: nothing to tell twice.
        return
    is_lost = actor == locked.user
    locked.state = PhoneAccount.State.SUSPENDED
    locked.lost_at = clock.now() if is_lost else None
    locked.save(update_fields=["state", "lost_at"])
    _note(events.SUSPENDED, locked, actor=actor, **({"why": "lost"} if is_lost else {}))
    offer_what_works(locked.user)
    end_sessions(locked.user, actor=actor, why="phone_lost" if is_lost else "phone_suspended")


@transaction.atomic
def remove_account(account: PhoneAccount, *, actor: User | None) -> None:
    """Ends the account on this phone for good, and the user's sessions with it."""
    locked = _lock(account)
    if locked.state == PhoneAccount.State.ENDED:
        return
    locked.state = PhoneAccount.State.ENDED
    locked.phone_sign_in = False
    locked.save(update_fields=["state", "phone_sign_in"])
    # The secret of its six-digit codes goes with it.
    locked.codes.all().delete()
    locked.passkeys.all().delete()
    _note(events.REMOVED, locked, actor=actor)
    offer_what_works(locked.user)
    end_sessions(locked.user, actor=actor, why="phone_removed")


@transaction.atomic
def release_sign_in(user: User, *, actor: User | None) -> None:
    """Lets the user sign in again whose report had blocked that: alerts are dealt with, and their phones show it."""
    if release(user, actor=actor):
        settle_all(user, actor=actor)
        announce.phones_have_news(usable_phones(user.pk), "accounts_changed")


def tell_phones_of(user: User) -> None:
    """Their phones look at their accounts anew: what the user is called has changed."""
    announce.phones_have_news(usable_phones(user.pk), "accounts_changed")


def offer_what_works(user: User) -> None:
    """Browsers that offer the phone first offer what is left, once no phone of the user can begin a sign-in."""
    left = None if sign_in_phones(user.pk) else way_to(Need(), user, but=KEY)
    if left is not None:
        offer_instead(user, of=KEY, method=left.method.key)


def stop(user: User, kept: Collection[str]) -> list[str]:
    """No phone of the user's, whose row is held, answers any more but these (D10); returns their names."""
    answering = standing_accounts(user).filter(state=PhoneAccount.State.ACTIVE).exclude(pk__in=kept)
    stopped = [one.name for one in answering.order_by("pk") if _moved(one, PhoneAccount.State.SUSPENDED)]
    if stopped:
        offer_what_works(user)
    return stopped


def bring_back(user: User, account_id: str) -> bool:
    """This phone of the user's, whose row is held, answers as before; tells whether it had been stopped."""
    suspended = standing_accounts(user).filter(pk=account_id, state=PhoneAccount.State.SUSPENDED).first()
    return suspended is not None and _moved(suspended, PhoneAccount.State.ACTIVE)


def _moved(account: PhoneAccount, target: PhoneAccount.State) -> bool:
    locked = lock_account(account.pk)
    if locked.state in {PhoneAccount.State.ENDED, target}:
        return False
    # It is here, or was stopped with everything else: in either case nobody says that it is lost.
    locked.state, locked.lost_at = target, None
    locked.save(update_fields=["state", "lost_at"])
    _tell_phone(locked)
    return True


def _lock(account: PhoneAccount) -> PhoneAccount:
    user = lock_user(account.user_id)
    locked = lock_account(account.pk)
    locked.user = user
    return locked


def _note(event: Event, account: PhoneAccount, *, actor: User | None = None, **details: str) -> None:
    """Records what happened to the account, and tells its phone."""
    record(
        event,
        tenant=account.user.tenant,
        subject=account.user,
        actor=actor,
        phone=account.name,
        row=str(account.pk),
        **details,
    )
    _tell_phone(account)
