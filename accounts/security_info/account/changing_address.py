"""A person changes their own mail address: where their letters go and, of a personal account, its username.

A code that went to the new address comes back first, so that a change never ends where nobody reads. Whether the new
one is somebody's already no page says, and nothing takes longer for it: the letter does (A18).
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.personal.signing_up import check_address
from accounts.refusals import Refusal
from accounts.secrets import digest_of
from accounts.security_info.account import events, letters
from accounts.security_info.account.changing_name import AccountLookedAfterByOthers
from accounts.security_info.account.settings import may_change_mail_address
from accounts.tenants.look_alikes import likeness
from accounts.tenants.resolve import canonical_username
from accounts.throttle.counting import Limit, count
from accounts.undoing.registry import CannotUndo
from accounts.users.access import lock_user
from accounts.users.mail_address import UnusableMailAddress, canonical_mail_address, mail_address_in
from accounts.users.models import FormerAddress, User
from accounts.users.new_names import KEPT_FOR_ITS_PERSON, LooksTaken, refuse_deceptive
from accounts.ways.mail_code import services as codes

HOUR = 3600
LETTERS_AN_HOUR = 3  # to one address, whoever asks


class CannotBeYours(Refusal):
    """`public_text` says why: nothing that is not everybody's to know."""

    code = "cannot_be_yours"

    def __init__(self, detail: str, *, text: str) -> None:
        super().__init__(detail)
        self.public_text = text


def check_may_change(user: User) -> None:
    """Raises AccountLookedAfterByOthers where others look after the address."""
    if not may_change_mail_address(user):
        raise AccountLookedAfterByOthers(f"{user.username} may not change their address")


def key_of(user: User) -> str:
    """Under which the code of this person's change waits: one at a time."""
    return digest_of(f"change address {user.pk}")


@transaction.atomic
def ask(user: User, written: str) -> None:
    """Have a code sent to the address that the person wants; it counts for nothing until it comes back.

    Raises AccountLookedAfterByOthers, and another Refusal for what can be no address of theirs, whoever has it.
    """
    check_may_change(user)
    address = _wanted(user, written)
    codes.count_sending(str(user.pk), what="to change")
    count(Limit(scope="letters to a new address", key=address, most=LETTERS_AN_HOUR, seconds=HOUR))
    letter = letters.TAKEN if _is_anothers(user, address) else letters.CODE
    codes.leave_to_worker(key_of(user), user=user, address=address, letter=letter)


@transaction.atomic
def confirm(user: User, code: str) -> str | None:
    """Change to the address that this code went to; None when the code was wrong. The former address is told.

    Raises CannotBeYours when somebody was quicker, or has one that is drawn alike: by now it is proven whose it is.
    """
    locked = lock_user(user.pk, actor=user)
    taken = codes.take(key_of(locked), code)
    if taken is None:
        return None
    check_may_change(locked)
    try:
        with transaction.atomic():
            _change(locked, taken.address)
    except (IntegrityError, LooksTaken) as why:
        text = _("This cannot be the address of your account. Use another one.")
        raise CannotBeYours(f"{taken.address}: {why}", text=text) from why
    return taken.address


def take_back(event: AuditEvent) -> None:
    """Put back the address that a change took away, under its person's lock. Raises CannotUndo."""
    former = _still_kept().select_related("user").filter(event=event).first()
    if former is None:
        raise CannotUndo("kept no more")
    named = (
        {"username": former.username, "likeness_digest": former.likeness_digest} if former.username else {}
    )
    user = former.user
    try:
        with transaction.atomic():
            # Before it is changed: the address that is taken away is told.
            record(events.ADDRESS_TAKEN_BACK, tenant=user.tenant_id, subject=user.pk)
            User.objects.filter(pk=user.pk).update(mail_address=former.mail_address, **named)
    except IntegrityError as why:
        raise CannotUndo(f"another organisation has given out {former.username}") from why
    # What was changed since goes with it: nobody takes back what takes back.
    FormerAddress.objects.filter(user=user, pk__gte=former.pk).delete()


def past() -> QuerySet[FormerAddress]:
    """Former addresses that are kept no more."""
    return FormerAddress.objects.filter(replaced_at__lte=Now() - KEPT_FOR_ITS_PERSON)


def _still_kept() -> QuerySet[FormerAddress]:
    return FormerAddress.objects.filter(replaced_at__gt=Now() - KEPT_FOR_ITS_PERSON)


def _change(locked: User, address: str) -> None:
    named = {}
    if locked.tenant.is_personal:
        refuse_deceptive(address, tenant=locked.tenant, whose=locked)
        named = {"username": address, "likeness_digest": digest_of(likeness(address))}
    # Before it is changed: the former address is told.
    event = record(events.ADDRESS_CHANGED, tenant=locked.tenant, subject=locked, mail_address=address)
    FormerAddress.objects.create(
        user=locked,
        event=event,
        mail_address=locked.mail_address,
        username=locked.username if named else "",
        likeness_digest=locked.likeness_digest if named else "",
    )
    User.objects.filter(pk=locked.pk).update(mail_address=mail_address_in(address), **named)


def _wanted(user: User, written: str) -> str:
    """The address in its one form. Raises what says why it can be none of this person's."""
    if not user.tenant.is_personal:
        address = canonical_mail_address(written)
    else:
        address = canonical_username(written)
        if not mail_address_in(address):
            raise UnusableMailAddress(f"{address!r} takes no letters")
        check_address(address, tenant=user.tenant)
    if address in {user.mail_address, user.username if user.tenant.is_personal else ""}:
        raise CannotBeYours(f"{address} is theirs", text=_("This is your address already."))
    return address


def _is_anothers(user: User, address: str) -> bool:
    """Of a personal account: is it somebody's username, or kept for somebody who had it? Both are always asked."""
    if not user.tenant.is_personal:
        return False
    others = User.objects.filter(username=address).exclude(pk=user.pk)
    kept = _still_kept().filter(username=address).exclude(user=user)
    return any([others.exists(), kept.exists()])
