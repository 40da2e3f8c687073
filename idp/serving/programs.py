"""Whatever is answered below /device-api/ and /management-api/ is answered to a program, whoever of us answers it."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from devices.callers import nonces
from idp.errors import PROBLEM, STATUS_CODES, is_for_phones, is_for_programs, problem

FIRST_REFUSAL = 400
FIRST_FAULT = 500


class ProgramsMiddleware:
    """Gives a phone the nonce for its next proof with every answer (RFC 9449, section 8); no cache keeps any.

    The outermost: what Django refuses by itself, an unknown Host or a fault, would be a page for people.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_for_phones(request.path):
            response["DPoP-Nonce"] = nonces.current()
        if is_for_programs(request.path):
            response["Cache-Control"] = "no-store"
            if response.status_code >= FIRST_REFUSAL and response["Content-Type"] != PROBLEM:
                _make_problem(response)
        return response


def _make_problem(response: HttpResponse) -> None:
    """Say the same to a program; what else the answer carries, as Retry-After or Allow, stays."""
    status = response.status_code
    is_fault = status >= FIRST_FAULT
    text = (
        _("Something broke on our side. Wait a moment, then try again.")
        if is_fault
        else _("This message could not be read.")
    )
    code = STATUS_CODES.get(status, "fault" if is_fault else "refused")
    response.content = json.dumps(problem(status, code, text)).encode()
    response["Content-Type"] = PROBLEM
    response["Content-Length"] = str(len(response.content))
