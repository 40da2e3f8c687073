"""The addresses of the logs, each behind the gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from idp.portal.logs.audit import export as audit_export
from idp.portal.logs.audit import one as audit_one
from idp.portal.logs.audit import page as audit
from idp.portal.logs.audit import receipts
from idp.portal.logs.sign_ins import export as sign_ins_export
from idp.portal.logs.sign_ins import one as sign_ins_one
from idp.portal.logs.sign_ins import page as sign_ins
from idp.portal.read_copy import from_copy


def pages_of_logs(gated: Callable[[Any], Any]) -> list[URLPattern]:
    return [
        path("sign-ins/", gated(sign_ins.choose), name="sign_ins"),
        path("sign-ins/<uuid:tenant_id>/", gated(from_copy(sign_ins.sign_ins)), name="sign_ins_of"),
        path("sign-ins/<uuid:tenant_id>/new/", gated(from_copy(sign_ins.news)), name="sign_ins_new"),
        path(
            "sign-ins/<uuid:tenant_id>/export/",
            gated(from_copy(sign_ins_export.export)),
            name="sign_ins_export",
        ),
        path("sign-ins/<uuid:tenant_id>/<int:number>/", gated(sign_ins_one.sign_in), name="sign_in"),
        path("audit/", gated(from_copy(audit.events)), name="audit"),
        path("audit/export/", gated(from_copy(audit_export.export)), name="audit_export"),
        path("audit/<int:number>/", gated(audit_one.one_event), name="audit_event"),
        path("audit/receipts/<uuid:request_id>/", gated(receipts.receipt), name="receipt"),
    ]
