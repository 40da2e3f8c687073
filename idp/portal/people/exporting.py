"""Everybody whom the list of people finds, as a file that is made while it is read (E04).

The columns that an import knows come first, as it reads them: what was exported can be sent again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.jobs.cells import several
from accounts.methods import registry
from accounts.users.access import seen_by
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, reach
from idp.portal.gate import asker
from idp.portal.logs.exporting import ROWS_AT_MOST, Row, export, export_page
from idp.portal.logs.filters import Part
from idp.portal.people.state import short_state_of
from idp.portal.people.stretch import PeopleList, how_many_of

PEOPLE_AT_ONCE = 500
FIELDS = (
    "username",
    "name",
    "mail",
    "groups",
    "role",
    "state",
    "ways",
    "last_sign_in",
    "added",
    "organisation",
    "person_id",
)


def export_people(request: HttpRequest, listed: PeopleList) -> HttpResponseBase:
    """GET says how many will come and asks for the format; POST is the file."""
    user = asker(request)
    if not may(user, Act.EXPORT_PEOPLE):
        raise PermissionDenied
    people = seen_by(user, listed.everybody(request), act=Act.EXPORT_PEOPLE)
    chosen = _in_words(listed)
    if request.method != "POST":
        back = f"{reverse('admin:accounts_user_changelist')}?{request.GET.urlencode()}"
        many = how_many_of(people, request, at_most=ROWS_AT_MOST)
        template = "idp/portal/people/export.html"
        return export_page(request, many=many, chosen=chosen, back=back, template=template)
    return export(
        request,
        log="people",
        tenant=None if reach(user, Act.EXPORT_PEOPLE) is Reach.EVERYWHERE else user.tenant,
        chosen=chosen,
        fields=FIELDS,
        rows=lambda: _written(people),
        act=Act.EXPORT_PEOPLE,
        in_cell=lambda value: several(value) if isinstance(value, list) else value,
    )


def _in_words(listed: PeopleList) -> list[Part]:
    """The search and each filter of the list."""
    parts = [Part(_("search"), listed.query)] if listed.query else []
    for one in listed.filter_specs:
        value: Any = getattr(one, "value", lambda: None)()
        shown = [str(choice["display"]) for choice in one.choices(listed) if choice["selected"]]
        if value and shown:
            parts.append(Part(str(one.title), shown[0]))
    return parts


def _written(people: QuerySet[User]) -> Iterator[Row]:
    """In the order of usernames, some at a time: each part begins after the last of the one before."""
    after, left = "", ROWS_AT_MOST
    in_order = people.order_by("username").select_related(None)
    while keys := list(in_order.filter(username__gt=after).values_list("pk", "username")[:PEOPLE_AT_ONCE]):
        after = keys[-1][1]
        yield from _rows_of([pk for pk, _name in keys[:left]])
        left -= len(keys)
        if left <= 0:
            return


def _rows_of(keys: list[UUID]) -> Iterator[Row]:
    """Nothing that is a secret, or leads to one: of a way that somebody has the file says that they have it."""
    found = User.objects.filter(pk__in=keys).select_related("tenant").prefetch_related("member_groups")
    ways = {
        way.key: set(User.objects.filter(Q(way.held()), pk__in=keys).values_list("pk", flat=True))
        for way in registry.of_ones_own()
    }
    for person in found.order_by("username"):
        yield {
            "username": person.username,
            "name": person.display_name,
            "mail": person.mail_address,
            "groups": [group.name for group in person.member_groups.all()],
            "role": person.role,
            "state": short_state_of(person).key,
            "ways": [key for key, those in ways.items() if person.pk in those],
            "last_sign_in": _time(person.last_login),
            "added": _time(person.created_at),
            "organisation": person.tenant.name,
            "person_id": str(person.pk),
        }


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""
