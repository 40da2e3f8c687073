"""From the headers of a call to its caller; the checks themselves are devices.callers."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from devices.callers.identify import Call, Caller, identify, identify_phone
from devices.phones.models import Phone


class PhoneAuthentication(BaseAuthentication):
    """The call is made by a phone we know: `request.auth` is that phone."""

    def authenticate(self, request: Request) -> tuple[None, Phone]:
        """No user is set: a phone is not a person."""
        return None, identify_phone(_call_of(request))


class KeyAuthentication(BaseAuthentication):
    """The call is made by a device key, known here or not yet: `request.auth` is the Caller."""

    def authenticate(self, request: Request) -> tuple[None, Caller]:
        """A token may be missing, a proof may not."""
        return None, identify(_call_of(request))


def _call_of(request: Request) -> Call:
    return Call(
        method=request.method or "",
        path=request.path,
        proof=request.META.get("HTTP_DPOP", ""),
        authorization=request.META.get("HTTP_AUTHORIZATION", ""),
    )
