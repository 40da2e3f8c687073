"""Recovery codes in their role as a way to prove oneself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.methods.contract import Leftovers, MethodRow, PolicyPart, Stopping, VerificationMethod
from accounts.methods.proof import HAVE, Passed, Proves
from accounts.users.models import User
from accounts.ways.recovery_codes.models import RecoveryCodes
from accounts.ways.recovery_codes.services import FEW, KEY, bring_back, codes_of, remove, stop, unused_of

# Written down on paper they are something one has, never something one knows (SP 800-63B, look-up secrets).
PROOF = Passed(key=KEY, factors=frozenset({HAVE}), amr=("otp",))


def _stands(user: User, proof: Passed) -> bool:
    """The very ten that the code was of must still be there, used up or not (T08)."""
    codes = codes_of(user)
    return codes is not None and codes.stopped_at is None and codes.persistent_id == proof.by


def _rows(user: User) -> list[MethodRow]:
    codes = codes_of(user)
    if codes is None:
        return []
    left = codes.each.filter(used_at=None).count()
    is_stopped = codes.stopped_at is not None
    return [
        MethodRow(
            key=KEY,
            id=str(codes.pk),
            label=_("Recovery codes"),
            detail=ngettext("%(count)d code left", "%(count)d codes left", left) % {"count": left},
            advice=_("They were stopped, so none is taken.") if is_stopped else _advice(codes, left),
            is_usable=left > 0 and not is_stopped,
            is_stopped=is_stopped,
            added_at=codes.created_at,
            last_used_at=codes.last_used_at,
            what_ends=_("None of them will work any more. Throw away the paper: it is of no more use."),
        )
    ]


def _advice(codes: RecoveryCodes, left: int) -> str:
    if left == 0:
        return _("All of them are used. Make new ones below.")
    if codes.kept_at is None:
        return _("You have not said that you kept them. If you did not, make new ones below.")
    return _("Few are left. Make new ones below; these stop working then.") if left <= FEW else ""


def _guards(user: User) -> Proves:
    """Codes that their person never said to have, nor gave, ask nobody for one: who closed the page has none (T20)."""
    codes = codes_of(user)
    is_held = codes is not None and (codes.kept_at or codes.last_used_at)
    return Proves(PROOF.factors) if is_held else Proves()


def _remove(user: User, row_id: str, actor: User) -> None:
    codes = codes_of(user)
    if codes is not None and str(codes.pk) == row_id:
        remove(codes, actor=actor)


METHOD = VerificationMethod(
    key=KEY,
    label=gettext_lazy("Recovery codes"),
    help=gettext_lazy("Ten codes that you print and keep, for when your phone is away"),
    instead=gettext_lazy("Use a recovery code instead"),
    asks=gettext_lazy("Give a recovery code"),
    icon="components/icons/paper.html",
    page="recovery_codes:code",
    rank=80,
    proves=Proves(PROOF.factors),
    can_follow=True,
    is_spare=True,
    is_registered_for=lambda user: unused_of(user).exists(),
    stands=_stands,
    held=lambda: Exists(unused_of(OuterRef("pk"))),
    held_says_all=lambda rules: True,  # noqa: ARG005  the contract's signature
    rows_for=_rows,
    guards=_guards,
    add="recovery_codes:add",
    remove=_remove,
    stopping=Stopping(stop=stop, bring_back=bring_back),
    urges=gettext_lazy(
        "Print recovery codes, and keep them where your phone is not: they help when it is away."
    ),
    policy=PolicyPart(
        title=gettext_lazy("Recovery codes"),
        help=gettext_lazy(
            "Ten codes to print, each good once, as a second step after a password when the phone is away."
        ),
        leftovers=Leftovers(
            standing=lambda tenant: RecoveryCodes.objects.filter(user__tenant=tenant).select_related("user"),
            remove=lambda codes, actor: remove(codes, actor=actor),
        ),
    ),
)
