"""One person: read, renamed, changed."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.security_info.account.renaming import rename_person
from accounts.users.models import User
from accounts.users.roles import Act
from accounts.users.services import change_mail_address
from accounts.ways.one_time_link import inviting
from devices.phones.services import tell_phones_of
from idp.portal.people.page import may_be_renamed
from idp.rest.calls import Call
from idp.rest.messages import responses
from idp.rest.messages.sent import PersonChange
from idp.rest.people.facts import person_facts
from idp.rest.people.found import person_for
from idp.rest.refusals import CannotBeDone


class Person(Call):
    @extend_schema(operation_id="read_person", request=None, responses={200: responses.Person})
    def get(self, request: Request, person_id: uuid.UUID) -> Response:
        """One person, those who are removed and can be restored too. Takes `people:read`."""
        return Response(person_facts(person_for(self, Act.SEE_PEOPLE, person_id)))

    @extend_schema(operation_id="change_person", request=PersonChange, responses={200: responses.Person})
    def patch(self, request: Request, person_id: uuid.UUID) -> Response:
        """Another username, name or mail address: all of it or nothing. Takes `people:write`."""
        person = person_for(self, Act.CHANGE_PERSON, person_id)
        sent = self.body(PersonChange)
        if person.goes_at is not None:
            raise CannotBeDone(_("They are removed. Restore them instead."))
        with transaction.atomic():
            if "username" in sent:
                self._may_rename(person)
            is_renamed = "username" in sent or "display_name" in sent
            if is_renamed and rename_person(
                person,
                username=sent.get("username", person.username),
                display_name=sent.get("display_name", person.display_name),
                actor=self.maker,
            ):
                # As of another mail address: the letter went to a mailbox that is not theirs, maybe.
                inviting.withdraw(person, actor=self.maker)
            if "mail_address" in sent and sent["mail_address"] != person.mail_address:
                change_mail_address(person, sent["mail_address"], actor=self.maker)
                inviting.withdraw(person, actor=self.maker)
        changed = User.objects.select_related("tenant").get(pk=person.pk)
        if changed.username != person.username:
            tell_phones_of(changed)
        return Response(person_facts(changed))

    def _may_rename(self, person: User) -> None:
        self.allow(Act.RENAME_PERSON, on=person)
        if not may_be_renamed(self.maker, person):
            raise CannotBeDone(_("The username of a personal account is changed by nobody else."))
