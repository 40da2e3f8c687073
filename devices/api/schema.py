"""The device API as OpenAPI, for other implementers.

`manage.py spectacular --generator-class devices.api.schema.DeviceApi --format openapi-json --file docs/openapi.json`
writes it to where the documentation has it; a test compares the two.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from devices.api.messages import responses

REFUSED = {
    "400": "What was sent could not be read, or its signature could not be verified.",
    "401": "The caller did not show which phone it is; `use_dpop_nonce`: try again with the nonce of this answer.",
    "403": "Understood and refused; the code says why.",
    "404": "Nothing here for this phone.",
    "405": "No such method here; `Allow` names those that are.",
    "406": "Answers are JSON, and nothing else.",
    "408": "What was sent did not arrive in time.",
    "409": "Too late: something else happened first.",
    "410": "Its time has run out.",
    "413": "More than can be sent at once.",
    "415": "A body is JSON, and says so.",
    "429": "Too many tries; `Retry-After` says when to come back.",
    "500": "Something broke on the server's side.",
    "503": "The server cannot answer now; `Retry-After`, if it is there, says when to come back.",
}
# 3.1 is JSON Schema as it stands, so that answers can be held against it as it is.
SHAPE = {"OAS_VERSION": "3.1.0", "POSTPROCESSING_HOOKS": [], "ENUM_GENERATE_CHOICE_DESCRIPTION": False}
NONCE = {
    "description": "For the next proof (RFC 9449, section 8).",
    "required": True,
    "schema": {"type": "string"},
}

RETRY_AFTER = {"description": "Seconds (RFC 9110, section 10.2.3).", "schema": {"type": "integer"}}
# Headers that say what to do about it.
ADVICE: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"description": "RFC 9449, section 7.1.", "schema": {"type": "string"}}},
    "405": {"Allow": {"description": "RFC 9110, section 10.2.1.", "schema": {"type": "string"}}},
    "429": {"Retry-After": {**RETRY_AFTER, "required": True}},
    "503": {"Retry-After": RETRY_AFTER},
}


class DeviceApi(SchemaGenerator):
    """Of the device API alone; adds what holds for every call: how it is refused, the header each answer carries."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # the library's
        # By name: the addresses lead here too.
        self.patterns = [path("device-api/v1/", include("devices.api.urls"))]

    def get_schema(self, *args: Any, **kwargs: Any) -> Any:
        """The whole document."""
        with patched_settings(SHAPE):
            document = super().get_schema(*args, **kwargs)  # type: ignore[no-untyped-call]  # the library's
        components = document["components"]
        components["schemas"]["Problem"] = _PROBLEM
        components["headers"] = {"DPoP-Nonce": NONCE}
        components["responses"] = {
            f"Refused{status}": {
                "description": text,
                "headers": _NONCE_REF | ADVICE.get(status, {}),
                "content": _PROBLEM_REF,
            }
            for status, text in REFUSED.items()
        }
        for calls in document["paths"].values():
            for call in calls.values():
                _add_refusals(call)
        return document


class _DpopScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library's
    target_class = "devices.api.authentication.PhoneAuthentication"
    name = "DPoP"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "DPoP",
            "description": "A proof by the device key for this very call (RFC 9449), with the header "
            "`Authorization: DPoP <device token>`.",
        }


class _KeyScheme(_DpopScheme):  # type: ignore[no-untyped-call]  # the library's
    target_class = "devices.api.authentication.KeyAuthentication"
    name = "DPoPByKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "DPoP",
            "description": "A proof by the device key for this very call (RFC 9449); the header `Authorization` "
            "only from a phone that has a device token.",
        }


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        name: {
            "type": "integer" if name == "status" else "string",
            **({"description": str(field.help_text)} if field.help_text else {}),
        }
        for name, field in responses.Problem().fields.items()
    },
    "required": list(responses.Problem().fields),
}


_NONCE_REF = {"DPoP-Nonce": {"$ref": "#/components/headers/DPoP-Nonce"}}
_PROBLEM_REF = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _add_refusals(call: dict[str, Any]) -> None:
    for response in call["responses"].values():
        response["headers"] = _NONCE_REF
    call["responses"] |= {status: {"$ref": f"#/components/responses/Refused{status}"} for status in REFUSED}


@cache
def document() -> bytes:
    """Made once: it does not change while the program runs, and making it costs a tenth of a second."""
    generator = DeviceApi()
    return json.dumps(generator.get_schema(request=None, public=True)).encode()


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(document(), content_type="application/vnd.oai.openapi+json")
