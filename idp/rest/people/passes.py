"""A Temporary Access Pass for one person, told this once (E05)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.policy.facts import method_rules
from accounts.users.models import User
from accounts.users.roles import Act
from accounts.ways.access_pass import services
from accounts.ways.access_pass.pages.make import LATEST_START
from accounts.ways.access_pass.secret import shown
from devices.four_eyes.refusals import NeedsSecondPerson
from idp.portal.four_eyes.holding import refuses_alone
from idp.rest.calls import Call
from idp.rest.messages import responses
from idp.rest.messages.sent import NewPass
from idp.rest.people.found import person_for
from idp.rest.refusals import Malformed


class Passes(Call):
    @extend_schema(operation_id="make_pass", request=NewPass, responses={201: responses.Pass})
    def post(self, request: Request, person_id: uuid.UUID) -> Response:
        """Make a pass, in the place of an earlier one, as the policy allows. Takes `passes:make`."""
        person = person_for(self, Act.GRANT_PASS, person_id)
        sent = self.body(NewPass)
        if refuses_alone(person):
            raise NeedsSecondPerson(f"a pass for {person.username}, who has a role")
        made, secret = services.make(
            person,
            actor=self.maker,
            life=timedelta(minutes=_life(person, sent)),
            starts_at=_start(sent),
            is_one_time=sent["is_one_time"],
        )
        told = {"works_from": made.starts_at, "works_until": made.ends_at, "is_one_time": made.is_one_time}
        return Response({"access_pass": shown(secret), **told}, status=201)


def _life(person: User, sent: dict[str, Any]) -> int:
    """So many minutes; what the policy says where nothing was sent."""
    settings = services.pass_settings(method_rules(person.tenant))
    minutes: int = sent.get("life_minutes", settings.life_minutes)
    if minutes not in dict(settings.lives):
        raise Malformed(problems={"life_minutes": [_("Longer than the policy allows.")]})
    return minutes


def _start(sent: dict[str, Any]) -> Any:
    starts_at = sent.get("starts_at")
    if starts_at is not None and starts_at > clock.now() + LATEST_START:
        raise Malformed(problems={"starts_at": [_("That is too far ahead: 30 days at most.")]})
    return starts_at
