"""One account on this phone: its lock, phone sign-in, and taking it off."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from devices.api.calls import PhoneCall
from devices.api.messages import responses
from devices.api.messages.facts import account_facts
from devices.api.messages.sent import SetupBody
from devices.enrolment import unlocks
from devices.enrolment.services import take_off
from devices.phones import services
from devices.phones.access import account_on


class Account(PhoneCall):
    @extend_schema(operation_id="remove_account", request=None, responses={204: None})
    def delete(self, request: Request, account_id: uuid.UUID) -> Response:
        """Take the account off this phone. Phone sign-in with it ends at once."""
        take_off(account_on(self.phone, account_id))
        return Response(status=204)


class UnlockOptions(PhoneCall):
    @extend_schema(operation_id="begin_unlock", request=None, responses={200: responses.UnlockOptions})
    def post(self, request: Request, account_id: uuid.UUID) -> Response:
        """A challenge to set up the lock of an account that has none."""
        account = account_on(self.phone, account_id)
        challenge, options = unlocks.unlock_options(account, now=clock.now())
        return Response({"challenge": challenge, "creation_options": options})


class Unlock(PhoneCall):
    @extend_schema(operation_id="set_unlock", request=SetupBody, responses={200: responses.AccountFacts})
    def put(self, request: Request, account_id: uuid.UUID) -> Response:
        """Set up the account's first lock. It is never replaced."""
        sent = self.body(SetupBody)
        account = account_on(self.phone, account_id)
        changed = unlocks.set_up_unlock(account, setup=sent["setup"], unlock=sent["unlock"])
        return Response(account_facts(changed))


class PhoneSignIn(PhoneCall):
    @extend_schema(operation_id="enable_phone_sign_in", request=None, responses={200: responses.AccountFacts})
    def post(self, request: Request, account_id: uuid.UUID) -> Response:
        """Enable phone sign-in, or hear what stands in the way."""
        account = account_on(self.phone, account_id)
        return Response(account_facts(services.enable_phone_sign_in(account)))

    @extend_schema(operation_id="unregister", request=None, responses={200: responses.AccountFacts})
    def delete(self, request: Request, account_id: uuid.UUID) -> Response:
        """Unregister: phone sign-in is off, the account still answers second steps."""
        account = account_on(self.phone, account_id)
        return Response(account_facts(services.unregister(account)))
