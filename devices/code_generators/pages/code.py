"""The page that asks for a code of a code generator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from devices.code_generators.method import PROOF
from devices.code_generators.services import take, unspent_generators_of
from devices.otp.pages.asking import CodePage, ask

PAGE = CodePage(
    proof=PROOF,
    title=_("Code generator"),
    prompt=_("Write the digits that your code generator shows now."),
    wrong=_(
        "That code does not match. Wait for the next one and write that. If none is taken, sign in another way and set "
        "the code generator right at Security info."
    ),
    spent=_(
        "Too many codes in a row were wrong, so none is taken any more. Use another way, or ask your admin to hand out "
        "the code generator anew."
    ),
    take=take,
    unspent=unspent_generators_of,
)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    return ask(request, PAGE)
