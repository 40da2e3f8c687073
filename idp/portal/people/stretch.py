"""A stretch of the list of people: so many, from one name on, where whoever is listed is found by reading.

What somebody has, and when they signed in last, no index holds for the list (decision 0083). So a page looks through no
more than one stretch, says how far it has come, and leads on from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.many.by_index import by_index
from accounts.many.estimating import look_at
from accounts.users.access import users_seen_by
from accounts.users.models import User
from idp.portal.areas.filters import OrganisationFilter
from idp.portal.gate import asker
from idp.portal.logs.counting import Many, how_many
from idp.portal.people.finding import LOCKED, WITHOUT
from idp.portal.search import LONGEST_SEARCH, BoundedList, first_found

LOOKED_THROUGH = 5000
FROM = "from"
# How few stand, an index holds in the order of names; who is locked out is known by id.
FEW = frozenset({"blocked", "disabled", "may_not", "anew", "deleted", LOCKED})
# The index of parts of names holds parts of so many letters.
SHORTEST_FOUND = 3


@dataclass(frozen=True)
class Stretch:
    """From the username `first` on ("": from the very first) up to `last`; `more` is where the next begins, if any."""

    first: str = ""
    last: str = ""
    more: str = ""

    @property
    def is_whole(self) -> bool:
        return not (self.first or self.more)

    @property
    def looked_through(self) -> int:
        return LOOKED_THROUGH


class PeopleList(BoundedList):
    """The list of people, a stretch at a time where it must be read."""

    stretch = Stretch()
    # Of a search that very many match, some are shown: so many, or 0 where all are.
    only_first = 0

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """Where a stretch begins is no filter."""
        found: dict[str, Any] = super().get_filters_params(params)
        found.pop(FROM, None)
        return found

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """The people to be shown: of whom an index finds by a search, no more than it finds at once."""
        rows = self.of_stretch(request, exclude_parameters)
        is_known_by_id = request.GET.get("state") == LOCKED
        if not self.query or is_known_by_id or is_read(request.GET):
            return rows
        everybody = self.apply_select_related(self.root_queryset).order_by(*rows.query.order_by)
        found, self.only_first = first_found(rows, among=everybody)
        return found

    def of_stretch(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """The people asked for, of no more than one stretch."""
        rows = self.everybody(request, exclude_parameters)
        if not is_read(request.GET):
            return rows
        is_back = "-username" in rows.query.order_by
        self.stretch = stretch_of(_everybody(request), begins=_begins(request.GET), is_back=is_back)
        return _between(rows, self.stretch, is_back=is_back)

    def everybody(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Whoever is asked for, over all stretches: for whoever reads them some at a time."""
        people: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        return people

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, read here and now."""
        with by_index():
            super().get_results(request)
            self.result_list = list(self.result_list)

    @property
    def further(self) -> str:
        """The address of the next stretch."""
        return str(self.get_query_string({FROM: self.stretch.more}, [PAGE_VAR]))

    @property
    def from_the_first(self) -> str:
        return str(self.get_query_string({}, [PAGE_VAR, FROM]))


def how_many_of(people: QuerySet[User], request: HttpRequest, *, at_most: int) -> Many:
    """How many of these people the whole list has; about how many where they would be found by reading very many."""
    looked = look_at(_everybody(request))
    with by_index():
        if looked.is_exact or not is_read(request.GET):
            return how_many(people, at_most=at_most)
        found = looked.in_all(looked.among(people).order_by().count())
    return Many(min(at_most, found), is_exact=False)


def is_read(asked: Mapping[str, str]) -> bool:
    """Is whoever is asked for found by reading one after the other, in the order of their names?"""
    if asked.get("state") in FEW or any(
        len(word) >= SHORTEST_FOUND for word in asked.get(SEARCH_VAR, "").split()
    ):
        return False
    way = asked.get("way", "")
    is_found_by_index = bool(asked.get("group") or (way and not way.startswith(WITHOUT)))
    return (
        not is_found_by_index
        or asked.get("state") in {"new", "quiet", "invited"}
        or bool(asked.get("strength"))
    )


def stretch_of(people: QuerySet[User], *, begins: str, is_back: bool) -> Stretch:
    """So many of these people from a name on, or from the last one backwards. One question, of an index of names."""
    if begins:
        people = people.filter(username__lte=begins) if is_back else people.filter(username__gte=begins)
    names = people.order_by("-username" if is_back else "username").values_list("username", flat=True)
    found = list(names[LOOKED_THROUGH - 1 : LOOKED_THROUGH + 1])
    return Stretch(begins, *found) if len(found) > 1 else Stretch(begins)


def _everybody(request: HttpRequest) -> QuerySet[User]:
    people = users_seen_by(asker(request))
    organisation = request.GET.get(OrganisationFilter.parameter_name, "")
    return people.filter(tenant=OrganisationFilter.id_of(organisation)) if organisation else people


def _between(rows: QuerySet[Any], stretch: Stretch, *, is_back: bool) -> QuerySet[Any]:
    first, last = ("lte", "gte") if is_back else ("gte", "lte")
    if stretch.first:
        rows = rows.filter(**{f"username__{first}": stretch.first})
    return rows.filter(**{f"username__{last}": stretch.last}) if stretch.last else rows


def _begins(asked: Mapping[str, str]) -> str:
    begins = asked.get(FROM, "")
    return begins if begins.isprintable() and len(begins) <= LONGEST_SEARCH else ""
