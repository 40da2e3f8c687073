"""What all calls share: who may call, how a body is read, how a refusal is told."""

from __future__ import annotations

from typing import Any, NoReturn, cast

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.refusals import NotYours
from devices.api.authentication import KeyAuthentication, PhoneAuthentication
from devices.api.messages.reading import Malformed, StrictJsonParser, reader_of
from devices.approvals.refusals import BadSignature
from devices.callers.identify import Caller
from devices.phones.models import Phone
from devices.signatures.errors import MessageMalformed, SignatureRejected

VERSIONS = (1,)


class DeviceCall(APIView):
    """A call anybody may make."""

    parser_classes = [StrictJsonParser]
    http_method_names = ["get", "post", "put", "delete"]

    def body(self, kind: type[Serializer[Any]]) -> dict[str, Any]:
        """What was sent, if it is of this kind to the last member."""
        try:
            return cast("dict[str, Any]", reader_of(kind).run_validation(self.request.data))
        except ValidationError as wrong:
            raise Malformed(f"{kind.__name__}: {wrong.detail}") from wrong

    def handle_exception(self, exc: Exception) -> Response:
        """A message that must not be believed is refused like everything else, never a fault of ours."""
        if isinstance(exc, MessageMalformed):
            exc = Malformed(exc.reason)
        elif isinstance(exc, SignatureRejected):
            exc = BadSignature(exc.reason)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """A caller who proved nothing is told how to (RFC 9110, section 11.6.1; RFC 9449, section 7.1)."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code == 401:
            wants_nonce = answer.data["code"] == "use_dpop_nonce"
            answer["WWW-Authenticate"] = (
                'DPoP error="use_dpop_nonce", algs="ES256"' if wants_nonce else 'DPoP algs="ES256"'
            )
        return answer


class KeyCall(DeviceCall):
    """A call by a device key, before or after it belongs to a phone here."""

    authentication_classes = [KeyAuthentication]

    @property
    def caller(self) -> Caller:
        return cast("Caller", self.request.auth)


class PhoneCall(DeviceCall):
    """A call by an active phone."""

    authentication_classes = [PhoneAuthentication]

    @property
    def phone(self) -> Phone:
        return cast("Phone", self.request.auth)


class UnknownVersion(NotYours):
    code = "unknown_version"
    public_text = _(
        "This server does not speak that version of the protocol. Update the app, or ask your admin."
    )


@extend_schema(exclude=True)
class Nothing(DeviceCall):
    """Any other address: an app that asks for it is answered in its own language, with the versions that are spoken."""

    refusal: type[NotYours] = NotYours

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """Whatever the method."""
        raise self.refusal("no such address")

    def handle_exception(self, exc: Exception) -> Response:
        """A problem has members of its own beside the standard's (RFC 9457, section 3.2)."""
        answer = super().handle_exception(exc)
        answer.data["versions"] = list(VERSIONS)
        return answer
