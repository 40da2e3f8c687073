"""Who is in a group: listed, a page at a time; added and removed by username."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.people import members
from idp.rest.calls import Call
from idp.rest.groups.found import group_for
from idp.rest.messages import responses
from idp.rest.messages.asked import AskedMembers
from idp.rest.messages.sent import MembersChange
from idp.rest.pages import page_of
from idp.rest.refusals import Malformed


class Members(Call):
    @extend_schema(
        operation_id="list_members",
        parameters=[AskedMembers],
        request=None,
        responses={200: responses.Members},
    )
    def get(self, request: Request, group_id: int) -> Response:
        """Who is in it by username, a hundred at a time. Takes `groups:read`."""
        group = group_for(self, Act.SEE_GROUPS, group_id)
        asked = self.question(AskedMembers)
        found, following = page_of(
            members.members_of(group, search=asked["q"]), name="username", after=asked["after"]
        )
        lines = [{"id": one.pk, "username": one.username, "display_name": one.display_name} for one in found]
        return Response({"members": lines, "next": following})

    @extend_schema(operation_id="change_members", request=MembersChange, responses={200: responses.Changed})
    def post(self, request: Request, group_id: int) -> Response:
        """Put people in and take people out: all of them or nobody. Who is in or out already stays so.

        Takes `groups:write`.
        """
        group = group_for(self, Act.CHANGE_GROUPS, group_id)
        sent = self.body(MembersChange)
        coming, going = self._people("add", sent["add"]), self._people("remove", sent["remove"])
        there = set(group.members.filter(pk__in=[one.pk for one in (*coming, *going)]))
        added = [one for one in coming if one not in there]
        removed = [one for one in going if one in there]
        with transaction.atomic():
            members.add(group, added, actor=self.maker)
            members.remove(group, removed, actor=self.maker)
        return Response({"added": len(added), "removed": len(removed)})

    def _people(self, name: str, written: list[str]) -> list[User]:
        """Whoever is called so, each of whom the token's maker may change (T23)."""
        names = {_canonical(one): one for one in written}
        here = users_in(self.tenant).filter(goes_at=None, username__in=names).order_by("username")
        found = list(here.select_related("tenant"))
        unknown = sorted(names.keys() - {person.username for person in found})
        problems = [f"nobody is called {names[one]}" for one in unknown]
        refused = [one.username for one in found if not may(self.maker, Act.CHANGE_PERSON, on=one)]
        problems += [f"may not be changed: {username}" for username in refused]
        if problems:
            raise Malformed(problems={name: problems})
        return found


def _canonical(written: str) -> str:
    """The username written; what cannot be one stays as it is, and is nobody's."""
    try:
        return canonical_username(written)
    except Refusal:
        return written
