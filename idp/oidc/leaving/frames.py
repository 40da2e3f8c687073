"""The page that has the browser tell applications that a session is over (OpenID Connect Front-Channel Logout 1.0).

Each application's address is opened in a frame that is not seen, and may be no more than that: it cannot lead the page
elsewhere. Then the page goes on by itself, whether or not anybody answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from idp.oidc.applications.addresses import origin_of, with_query
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import TAKEN, Grant
from idp.oidc.issuer import issuer_of

# Of one sign-out; the others hear of it by the back channel, or when they ask.
MOST_FRAMES = 20
# Where nothing says that all have answered: without a script, or where one hangs.
GOES_ON_AFTER_SECONDS = 5


@dataclass(frozen=True)
class Frame:
    """One application, and the address that is opened for it."""

    application: Application
    address: str


def frames_of(gone: Sequence[UUID]) -> list[Frame]:
    """Return what is to be opened for these sessions, the newest sign-in first."""
    told = Grant.objects.filter(TAKEN, sid__in=gone).exclude(application__frontchannel_logout_uri="")
    rows = told.values("application", "sid").annotate(last=Max("created_at")).order_by("-last")
    each = list(rows[:MOST_FRAMES])
    applications = Application.objects.select_related("tenant").in_bulk({one["application"] for one in each})
    frames = [_frame(applications[one["application"]], one["sid"]) for one in each]
    return list({frame.address: frame for frame in frames}.values())


def through_frames(request: HttpRequest, gone: Sequence[UUID], response: HttpResponse) -> HttpResponse:
    """Return `response`, which leads on, or the page that opens the frames first and leads to the same."""
    frames = frames_of(gone)
    if not frames:
        return response
    context = {
        "frames": frames,
        "applications": list(dict.fromkeys(frame.application.name for frame in frames)),
        "onward": response.headers["Location"],
        "seconds": GOES_ON_AFTER_SECONDS,
    }
    page = render(request, "idp/oidc/signing_out.html", context)
    page.cookies.update(response.cookies)
    page["Cache-Control"] = "no-store"
    # Exactly the applications that are told, and nothing else.
    origins = list(dict.fromkeys(origin_of(frame.address) for frame in frames))
    page._csp_replace = {"frame-src": origins}  # type: ignore[attr-defined]
    return page


def _frame(application: Application, sid: UUID | None) -> Frame:
    """Saying which session is over, and whose word that is: also to those that do not ask for it."""
    said = {"iss": issuer_of(application.tenant), "sid": str(sid)}
    return Frame(application, with_query(application.frontchannel_logout_uri, said))
