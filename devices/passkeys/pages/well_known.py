"""Where password managers look: the page that adds a passkey, and the one that lists them (W3C, passkey endpoints)."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def passkey_endpoints(_request: HttpRequest) -> JsonResponse:
    enroll, manage = (settings.PUBLIC_URL + reverse(page) for page in ("passkeys:add", "passkeys:passkeys"))
    return JsonResponse({"enroll": enroll, "manage": manage})
