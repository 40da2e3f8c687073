"""The page that asks for a code of an authenticator app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from devices.otp.method import PROOF
from devices.otp.pages.asking import CodePage, ask
from devices.otp.services import take, unspent_apps_of

WRONG = _("That code does not match. Wait for the next one, and check that the phone's clock is right.")
PAGE = CodePage(
    proof=PROOF,
    title=_("Authenticator code"),
    prompt=_("Open your authenticator app and write the six digits that it shows for this account."),
    wrong=WRONG,
    spent=_(
        "Too many codes in a row were wrong, so none is taken any more. Use another way, or ask your admin for a "
        "one-time link; then remove the authenticator app at Security info and add it anew."
    ),
    take=take,
    unspent=unspent_apps_of,
)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    return ask(request, PAGE)
