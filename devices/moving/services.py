"""The old phone's half: beginning a move, stopping it, and how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.events import Event
from accounts.audit.log import record
from accounts.policy.facts import allowance_of, method_rules
from accounts.secrets import digest_of, new_secret
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.enrolment import services as enrolments
from devices.enrolment.state import OPEN as ADDING
from devices.enrolment.state import State as Enrolled
from devices.moving import events
from devices.moving.models import Move, MovedAccount
from devices.moving.refusals import NoMove, NothingToMove
from devices.moving.state import OPEN, Standing, State
from devices.phones.models import Phone, PhoneAccount
from devices.phones.settings import KEY, phone_settings

LIFE = timedelta(minutes=10)


def may_move(account: PhoneAccount) -> bool:
    """May this account say by itself that it moves? `phone` and `user.tenant` must be loaded.

    Only what could approve a sign-in now, by an unlock that counts: a new phone proves no more than the old one (T20).
    """
    user = account.user
    rules = method_rules(user.tenant)
    is_standing = account.is_usable and user.may_sign_in and user.tenant.is_active
    settings = phone_settings(rules)
    return (
        is_standing
        and allowance_of(user, KEY, rules).is_allowed
        and account.unlock_mode in settings.modes_for(is_attested=account.unlock_attested)
        and settings.may_move
    )


def movable(phone: Phone) -> list[PhoneAccount]:
    """Its accounts that may move, in the one order in which rows are locked."""
    rows = phone.accounts.filter(confirmed=True, state=PhoneAccount.State.ACTIVE)
    rows = rows.select_related("phone", "user__tenant").order_by("user_id", "pk")
    return [account for account in rows if may_move(account)]


@transaction.atomic
def begin(phone: Phone, *, now: datetime) -> str:
    """Begins a move from this phone, and returns its code once. One that was open ends."""
    accounts = movable(phone)
    if not accounts:
        raise NothingToMove(f"phone {phone.pk}")
    _lock(phone)
    for earlier in phone.moves.filter(state__in=OPEN):
        _end(earlier)
    code = new_secret()
    Move.objects.create(old_phone=phone, code_digest=digest_of(code), expires_at=now + LIFE)
    note(events.BEGUN, accounts)
    return code


@transaction.atomic
def stop(phone: Phone) -> None:
    """Ends the move from this phone: what was not added yet is not added any more. None open: nothing."""
    people = _lock(phone)
    move = phone.moves.filter(state__in=OPEN).first()
    if move is None:
        return
    was_claimed = move.state == State.CLAIMED
    _end(move)
    if was_claimed:
        note(events.STOPPED, people)


def end_all_of(user: User) -> None:
    """Ends every move of a phone that this person, whose row is held, has an account on.

    One UPDATE, for other people's rows come before theirs, perhaps: what was being added to them ends by itself.
    """
    Move.objects.filter(old_phone__accounts__user=user, state__in=OPEN).update(state=State.ENDED)


def open_move(phone: Phone) -> Move:
    """The move from this phone that goes on."""
    move = phone.moves.filter(state__in=OPEN, expires_at__gt=Now()).first()
    if move is None:
        raise NoMove(f"phone {phone.pk}")
    return move


def standing_of(moved: MovedAccount) -> Standing:
    """How one account of a move stands; `enrolment` must be loaded."""
    enrolment = moved.enrolment
    if enrolment is None:
        return Standing.NOT_ADDED if moved.evidence else Standing.WAITING
    if enrolment.state == Enrolled.ACTIVE:
        return Standing.ADDED
    is_open = enrolment.state in ADDING and enrolment.expires_at > clock.now()
    return Standing.CONFIRMED if is_open else Standing.NOT_ADDED


def note(event: Event, accounts: list[PhoneAccount]) -> None:
    """Records what happened, for each person whose account is on the phone."""
    for account in accounts:
        record(event, tenant=account.user.tenant, subject=account.user, phone=account.name)


def _end(move: Move) -> None:
    for moved in move.accounts.select_related("enrolment__user__tenant"):
        if moved.enrolment is not None:
            enrolments.end(moved.enrolment, Enrolled.CANCELLED)
    Move.objects.filter(pk=move.pk, state__in=OPEN).update(state=State.ENDED)


def _lock(phone: Phone) -> list[PhoneAccount]:
    """Locks the people, then the phone; returns the accounts."""
    rows = phone.accounts.filter(~Q(state=PhoneAccount.State.ENDED), confirmed=True)
    accounts = list(rows.select_related("phone", "user__tenant").order_by("user_id", "pk"))
    for account in accounts:
        lock_user(account.user_id)
    Phone.objects.select_for_update(no_key=True).get(pk=phone.pk)
    return accounts
