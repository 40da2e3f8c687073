"""The management API as OpenAPI, for whoever writes a script.

`manage.py spectacular --generator-class idp.rest.schema.ManagementApi --format openapi-json --file
docs/openapi-management.json` writes it to where the documentation has it; a test compares the two.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

REFUSED = {
    "400": "What was sent cannot be read, or is not what this call takes; `problems` says what, by name.",
    "401": "No API key that works was shown.",
    "403": "The key has not the scope (`scopes` names those that would do), its maker may not do this, or a second "
    "person has to agree, which only the portal can ask.",
    "404": "Nothing here in the key's organisation.",
    "405": "No such method here; `Allow` names those that are.",
    "406": "Answers are JSON, and nothing else.",
    "408": "What was sent did not arrive in time.",
    "409": "It cannot be done as things stand now; `detail` says why.",
    "413": "More than can be sent at once.",
    "415": "A body is JSON, and says so.",
    "429": "Too many calls; `Retry-After` says when to come back.",
    "500": "Something broke on the server's side.",
    "503": "The server cannot answer now; `Retry-After`, if it is there, says when to come back.",
}
RETRY_AFTER = {"description": "Seconds (RFC 9110, section 10.2.3).", "schema": {"type": "integer"}}
ADVICE: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"description": "RFC 6750, section 3.", "schema": {"type": "string"}}},
    "405": {"Allow": {"description": "RFC 9110, section 10.2.1.", "schema": {"type": "string"}}},
    "429": {"Retry-After": {**RETRY_AFTER, "required": True}},
    "503": {"Retry-After": RETRY_AFTER},
}
PREFIX = "/management-api/v1"
SHAPE = {
    "TITLE": "Handslag management API",
    "DESCRIPTION": "What admins do in the portal, for their scripts. docs/rest.md tells how to begin.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": PREFIX,
    # 3.1 is JSON Schema as it stands, so that answers can be held against it as it is.
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_PATCH": False,
}
TEXTS = {"type": "array", "items": {"type": "string"}}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable: what programs decide by."},
        "detail": {"type": "string", "description": "For people, in the language of the call."},
        "problems": {"type": "object", "additionalProperties": TEXTS},
        "scopes": TEXTS,
        "effect": {"$ref": "#/components/schemas/Effect"},
    },
    "required": ["type", "title", "status", "code", "detail"],
}
PROBLEM_REF = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class ManagementApi(SchemaGenerator):
    """Of the management API alone; adds what holds for every call: how it is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # the library's
        self.patterns = [path(f"{PREFIX[1:]}/", include("idp.rest.urls"))]

    def get_schema(self, *args: Any, **kwargs: Any) -> Any:
        """The whole document, in the language of the documentation."""
        with patched_settings(SHAPE), translation.override("en"):
            document = super().get_schema(*args, **kwargs)  # type: ignore[no-untyped-call]  # the library's
        components = document["components"]
        components["schemas"]["Problem"] = PROBLEM
        components["responses"] = {
            f"Refused{status}": {
                "description": text,
                "headers": ADVICE.get(status, {}),
                "content": PROBLEM_REF,
            }
            for status, text in REFUSED.items()
        }
        for calls in document["paths"].values():
            for call in calls.values():
                call["responses"] |= {
                    status: {"$ref": f"#/components/responses/Refused{status}"} for status in REFUSED
                }
        return document


class _TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library's
    target_class = "idp.rest.authentication.TokenAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, which an admin makes in the portal, under Settings.",
        }


@cache
def document() -> bytes:
    """Made once: it does not change while the program runs."""
    generator = ManagementApi()
    return json.dumps(generator.get_schema(request=None, public=True)).encode()


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(document(), content_type="application/vnd.oai.openapi+json")
