"""Recovery codes in their role as a way to prove oneself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.methods.contract import Leftovers, MethodRow, PolicyPart, VerificationMethod
from accounts.methods.proof import HAVE, Passed, Proves
from accounts.users.models import User
from accounts.ways.recovery_codes.models import RecoveryCodes
from accounts.ways.recovery_codes.services import FEW, KEY, codes_of, remove, unused_of

# Written down on paper they are something one has, never something one knows (SP 800-63B, look-up secrets).
PROOF = Passed(key=KEY, factors=frozenset({HAVE}), amr=("otp",))


def _stands(user: User, proof: Passed) -> bool:
    """The very ten that the code was of must still be there, used up or not (T08)."""
    codes = codes_of(user)
    return codes is not None and codes.persistent_id == proof.by


def _rows(user: User) -> list[MethodRow]:
    codes = codes_of(user)
    if codes is None:
        return []
    left = unused_of(user).count()
    return [
        MethodRow(
            key=KEY,
            id=str(codes.pk),
            label=_("Recovery codes"),
            detail=ngettext("%(count)d code left", "%(count)d codes left", left) % {"count": left},
            advice=_advice(left),
            is_usable=left > 0,
            added_at=codes.created_at,
            last_used_at=codes.last_used_at,
            delete_url=reverse("recovery_codes:remove"),
        )
    ]


def _advice(left: int) -> str:
    if left == 0:
        return _("All of them are used. Make new ones below.")
    return _("Few are left. Make new ones below; these stop working then.") if left <= FEW else ""


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
    rows_for=_rows,
    add="recovery_codes:add",
    remove=_remove,
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
