"""What browsers fetch of an organisation's looks. It is for everybody, asks nobody who they are, and never changes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.branding.models import Logo
from accounts.branding.sheets import for_pages, for_preview

# What is at an address follows from the address, so it is kept as long as browsers keep anything.
FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def logo(_request: HttpRequest, mark: str) -> HttpResponse:
    """A picture that we wrote, and served as nothing else."""
    png = Logo.objects.filter(mark=mark).values_list("png", flat=True).first()
    if png is None:
        raise Http404
    return _kept_for_good(HttpResponse(bytes(png), content_type="image/png"))


@require_safe
def colours(_request: HttpRequest, colour: str) -> HttpResponse:
    """The colours that follow from this one, for a page."""
    return _kept_for_good(HttpResponse(for_pages(f"#{colour}"), content_type="text/css; charset=utf-8"))


@require_safe
def preview(_request: HttpRequest, colour: str = "") -> HttpResponse:
    """The same for the page on which it is chosen; without one, our own."""
    written = for_preview(f"#{colour}" if colour else "")
    return _kept_for_good(HttpResponse(written, content_type="text/css; charset=utf-8"))


def _kept_for_good(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = FOR_GOOD
    return answer
