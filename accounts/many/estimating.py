"""How many people are of a kind: counted where people are few, estimated from some of them where they are many.

Ids are random (uuid4), so the people with the lowest are people like any others, found by an index however many there
are; and how far up the ids they reach says how many there are in all. Whatever is shown of an estimate says that it is
one, and nothing is allowed or refused by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Window
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.users.models import User

# Up to about so many people everybody is looked at; of more so many, which is right within some 4 % of all of them.
COUNTED_AT_MOST = 10_000
LOOKED_AT = 2500
# Of fewer people found one figure is said, of more two.
ROUGH_BELOW = 25
# The bits of an id above its version are random.
FIXED_BITS = 80
ALL_IDS = 2**48


@dataclass(frozen=True)
class Looked:
    """Whom to look at: everybody, or those whose ids come before `beyond`; `share` is theirs of all ids."""

    beyond: UUID | None = None
    share: float = 1.0

    @property
    def is_exact(self) -> bool:
        return self.beyond is None

    def among(self, people: QuerySet[User]) -> QuerySet[User]:
        """Those of these people who are looked at."""
        return people if self.beyond is None else people.filter(pk__lt=self.beyond)

    def in_all(self, found: int) -> int:
        """How many there are where so many are found: as many, or about as many, to a figure or two."""
        if self.is_exact:
            return found
        return rounded(found / self.share, digits=1 if found < ROUGH_BELOW else 2)

    def told(self, found: int) -> str:
        """So many people in words, and that it is about so many where that is all that is known."""
        if self.is_exact:
            return ngettext("%(n)s person", "%(n)s people", found) % {"n": grouped(found)}
        # One whom nobody of those is like is not ruled out.
        return _("about %(n)s people") % {"n": grouped(self.in_all(found))} if found else _("hardly anybody")


EVERYBODY = Looked()


@dataclass(frozen=True)
class Some:
    """People who are counted: each of them, or those of very many who are looked at."""

    people: QuerySet[User]
    looked: Looked = EVERYBODY

    @property
    def is_about(self) -> bool:
        return not self.looked.is_exact

    def who(self, condition: Q) -> Some:
        """Those of whom this holds."""
        return replace(self, people=self.people.filter(condition))

    def who_not(self, condition: Q) -> Some:
        return replace(self, people=self.people.exclude(condition))

    def count(self) -> int:
        """How many there are in all; about how many, where not each is looked at."""
        return self.looked.in_all(self.people.count())

    def told(self) -> str:
        return self.looked.told(self.people.count())

    def named(self, at_most: int) -> tuple[int, tuple[str, ...]]:
        """How many there are, as `count` says it, and so many of them by username: one question."""
        counted = self.people.annotate(many=Window(Count("pk")))
        # By what is the same for all first: for names alone PostgreSQL walks the index of names, past everybody.
        found = list(counted.order_by("many", "username").values_list("username", "many")[:at_most])
        return self.looked.in_all(found[0][1] if found else 0), tuple(name for name, _many in found)


def some_of(people: QuerySet[User], looked: Looked) -> Some:
    """Each of these people where they are few; else those of them who are looked at.

    `people` are found by an index: of rare ones that are not, everybody would be read.
    """
    if looked.is_exact:
        return Some(people)
    found = few_of([people])
    return Some(looked.among(people), looked) if found is None else Some(User.objects.filter(pk__in=found))


def few_of(lists: Iterable[QuerySet[User]]) -> set[UUID] | None:
    """The ids of all these people, where these are few; None where they are many."""
    found: set[UUID] = set()
    for people in lists:
        ids = people.order_by().values_list("pk", flat=True)
        # One row says that they are many: to bring so many here takes longer than to find them.
        if ids[LOOKED_AT : LOOKED_AT + 1]:
            return None
        found.update(ids)
    return found if len(found) <= LOOKED_AT else None


def look_at(people: QuerySet[User]) -> Looked:
    """Everybody, where these are few; else some of them. One question, of an index."""
    ids = people.order_by("pk").values_list("pk", flat=True)[LOOKED_AT : LOOKED_AT + 1]
    for beyond in ids:
        share = max(1, beyond.int >> FIXED_BITS) / ALL_IDS
        if LOOKED_AT / share > COUNTED_AT_MOST:
            return Looked(beyond, share)
    return EVERYBODY


def rounded(number: float, *, digits: int) -> int:
    """To so many figures from the first."""
    whole = round(number)
    return int(round(whole, digits - len(str(whole))))


def grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def in_words(number: int, *, is_about: bool) -> str:
    """A number as it is shown. `is_about`: it is estimated; what nobody of some is may still be a few of all."""
    if not is_about:
        return grouped(number)
    return _("about %(n)s") % {"n": grouped(number)} if number else _("hardly any")


def or_more(counted: int, *, at_most: int) -> str:
    """So many; of one more than are counted `at_most` only that there are more."""
    return grouped(counted) if counted <= at_most else _("more than %(n)s") % {"n": grouped(at_most)}
