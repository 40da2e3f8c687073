"""The zone in which pages and letters tell times: what the person chose, or what their browser says."""

from __future__ import annotations

from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import time_zones
from accounts.signin import proven
from accounts.signin.door import needs_sign_in
from accounts.signin.wish import fill_in, typed
from accounts.users.services import tell_time


class TimeZoneForm(forms.Form):
    """The places of the IANA database by their regions; "" follows the browser."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("Choose the nearest place whose clocks are yours."),
        error_messages={"invalid_choice": gettext_lazy("Choose one of these.")},
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # whatever a form takes
        regions = groupby(time_zones.zones(), key=lambda zone: zone.partition("/")[0])
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", _("As my browser has it")),
            *((region, [(zone, _place(zone)) for zone in zones]) for region, zones in regions),
        ]


@needs_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def time_zone(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    form = TimeZoneForm(request.POST or None, initial={"time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        tell_time(user, zone=form.cleaned_data["time_zone"])
        messages.success(request, _("Saved: times are told in this zone now."))
        return redirect("security_info:account")
    fill_in(form, typed(request))
    context = {"form": form}
    return render(
        request, "accounts/security_info/account/time_zone.html", context, status=400 if form.errors else 200
    )


def _place(zone: str) -> str:
    """As "Argentina · Buenos Aires"."""
    return zone.partition("/")[2].replace("_", " ").replace("/", " · ") or zone
