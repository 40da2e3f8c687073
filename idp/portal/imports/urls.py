"""The addresses of files of many rows, for whoever the gate lets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from idp.portal.imports import job_page, pages, unclaimed

OF_KIND = "imports/<uuid:tenant_id>/<slug:key>/"
OF_ONE = "imports/of/<uuid:job_id>/"


def import_addresses(view: Callable[[Any], Any]) -> list[URLPattern]:
    """Each page as `view` guards it."""
    return [
        path("imports/", view(pages.choose), name="imports"),
        path("imports/<uuid:tenant_id>/", view(pages.imports_of), name="imports_of"),
        path(OF_KIND, view(pages.imports), name="imports_of_kind"),
        path(
            "imports/<uuid:tenant_id>/code-generators/unclaimed/",
            view(unclaimed.unclaimed),
            name="unclaimed",
        ),
        path(f"{OF_KIND}file/<str:large_pass>/", view(pages.send_file), name="send_import"),
        path(OF_ONE, view(job_page.import_page), name="import"),
        path(f"{OF_ONE}progress/", view(job_page.progress), name="import_progress"),
        path(f"{OF_ONE}refused.csv", view(job_page.refused_rows), name="import_refused"),
    ]
