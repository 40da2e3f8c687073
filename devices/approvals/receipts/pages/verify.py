"""Verifying a receipt, for everybody: what it shows in words, or why it does not hold. Nothing of it is kept."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.tenants.models import Tenant
from accounts.throttle.counting import count
from accounts.users.strangers import networks_of
from devices.approvals.receipts.trusting import keys_for, keys_of
from devices.approvals.receipts.words import lines_of, marks_of, why
from devices.signatures.errors import SignatureRejected
from devices.signatures.receipts.reading import LARGEST_RECEIPT, verify_receipt

MOST_A_MINUTE = 30
KEPT_SECONDS = 3600


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label=_("Receipt"),
        max_length=LARGEST_RECEIPT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": _("Paste the receipt."),
            "max_length": _("This is larger than any receipt."),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ReceiptForm())
    # Each costs up to four signatures.
    count(*networks_of(request, "receipts", a_minute=MOST_A_MINUTE))
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    text = form.cleaned_data["receipt"]
    try:
        shown = verify_receipt(text, trusted=keys_for(text))
    except SignatureRejected as refused:
        return _page(request, form, refused=why(refused))
    times = {name: datetime.fromtimestamp(getattr(shown, name), UTC) for name in ("asked_at", "approved_at")}
    return _page(request, ReceiptForm(), shown=shown, lines=lines_of(shown), marks=marks_of(shown), **times)


@require_safe
def keys(request: HttpRequest, tenant_id: uuid.UUID) -> JsonResponse:
    """All public keys of an organisation, for whoever verifies elsewhere: to be fetched once, before it matters."""
    del request
    known = keys_of(tenant_id)
    if not known.by_name or not Tenant.objects.filter(pk=tenant_id, is_active=True).exists():
        raise Http404
    listed = [{**key, "kid": name, "alg": "ES256", "use": "sig"} for name, key in known.by_name.items()]
    answer = JsonResponse({"iss": known.issuer, "keys": listed})
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return answer


def _page(request: HttpRequest, form: ReceiptForm, **shown: Any) -> HttpResponse:
    status = 400 if form.errors or "refused" in shown else 200
    return render(request, "devices/approvals/receipts/verify.html", {"form": form, **shown}, status=status)
