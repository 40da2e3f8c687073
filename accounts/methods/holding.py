"""What one person has of several methods, asked in one question.

A page of a second step asks for all of them. Each method's own question is the same as its condition on people (`held`,
`held_to_start`), where it says so (`held_says_all`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.statements.composing import composed_once, first
from accounts.users.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

# There are as many questions as there are ways to choose methods; organisations choose alike.
MOST_QUESTIONS = 100


@dataclass(frozen=True)
class Held:
    """One method as one person has it: may they begin with it, can they prove it at least as a further step?"""

    to_start: bool
    at_all: bool


def held_of(user: UUID, methods: Sequence[VerificationMethod]) -> Mapping[str, Held]:
    """Return what this person has of these methods, by their keys: nothing of any where there is no such person."""
    keys = tuple(method.key for method in methods)
    if not keys:
        return {}
    answers = first(_question(keys)(user)) or (False,) * 2 * len(keys)
    return {
        key: Held(to_start, at_all)
        for key, to_start, at_all in zip(keys, answers[::2], answers[1::2], strict=True)
    }


@lru_cache(maxsize=MOST_QUESTIONS)
def _question(keys: tuple[str, ...]) -> Callable[[UUID], list[tuple[bool, ...]]]:
    @composed_once
    def ask(user: UUID, /) -> QuerySet[User, tuple[bool, ...]]:
        asked = [
            condition()
            for method in map(registry.get, keys)
            for condition in (method.held_to_start, method.held)
        ]
        named = {
            f"asked_{n}": ExpressionWrapper(Q(one), output_field=BooleanField())
            for n, one in enumerate(asked)
        }
        return User.objects.filter(pk=user).annotate(**named).order_by().values_list(*named)

    return ask
