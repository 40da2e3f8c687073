"""What the app's browser holds in cookies, which no script reads: a code on its way, and that a phone lived here (B15).

Asked by an app that has no keys, and by nobody else. The device API takes no cookies, so this is not part of it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.throttle.counting import count
from accounts.users.strangers import networks_of
from devices.asked import asked_by
from devices.enrolment.codes import carried
from devices.phones.living.marker import MARKER, PLACES, note_emptied

CALLS_PER_MINUTE = 30


@asked_by("authenticator:app")
def carry(request: HttpRequest) -> HttpResponse:
    """A tab leaves its code for the app that is about to be put on the Home Screen; 404 when the code leads nowhere."""
    count(*networks_of(request, "carry", a_minute=CALLS_PER_MINUTE))
    response = HttpResponse(status=204)
    return response if carried.leave(response, request.POST.get("code", "")) else HttpResponse(status=404)


@asked_by("authenticator:app")
def arrive(request: HttpRequest) -> HttpResponse:
    """An app without keys: what was left for it here, and whether one lived here before."""
    count(*networks_of(request, "arrive", a_minute=CALLS_PER_MINUTE))
    place = request.POST.get("place", "")
    was_here = place in PLACES and note_emptied(request, place=place)
    response = JsonResponse({"code": carried.left_in(request), "was_here": was_here})
    carried.take_out(request, response)
    return response


@asked_by("authenticator:app")
def forget(_request: HttpRequest) -> HttpResponse:
    """The app is erased by its person, or begins anew: nothing was lost."""
    response = HttpResponse(status=204)
    MARKER.drop(response)
    return response
