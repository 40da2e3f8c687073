"""The kinds of request, a table: what they differ in are these columns, and nothing else compares kinds by name.

A package above adds its own row when the program starts: `register`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from devices.approvals.reporting.alert import SIGN_IN as SIGN_IN_DISOWNED
from devices.approvals.reporting.alert import Disowned

APPROVE = _("Approve on your phone")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind: its word on the wire (docs/protocol.md), then where it differs from the strictest that there is.

    `words` names it in the log and `heading` the page with the number; `must_type` wants the number typed whatever
    the policy says; `has_number` is False where no screen beside the phone asks; `unlock_required` counts no approval
    without an unlock, unless policy does without for a kind that `may_skip_unlock` (F03); a kind that `counts` takes
    one of the places for open requests, and has their limit; `needs_phone_sign_in` asks only accounts with it on;
    `asks_untested` asks the one account that has not passed its closing test, and no other kind does; `follows_proof`
    is asked of a browser that has proven something before: whoever is there, if not the person, knows or has it;
    `asks_of` is what a phone must have said that it can show (devices/phones/native.py): others are never shown it;
    one that `is_sign_in`, a step of a browser's, stands in the log with that; `disowned` is what its person disowns who
    says that it was not them (reporting/);
    of one that `gives_receipt` an approval that was used can be shown to others (receipts/);
    `is_of_application` is asked by an application that has shown who it is, beside which no browser waits.

    `when_ended` is called with the request's id once the question is over, by whatever road: answered (an approval
    too), run out, called off. After the commit, and perhaps more than once; what fails in it undoes nothing.
    """

    key: str
    words: str | Promise
    heading: str | Promise = APPROVE
    must_type: bool = False
    has_number: bool = True
    unlock_required: bool = True
    may_skip_unlock: bool = False
    counts: bool = True
    needs_phone_sign_in: bool = True
    asks_untested: bool = False
    follows_proof: bool = False
    asks_of: frozenset[str] = frozenset()
    is_sign_in: bool = True
    disowned: Disowned = SIGN_IN_DISOWNED
    gives_receipt: bool = False
    is_of_application: bool = False
    when_ended: Callable[[UUID], None] | None = None


class UnknownKind(LookupError):
    """Nobody registered a kind with this key."""


SIGN_IN = Kind(key="signin", words=_("sign-in"), heading=_("Approve sign-in"))
SECOND_STEP = Kind(
    key="second_step",
    words=_("second step"),
    heading=_("Second step: approve on your phone"),
    may_skip_unlock=True,
    needs_phone_sign_in=False,
    follows_proof=True,
)
REAUTHENTICATE = Kind(key="reauth", words=_("fresh proof"), follows_proof=True)

_table = {kind.key: kind for kind in (SIGN_IN, SECOND_STEP, REAUTHENTICATE)}


def register(kind: Kind) -> None:
    """Adds a row, or replaces the one with its key."""
    _table[kind.key] = kind


def find(key: str) -> Kind | None:
    """The row of this kind; None for one that only another release of the program knows."""
    return _table.get(key)


def of(key: str) -> Kind:
    """The row of this kind, which must be registered."""
    kind = find(key)
    if kind is None:
        raise UnknownKind(key)
    return kind


def registered() -> Iterable[Kind]:
    """Every row."""
    return _table.values()
