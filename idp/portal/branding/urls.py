"""The addresses of an organisation's logos, each behind the gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from idp.portal.branding.logos import logos, send_logo


def pages_of_logos(gated: Callable[[Any], Any]) -> list[URLPattern]:
    """Return them; `gated` puts a page behind the gate."""
    return [
        path("policy/<uuid:tenant_id>/logos/", gated(logos), name="policy_logos"),
        path(
            "policy/<uuid:tenant_id>/logos/file/<str:large_pass>/",
            gated(send_logo),
            name="send_logo",
        ),
    ]
