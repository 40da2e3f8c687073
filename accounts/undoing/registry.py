"""How a change is taken back, by the tag of its event, or why it cannot be: the owner of each says one of the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.audit.models import AuditEvent
from accounts.refusals import Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CannotUndo(Refusal):
    """It is as it was already, or what is needed to bring it back is gone."""

    code = "cannot_undo"
    public_text = _("This could not be taken back: it has changed since.")
    status = 409


@dataclass(frozen=True, kw_only=True)
class Undo:
    """One change that can be taken back. `what` says what then happens: "That passkey signs nobody in any more."

    `undo` gets the event, under the lock of its person's row, and raises CannotUndo. It only ever takes away what was
    added or puts back an address: whoever asks has shown a link, and has not signed in.

    Of what guards the account, `stop` stops it: that is done in the place of `undo` where less would guard the account
    without it than when the event happened, which was recorded with it (`accounts.signin.reach`, T20). `what` is true
    of both.
    """

    event: str
    undo: Callable[[AuditEvent], object]
    what: StrOrPromise
    stop: Callable[[AuditEvent], object] | None = None


_undos: dict[str, Undo] = {}
_reasons: dict[str, StrOrPromise] = {}


def register(undo: Undo) -> None:
    """From now on events with this tag can be taken back."""
    _refuse_second(undo.event)
    _undos[undo.event] = undo


def say_why_not(event: str, why: StrOrPromise) -> None:
    """Says why an event with this tag cannot be taken back, to the person, and what to do instead."""
    _refuse_second(event)
    _reasons[event] = why


def find(tag: str) -> Undo | None:
    return _undos.get(tag)


def why_not(tag: str) -> StrOrPromise:
    """Why it cannot be taken back; nothing where it can, or where another release of the program knows."""
    return _reasons.get(tag, "")


def _refuse_second(tag: str) -> None:
    if tag in _undos or tag in _reasons:
        raise ValueError(f"how {tag!r} is taken back is said twice")
