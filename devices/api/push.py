"""Where this phone can be woken, and a test of it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from devices.addresses import services, trying
from devices.api.calls import PhoneCall
from devices.api.messages import responses
from devices.api.messages.addresses import ADDRESSES
from devices.api.messages.reading import Malformed

BODY = PolymorphicProxySerializer(
    component_name="PushAddress", serializers={**ADDRESSES}, resource_type_field_name="kind"
)


class Push(PhoneCall):
    @extend_schema(operation_id="register_push", request=BODY, responses={200: responses.PushAnswer})
    def put(self, request: Request) -> Response:
        """Where this phone can be woken, in place of what it said before."""
        sent = self._address(request.data)
        kind, language = sent.pop("kind"), sent.pop("language")
        services.register(self.phone, kind=kind, data=sent, language=language)
        return Response({"push": services.push_facts(self.phone)})

    @extend_schema(operation_id="unregister_push", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Wake this phone no more. The requests wait in the app."""
        services.forget(self.phone)
        return Response(status=204)

    def _address(self, said: Any) -> dict[str, Any]:
        kind = said.get("kind")
        if not isinstance(kind, str) or kind not in ADDRESSES:
            raise Malformed("no known kind of address")
        return dict(self.body(ADDRESSES[kind]))


class PushTest(PhoneCall):
    @extend_schema(operation_id="test_push", request=None, responses={202: None})
    def post(self, request: Request) -> Response:
        """Send this phone a test notification, soon. How that went, `read_phone` tells."""
        trying.request_test(self.phone)
        return Response(status=202)
