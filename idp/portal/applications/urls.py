"""The addresses of an organisation's applications, each behind the gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from idp.portal.applications import adding, hosts, listed, one, removing, secrets
from idp.portal.applications.copying.page import copying
from idp.portal.applications.parts import changing
from idp.portal.applications.trying.pages import tried, try_it


def pages_of_applications(gated: Callable[[Any], Any]) -> list[URLPattern]:
    several = "applications/<uuid:tenant_id>/"
    single = f"{several}<int:application_id>/"
    return [
        path("applications/", gated(listed.choose), name="applications"),
        path(several, gated(listed.applications), name="applications_of"),
        path(f"{several}add/", gated(adding.add), name="add_application"),
        path(f"{several}hosts/", gated(hosts.hosts), name="application_hosts"),
        path(f"{several}hosts/<int:host_id>/remove/", gated(hosts.believe_no_more), name="believe_no_more"),
        path(single, gated(one.application), name="application"),
        path(f"{single}change/<slug:part>/", gated(changing.change), name="change_application"),
        path(f"{single}secret/", gated(secrets.change_secret), name="application_secret"),
        path(f"{single}secret/end/", gated(secrets.end_former), name="end_application_secret"),
        path(f"{single}copy/<slug:framework>/", gated(copying), name="copy_application"),
        path(f"{single}try/", gated(try_it), name="try_application"),
        path(f"{single}try/done/", gated(tried), name="application_tried"),
        path(f"{single}remove/", gated(removing.remove), name="remove_application"),
    ]
