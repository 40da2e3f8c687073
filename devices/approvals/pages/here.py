"""The number once more, for the app in the very browser that asked: page and app share one screen there (A20).

Nothing is told that this browser's own page does not show: whoever asks holds the session and the binding cookie of
the sign-in, and names the request that the phone was shown.
"""

from hmac import compare_digest

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.signin import unfinished
from devices.approvals.method import asked_of
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State


@never_cache
@require_GET
def here(request: HttpRequest) -> JsonResponse:
    """Answers {"number": "47"} while this browser's own request waits, "" for the request of any other browser."""
    sign_in = unfinished.load(request)
    asked = asked_of(sign_in) if sign_in is not None else None
    if asked is None or asked.state != State.PENDING or not _is_meant(asked, request):
        return JsonResponse({"number": ""})
    return JsonResponse({"number": "" if asked.match == "approve" else asked.number})


def _is_meant(asked: ApprovalRequest, request: HttpRequest) -> bool:
    """Is it the request that the phone was shown? One that is relayed is another browser's (RFC 10027)."""
    return compare_digest(str(asked.pk).encode(), request.GET.get("request", "").encode())
