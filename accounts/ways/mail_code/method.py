"""The code by mail in its role as a way to prove oneself: of no factor, for it proves a mailbox (T22)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mail.services import is_on
from accounts.methods.contract import Leftovers, MethodRow, PolicyPart, Stopping, VerificationMethod
from accounts.methods.proof import Passed
from accounts.signin.step import Step
from accounts.users.models import User
from accounts.users.strangers import networks_of
from accounts.ways.mail_code import services
from accounts.ways.mail_code.models import RecoveryAddress
from accounts.ways.mail_code.services import KEY, address_of, working_address_of

PROOF = Passed(key=KEY, factors=frozenset(), amr=())
SENT_A_MINUTE = 5


def begin(step: Step) -> None:
    """Have a code sent, unless one that can be taken is on its way to this browser's person already."""
    if services.waiting(services.key_of_sign_in(step.sign_in.binding)) is None:
        send(step)


def send(step: Step) -> None:
    """Have one sent, in the place of an earlier one."""
    services.send_to_recover(
        step.who_may(),
        binding=step.sign_in.binding,
        username=step.sign_in.username,
        networks=networks_of(step.request, f"{KEY} sent", a_minute=SENT_A_MINUTE),
    )


def _stands(user: User, proof: Passed) -> bool:
    """The very address must still be theirs (T08)."""
    return working_address_of(user).filter(pk=int(proof.by or 0)).exists()


def _rows(user: User) -> list[MethodRow]:
    return [
        MethodRow(
            key=KEY,
            label=one.address,
            id=str(one.pk),
            detail=_("Codes by mail, only to replace a forgotten password"),
            advice="" if one.stopped_at is None else _("It was stopped, so no codes go there."),
            is_usable=one.stopped_at is None,
            is_stopped=one.stopped_at is not None,
            added_at=one.confirmed_at,
            last_used_at=one.last_used_at,
            what_ends=_("A forgotten password can then no longer be replaced with a code by mail."),
        )
        for one in address_of(user)
    ]


def _remove(user: User, row_id: str, actor: User) -> None:
    for one in address_of(user).filter(pk=int(row_id)):
        services.remove(one, actor=actor)


METHOD = VerificationMethod(
    key=KEY,
    label=gettext_lazy("Code by mail"),
    help=gettext_lazy("Eight digits to an address of yours, for a forgotten password"),
    instead=gettext_lazy("Use a code by mail instead"),
    asks=gettext_lazy("Send a code by mail"),
    icon="components/icons/mail.html",
    page="mail_code:code",
    rank=80,
    only_recovers=True,
    is_on_at_first=True,
    is_registered_for=lambda user: working_address_of(user).exists(),
    stands=_stands,
    held=lambda: Exists(working_address_of(OuterRef("pk")).order_by()),
    held_says_all=lambda rules: True,  # noqa: ARG005  the contract's signature
    begin=begin,
    rows_for=_rows,
    add="mail_code:add",
    may_add=lambda user: is_on() and not address_of(user).exists(),
    remove=_remove,
    stopping=Stopping(stop=services.stop, bring_back=services.bring_back),
    policy=PolicyPart(
        title=gettext_lazy("Mail for recovery"),
        help=gettext_lazy(
            "A code by mail helps to replace a forgotten password. It signs nobody in, and alone it is never enough "
            "for admins, or for people with two steps."
        ),
        leftovers=Leftovers(
            standing=lambda tenant: RecoveryAddress.objects.filter(user__tenant=tenant).select_related(
                "user"
            ),
            remove=lambda address, actor: services.remove(address, actor=actor),
        ),
    ),
)
