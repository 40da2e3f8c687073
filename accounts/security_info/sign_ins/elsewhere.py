"""What a person answered for another screen: it is no sign-in of a browser, and stands in My sign-ins by itself.

Which events are such answers, whoever lets screens in says when the program starts: `register`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.audit.events import Event
from accounts.audit.models import AuditEvent
from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One kind of answer. `address` is the detail that says where the screen was; one that `is_in` signed it in.

    `end` ends what came of it, when its person says that it was not them; False: nothing was left of it.
    """

    event: Event
    address: str
    is_in: bool = False
    end: Callable[[User, AuditEvent], bool] | None = None

    @property
    def words(self) -> StrOrPromise:
        return self.event.sentence


_answers: dict[str, Answer] = {}


def register(answer: Answer) -> None:
    """Adds a row, or replaces the one of its event."""
    _answers[answer.event.tag] = answer


def find(tag: str) -> Answer | None:
    """The row of this event; None of one that is no such answer."""
    return _answers.get(tag)


def tags() -> list[str]:
    return list(_answers)


def tags_in() -> list[str]:
    """Of those by which a screen was signed in."""
    return [tag for tag, answer in _answers.items() if answer.is_in]
