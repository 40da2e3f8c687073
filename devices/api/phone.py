"""This phone: what it is and which accounts it carries, its next device token, its next keys."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenants.models import Tenant
from devices.addresses.services import push_facts, web_push_key
from devices.api.calls import PhoneCall
from devices.api.messages import responses
from devices.api.messages.facts import account_facts, accounts_of, app_facts, phone_facts
from devices.api.messages.sent import CapabilitiesBody, MarkerBody, RenewalBody
from devices.challenge_keys.services import issuer_of, published_keys
from devices.phones.keys.renewing import Renewal, renew
from devices.phones.living.marker import mark
from devices.phones.native import minimum_version, tell_capabilities
from devices.phones.tokens import rotate


class ThisPhone(PhoneCall):
    @extend_schema(operation_id="read_phone", request=None, responses={200: responses.PhoneAnswer})
    def get(self, request: Request) -> Response:
        """Everything the app shows of itself, and the keys its challenges are verified with."""
        accounts = accounts_of(self.phone)
        tenants = {account.user.tenant_id: account.user.tenant for account in accounts}
        return Response(
            {
                "phone": phone_facts(self.phone),
                "accounts": [account_facts(account) for account in accounts],
                "minimum_app_version": minimum_version(self.phone.platform),
                "push": push_facts(self.phone),
                "web_push_key": web_push_key(),
                "jwks": {"keys": [key for tenant in tenants.values() for key in _keys_of(tenant)]},
            }
        )


def _keys_of(tenant: Tenant) -> list[dict[str, Any]]:
    return [key | {"iss": issuer_of(tenant.pk)} for key in published_keys(tenant)["keys"]]


class Capabilities(PhoneCall):
    @extend_schema(
        operation_id="tell_capabilities", request=CapabilitiesBody, responses={200: responses.Capabilities}
    )
    def put(self, request: Request) -> Response:
        """What the app can show, and how old it is: told when it starts after an update, replaced whole."""
        sent = self.body(CapabilitiesBody)
        phone = tell_capabilities(
            self.phone, capabilities=sent["capabilities"], app_version=sent["app_version"]
        )
        return Response(app_facts(phone) | {"minimum_app_version": minimum_version(phone.platform)})


class Marker(PhoneCall):
    @extend_schema(operation_id="mark_browser", request=MarkerBody, responses={204: None})
    def post(self, request: Request) -> Response:
        """For the web app: a cookie that tells an emptied app that a phone lived there. Others have no use for it."""
        response = Response(status=204)
        mark(response, self.phone, place=self.body(MarkerBody)["place"])
        return response


class NextToken(PhoneCall):
    @extend_schema(operation_id="rotate_token", request=None, responses={200: responses.Token})
    def post(self, request: Request) -> Response:
        """The next device token. Using the one before it afterwards suspends the phone (T17)."""
        return Response({"device_token": rotate(self.phone)})


class NextKeys(PhoneCall):
    @extend_schema(operation_id="renew_keys", request=RenewalBody, responses={200: responses.Renewed})
    def post(self, request: Request) -> Response:
        """Replace the device key, the PIN key or both, signed by the old ones. May be sent again."""
        return Response({"device_token": renew(self.phone, Renewal(**self.body(RenewalBody)))})
