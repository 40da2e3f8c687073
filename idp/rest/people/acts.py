"""What is done to one person, by the portal's table of acts, and the two that have pages of their own there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.refusals import NotYours
from accounts.users.models import User
from accounts.users.roles import Act
from accounts.ways.password.unlocking import unlock
from devices.phones.services import release_sign_in
from idp.portal.people.acts import ACTS, PersonAct
from idp.rest.calls import Call
from idp.rest.messages import responses
from idp.rest.people.facts import person_facts
from idp.rest.people.found import person_for
from idp.rest.refusals import CannotBeDone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _why_not_released(person: User) -> StrOrPromise:
    return "" if person.blocked_at else _("It is not blocked.")


def _why_not_unlocked(person: User) -> StrOrPromise:
    return "" if person.may_sign_in else _("They may not sign in.")


RELEASE = PersonAct(
    key="release",
    act=Act.RELEASE_PERSON,
    icon="",
    label="",
    help="",
    why_not=_why_not_released,
    do=lambda person, actor: release_sign_in(person, actor=actor),
)
UNLOCK = PersonAct(
    key="unlock",
    act=Act.UNLOCK_PERSON,
    icon="",
    label="",
    help="",
    why_not=_why_not_unlocked,
    do=lambda person, actor: unlock(person, actor=actor),
)
BY_KEY = {act.key: act for act in (*ACTS, RELEASE, UNLOCK)}
WHICH = OpenApiParameter(
    "act", OpenApiTypes.STR, OpenApiParameter.PATH, enum=sorted(BY_KEY), description="What is done."
)


class DoneToPerson(Call):
    @extend_schema(
        operation_id="do_to_person", parameters=[WHICH], request=None, responses={200: responses.Person}
    )
    def post(self, request: Request, person_id: uuid.UUID, act: str) -> Response:
        """Do this to one person, as the button of their page does. Takes `people:secure` or `people:write`."""
        row = BY_KEY.get(act)
        if row is None:
            raise NotYours(f"no act {act!r}")
        person = person_for(self, row.act, person_id)
        if why := row.why_not(person):
            raise CannotBeDone(why)
        row.do(person, self.maker)
        return Response(person_facts(User.objects.select_related("tenant").get(pk=person.pk)))
