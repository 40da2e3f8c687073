"""The addresses of *Verify this caller*, below /portal/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from idp.portal.verify_caller import pages


def caller_addresses(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """Each behind the portal's gate."""
    return [
        path("users/callers/of/<uuid:person_id>/", guarded(pages.ask), name="verify_caller"),
        path("users/callers/<uuid:check_id>/", guarded(pages.check), name="call_check"),
        path("users/callers/<uuid:check_id>/status/", guarded(pages.status), name="call_check_status"),
        path("users/callers/<uuid:check_id>/receipt/", guarded(pages.receipt), name="call_check_receipt"),
    ]
