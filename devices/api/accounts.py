"""One account on this phone: its lock, phone sign-in, its codes, what its person calls the phone, and taking it off."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from devices.api.calls import PhoneCall
from devices.api.messages import responses
from devices.api.messages.facts import account_facts
from devices.api.messages.names import NameBody
from devices.api.messages.sent import CodesBody, SetupBody
from devices.enrolment import unlocks
from devices.enrolment.services import take_off
from devices.otp import on_phones
from devices.phones import services
from devices.phones.access import account_on
from devices.phones.naming import rename_by_phone


class Account(PhoneCall):
    @extend_schema(operation_id="remove_account", request=None, responses={204: None})
    def delete(self, request: Request, account_id: uuid.UUID) -> Response:
        """Take the account off this phone. Phone sign-in with it ends at once."""
        take_off(account_on(self.phone, account_id))
        return Response(status=204)


class UnlockOptions(PhoneCall):
    @extend_schema(operation_id="begin_unlock", request=None, responses={200: responses.UnlockOptions})
    def post(self, request: Request, account_id: uuid.UUID) -> Response:
        """A challenge to set up the lock of an account, or to change it."""
        account = account_on(self.phone, account_id)
        challenge, options = unlocks.unlock_options(account, now=clock.now())
        return Response({"challenge": challenge, "creation_options": options})


class Unlock(PhoneCall):
    @extend_schema(operation_id="set_unlock", request=SetupBody, responses={200: responses.AccountFacts})
    def put(self, request: Request, account_id: uuid.UUID) -> Response:
        """Set up the account's first lock, or change the one there is, which must be opened for that."""
        sent = self.body(SetupBody)
        account = account_on(self.phone, account_id)
        changed = unlocks.set_up_unlock(
            account, setup=sent["setup"], unlock=sent["unlock"], proof=sent.get("proof")
        )
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


class PhoneName(PhoneCall):
    @extend_schema(operation_id="rename_phone", request=NameBody, responses={200: responses.AccountFacts})
    def put(self, request: Request, account_id: uuid.UUID) -> Response:
        """Call this phone something else at Security info of this account's person."""
        name = self.body(NameBody)["phone_name"]
        account = account_on(self.phone, account_id)
        return Response(account_facts(rename_by_phone(account, name)))


class Codes(PhoneCall):
    @extend_schema(operation_id="show_codes", request=CodesBody, responses={200: responses.Codes})
    def post(self, request: Request, account_id: uuid.UUID) -> Response:
        """Six-digit codes of this account, made anew: their secret, encrypted to a key of this phone."""
        sent = self.body(CodesBody)
        account = account_on(self.phone, account_id)
        return Response({"codes": on_phones.hand_over(account, key_message=sent["key"])})

    @extend_schema(operation_id="end_codes", request=None, responses={204: None})
    def delete(self, request: Request, account_id: uuid.UUID) -> Response:
        """The account's codes are taken no more."""
        on_phones.take_back(account_on(self.phone, account_id))
        return Response(status=204)
