"""Finding people, a page at a time, and adding one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenants.names import shown
from accounts.tenants.resolve import canonical_username
from accounts.users.access import users_in
from accounts.users.models import Group, User
from accounts.users.new_names import LooksTaken
from accounts.users.roles import Act
from accounts.users.services import create_person
from accounts.ways.one_time_link import inviting
from devices.four_eyes.refusals import NeedsSecondPerson
from idp.portal.forms.people import refuse_deleted, tenant_for
from idp.portal.people.finding import HERE, STATES, STRENGTHS, with_way
from idp.portal.people.members import needs_two
from idp.rest.calls import Call
from idp.rest.messages import responses
from idp.rest.messages.asked import AskedPeople
from idp.rest.messages.sent import LONGEST_DISPLAY_NAME, NewPerson
from idp.rest.pages import page_of
from idp.rest.people.facts import person_facts
from idp.rest.refusals import Malformed


class People(Call):
    @extend_schema(
        operation_id="list_people",
        parameters=[AskedPeople],
        request=None,
        responses={200: responses.People},
    )
    def get(self, request: Request) -> Response:
        """People by username, a hundred at a time. Takes `people:read`."""
        self.allow(Act.SEE_PEOPLE)
        asked = self.question(AskedPeople)
        found = _found(users_in(self.tenant), asked).prefetch_related("member_groups")
        people, following = page_of(found, name="username", after=asked["after"])
        return Response({"people": [person_facts(person) for person in people], "next": following})

    @extend_schema(operation_id="add_person", request=NewPerson, responses={201: responses.Person})
    def post(self, request: Request) -> Response:
        """Add a person, a member. Takes `people:write`."""
        self.allow(Act.ADD_PERSON)
        sent = self.body(NewPerson)
        groups = self._groups(sent["groups"])
        username = self._username(sent["username"])
        try:
            with transaction.atomic():
                person = create_person(
                    username,
                    tenant=self.tenant,
                    display_name=shown(sent["display_name"], longest=LONGEST_DISPLAY_NAME),
                    mail_address=sent["mail_address"],
                    groups=groups,
                    actor=self.maker,
                )
                if sent["invite"]:
                    self.allow(Act.INVITE_PERSON, on=person)
                    inviting.invite(person, actor=self.maker)
        except IntegrityError as why:
            # Of two at once.
            raise LooksTaken(username, taken=username) from why
        return Response(person_facts(User.objects.get(pk=person.pk)), status=201)

    def _username(self, written: str) -> str:
        """As the form of the portal has it: in a domain of the organisation, and nobody's who can be restored."""
        username = canonical_username(written)
        try:
            is_theirs = tenant_for(self.maker, username) == self.tenant
            refuse_deleted(username)
        except ValidationError as why:
            raise Malformed(problems={"username": why.messages}) from why
        if not is_theirs:
            raise Malformed(problems={"username": ["not in a verified domain of the organisation"]})
        return username

    def _groups(self, names: list[str]) -> list[Group]:
        if not names:
            return []
        self.allow(Act.CHANGE_PERSON)
        found = list(Group.objects.filter(tenant=self.tenant, name__in=names))
        if lacking := sorted(set(names) - {group.name for group in found}):
            raise Malformed(problems={"groups": [f"no group {name}" for name in lacking]})
        if held := [group.name for group in found if needs_two(group)]:
            raise NeedsSecondPerson(f"who is in {held[0]}, which the policy names")
        return found


def _found(people: QuerySet[User], asked: dict[str, Any]) -> QuerySet[User]:
    _words, state = STATES[asked["state"]] if "state" in asked else ("", HERE)
    people = people.filter(state)
    if asked["q"]:
        people = people.filter(Q(username__icontains=asked["q"]) | Q(display_name__icontains=asked["q"]))
    if asked["way"]:
        condition = with_way(asked["way"])
        if condition is None:
            raise Malformed(problems={"way": ["no such way to sign in"]})
        people = people.filter(condition)
    if "strength" in asked:
        people = people.filter(STRENGTHS[asked["strength"]][1]())
    return people.filter(member_groups=asked["group"]) if "group" in asked else people
