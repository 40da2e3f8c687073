"""Moving everything to the present SECRET_KEY; and what is left under earlier ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from django_tasks_db.models import DBTaskResult

from accounts.encryption import is_under_present_key
from accounts.lasting.services import keep
from accounts.mail import delivering
from idp.rotation import sessions
from idp.rotation.columns import Counted, encrypt_anew, under_earlier_keys
from idp.rotation.table import ENCRYPTED, LASTING
from idp.worker.queue import READY, RUNNING


@dataclass
class Moved:
    """What was done: of each encrypted table, by its name; lasting keys kept; sessions and grants moved."""

    encrypted: dict[str, Counted] = field(default_factory=dict)
    lasting: int = 0
    sessions: int = 0
    grants: int = 0

    @property
    def unreadable(self) -> int:
        return sum(one.unreadable for one in self.encrypted.values())


@dataclass(frozen=True)
class Left:
    """What the present key alone would not read: encrypted values, sessions and grants, letters on their way."""

    encrypted: int
    marked: int
    letters: int

    def __bool__(self) -> bool:
        return bool(self.encrypted or self.marked or self.letters)


def move() -> Moved:
    """Move everything. It may be ended at any moment and begun again, while people sign in and others do the same."""
    moved = Moved(lasting=sum(keep(salt) for salt in LASTING))
    for what in ENCRYPTED:
        moved.encrypted[what.model._meta.label] = encrypt_anew(what)
    moved.sessions, moved.grants = sessions.move_sessions(), sessions.move_grants()
    return moved


def left() -> Left:
    """Count what is under earlier keys still."""
    return Left(
        encrypted=sum(under_earlier_keys(what) for what in ENCRYPTED),
        marked=sessions.marked_by_earlier_keys(),
        letters=_letters(),
    )


def _letters() -> int:
    """They are gone within the hour in which a mail server is tried, so they are waited for and not moved."""
    waiting = DBTaskResult.objects.filter(
        status__in=(READY, RUNNING), task_path=f"{delivering.__name__}.deliver"
    )
    sealed = (row["args"][1] for row in waiting.values_list("args_kwargs", flat=True).iterator())
    return sum(not is_under_present_key(one, purpose=delivering.PURPOSE) for one in sealed)
