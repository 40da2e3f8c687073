"""What a receipt shows, and why one does not hold, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from devices.approvals import kinds
from devices.signatures.errors import SignatureRejected
from devices.signatures.receipts.reading import VerifiedReceipt

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNLOCKS: Mapping[str, StrOrPromise] = {
    "pin": gettext_lazy("with the app's PIN"),
    "platform": gettext_lazy("with the phone's own lock"),
    "hardware": gettext_lazy("with a key that the phone guards"),
}
PARTICULARS: Mapping[str, StrOrPromise] = {
    "payment": gettext_lazy("Payment"),
    "deployment": gettext_lazy("Deployment"),
    "deletion": gettext_lazy("Erasure"),
    "read": gettext_lazy("Reading"),
    "call": gettext_lazy("Telephone call with"),
    "administrative_act": gettext_lazy("Change by an admin"),
}
FACTS: Mapping[str, StrOrPromise] = {
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "to": gettext_lazy("To"),
    "reference": gettext_lazy("Reference"),
    "what": gettext_lazy("What"),
    "version": gettext_lazy("Version"),
    "where": gettext_lazy("Where"),
    "whom": gettext_lazy("Whom"),
    "who": gettext_lazy("Who"),
}
NOT_WHOLE = gettext_lazy("This is no whole receipt: something was cut off, added or changed.")
CHANGED = gettext_lazy("One of the signatures in it does not hold: something was changed.")
WHY: Mapping[str, StrOrPromise] = {
    "unknown_organisation": gettext_lazy("It is of an organisation whose keys were not given."),
    "unknown_key": gettext_lazy("It is signed by a key that is none of the organisation's."),
    "unknown_key_of_question": gettext_lazy(
        "What the phone was asked is signed by a key that is none of the organisation's."
    ),
    "another_question": gettext_lazy("What the phone was asked is not what the receipt is of."),
    "not_an_approval": gettext_lazy("The phone denied what it was asked."),
    "unlock_not_kept": gettext_lazy("The proof that the phone was unlocked is missing."),
    "too_large": gettext_lazy("It is larger than any receipt."),
    "wrong_typ": gettext_lazy("It is signed, and yet no receipt."),
}


def lines_of(receipt: VerifiedReceipt) -> list[tuple[str, str]]:
    """What was approved and by whom, each with its name; times are for whoever shows them."""
    context = receipt.context
    kind = kinds.find(receipt.kind)
    lines = [
        (_("Approved"), str(kind.words) if kind else receipt.kind),
        (_("Message"), context.get("binding_message", "")),
        *(particular(one) for one in context.get("details", ())),
        (_("By"), _named(receipt)),
        (_("Organisation"), receipt.tenant),
        (_("Asked by"), context["application"]),
        (_("From"), _from(context)),
        (_("On the phone"), receipt.phone_name),
        (_("Unlocked"), str(UNLOCKS.get(receipt.unlock, _("not needed, and not shown")))),
    ]
    return [(name, text) for name, text in lines if text]


def marks_of(receipt: VerifiedReceipt) -> list[tuple[str, str]]:
    """By what two receipts, or a receipt and a log, are compared."""
    return [
        (_("Key of the phone"), receipt.key_name),
        (_("Signed by the organisation's key"), receipt.signed_by),
        (_("Organisation's address"), receipt.issuer),
        (_("Request"), receipt.request),
    ]


def particular(one: Mapping[str, str]) -> tuple[str, str]:
    """A particular as its name and its facts; of one that this release does not know, as it was signed."""
    facts = [f"{FACTS.get(name, name)}: {fact}" for name, fact in one.items() if name != "type"]
    return str(PARTICULARS.get(one["type"], one["type"].replace("_", " "))), " · ".join(facts)


def why(refused: SignatureRejected) -> str:
    """Why it does not hold, with the word for it that programs compare."""
    is_read = type(refused) is SignatureRejected
    return f"{WHY.get(refused.reason, CHANGED if is_read else NOT_WHOLE)} ({refused.reason})"


def _named(receipt: VerifiedReceipt) -> str:
    name = receipt.display_name
    return f"{name} ({receipt.username})" if name and name != receipt.username else receipt.username


def _from(context: Mapping[str, str]) -> str:
    return " · ".join(context[name] for name in ("browser", "system", "place", "ip") if context[name])
