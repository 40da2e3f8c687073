"""Somebody who looks after people gives one another username, and with it another name to be read by (E04).

The person stays the same: sessions, browsers, phones and passkeys are theirs by an id that nobody sees. What they had
is kept for them for a while, as of an address that they change themselves (accounts.users.new_names).
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event
from accounts.audit.log import record
from accounts.mail.letters import Letter, declare
from accounts.mail.services import send
from accounts.refusals import Refusal
from accounts.secrets import digest_of
from accounts.tenants.look_alikes import likeness
from accounts.tenants.models import Domain
from accounts.tenants.names import shown
from accounts.tenants.resolve import canonical_username, domain_of
from accounts.users.access import lock_person
from accounts.users.events import CHANGED
from accounts.users.mail_address import mail_address_in
from accounts.users.models import FormerAddress, User
from accounts.users.new_names import LooksTaken, refuse_deceptive

LONGEST = 120

RENAMED = event(
    "user:own_account:renamed",
    _("Username changed by an admin"),
    told=True,
    to_person=_("You have another username"),
)
NEW_NAME = declare(Letter("renamed", _("Your username is %(account)s")))


class NotOurDomain(Refusal):
    code = "not_our_domain"
    public_text = _("Usernames here end in a verified domain of the organisation.")


@transaction.atomic
def rename_person(person: User, *, username: str, display_name: str, actor: User) -> bool:
    """Call the person this from now on; tell whether the username changed. Both addresses of theirs are told.

    Letters go to the new one where they went to the old one. Raises NotOurDomain, LooksTaken, and whatever can be no
    username.
    """
    locked = lock_person(person, actor=actor)
    name, wanted = shown(display_name, longest=LONGEST), canonical_username(username)
    if name != locked.display_name:
        User.objects.filter(pk=locked.pk).update(display_name=name)
        changed = {"display_name": [locked.display_name, name]}
        record(CHANGED, tenant=locked.tenant, subject=locked, actor=actor, changed=changed)
    if wanted == locked.username:
        return False
    _check(locked, wanted)
    try:
        with transaction.atomic():
            _rename(locked, wanted, actor=actor)
    except IntegrityError as why:
        raise LooksTaken(wanted, taken=wanted) from why
    return True


def _check(locked: User, wanted: str) -> None:
    is_ours = Domain.objects.filter(tenant=locked.tenant, name=domain_of(wanted), is_verified=True).exists()
    if not is_ours or locked.tenant.is_personal:
        raise NotOurDomain(f"{wanted} is not of {locked.tenant}")
    refuse_deceptive(wanted, tenant=locked.tenant, whose=locked)


def _rename(locked: User, wanted: str, *, actor: User) -> None:
    was = locked.mail_address
    follows = bool(was) and was == mail_address_in(locked.username)
    address = mail_address_in(wanted) if follows else was
    # Before it is changed: the former address is told.
    named = {"username": [locked.username, wanted]}
    said = record(RENAMED, tenant=locked.tenant, subject=locked, actor=actor, changed=named, username=wanted)
    FormerAddress.objects.create(
        user=locked,
        event=said,
        mail_address=was,
        username=locked.username,
        likeness_digest=locked.likeness_digest,
    )
    User.objects.filter(pk=locked.pk).update(
        username=wanted, likeness_digest=digest_of(likeness(wanted)), mail_address=address
    )
    if address and address != was:
        organisation = locked.tenant.name
        send(
            NEW_NAME,
            to=address,
            language=locked.language,
            tenant=locked.tenant_id,
            account=wanted,
            organisation=organisation,
        )
