"""Groups: listed, added, renamed, removed."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.users.models import Group
from accounts.users.roles import Act
from idp.portal.areas.groups import counted_in, how_many_in
from idp.portal.people import members
from idp.rest.calls import Call
from idp.rest.groups.found import group_for
from idp.rest.messages import responses
from idp.rest.messages.asked import AskedGroups
from idp.rest.messages.sent import GroupName
from idp.rest.pages import page_of


class Groups(Call):
    @extend_schema(
        operation_id="list_groups",
        parameters=[AskedGroups],
        request=None,
        responses={200: responses.Groups},
    )
    def get(self, request: Request) -> Response:
        """Groups by name, a hundred at a time. Takes `groups:read`."""
        self.allow(Act.SEE_GROUPS)
        asked = self.question(AskedGroups)
        groups: Any = Group.objects.filter(tenant=self.tenant, name__icontains=asked["q"])
        counted = groups.annotate(counted=how_many_in(OuterRef("pk")))
        found, following = page_of(counted, name="name", after=asked["after"])
        lines = [{"id": one.pk, "name": one.name, "members": one.counted or 0} for one in found]
        return Response({"groups": lines, "next": following})

    @extend_schema(operation_id="add_group", request=GroupName, responses={201: responses.Group})
    def post(self, request: Request) -> Response:
        """Add a group, with nobody in it. Takes `groups:write`."""
        self.allow(Act.CHANGE_GROUPS)
        made = members.make_group(self.tenant, self.body(GroupName)["name"], actor=self.maker)
        return Response(_facts(made), status=201)


class OneGroup(Call):
    @extend_schema(operation_id="read_group", request=None, responses={200: responses.Group})
    def get(self, request: Request, group_id: int) -> Response:
        """One group. Takes `groups:read`."""
        return Response(_facts(group_for(self, Act.SEE_GROUPS, group_id)))

    @extend_schema(operation_id="rename_group", request=GroupName, responses={200: responses.Group})
    def patch(self, request: Request, group_id: int) -> Response:
        """Call it something else. Takes `groups:write`."""
        group = group_for(self, Act.CHANGE_GROUPS, group_id)
        return Response(_facts(members.rename_group(group, self.body(GroupName)["name"], actor=self.maker)))

    @extend_schema(operation_id="remove_group", request=None, responses={204: None})
    def delete(self, request: Request, group_id: int) -> Response:
        """Remove it, unless the policy names it. Takes `groups:write`."""
        members.remove_group(group_for(self, Act.CHANGE_GROUPS, group_id), actor=self.maker)
        return Response(status=204)


def _facts(group: Group) -> dict[str, Any]:
    return {
        "id": group.pk,
        "name": group.name,
        "members": counted_in(group),
        "is_named_by_policy": members.is_named_by_policy(group),
    }
