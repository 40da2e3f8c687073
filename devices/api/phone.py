"""This phone: what it is and which accounts it carries, and its next device token."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tenants.models import Tenant
from devices.api.calls import PhoneCall
from devices.api.messages import responses
from devices.api.messages.facts import account_facts, accounts_of, phone_facts
from devices.challenge_keys.services import issuer_of, published_keys
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
                "minimum_app_version": settings.MINIMUM_APP_VERSION,
                "jwks": {"keys": [key for tenant in tenants.values() for key in _keys_of(tenant)]},
            }
        )


def _keys_of(tenant: Tenant) -> list[dict[str, Any]]:
    return [key | {"iss": issuer_of(tenant.pk)} for key in published_keys(tenant)["keys"]]


class NextToken(PhoneCall):
    @extend_schema(operation_id="rotate_token", request=None, responses={200: responses.Token})
    def post(self, request: Request) -> Response:
        """The next device token. Using the one before it afterwards suspends the phone (T17)."""
        return Response({"device_token": rotate(self.phone)})
