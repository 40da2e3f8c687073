"""The addresses of what waits for a second person, below /portal/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from idp.portal.four_eyes import choosing, pages


def second_person_addresses(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """Each behind the portal's gate."""
    return [
        path("second-person/", guarded(pages.listed), name="second_person"),
        path("second-person/acts/", guarded(choosing.choose_whose), name="second_person_acts"),
        path("second-person/acts/<uuid:tenant_id>/", guarded(choosing.acts), name="second_person_acts_of"),
        path("second-person/<uuid:act_id>/", guarded(pages.act), name="second_person_act"),
        path("second-person/<uuid:act_id>/phone/", guarded(pages.phone), name="second_person_phone"),
        path("second-person/<uuid:act_id>/status/", guarded(pages.status), name="second_person_status"),
    ]
