"""The page of the portal on which a pass is made: for one person, shown once (E05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.policy.facts import method_rules
from accounts.signin import proven
from accounts.users.models import User
from accounts.ways.access_pass import services
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.access_pass.secret import shown
from accounts.ways.access_pass.settings import PassSettings

# A pass may begin so long after it was made.
LATEST_START = timedelta(days=30)
MOST_AHEAD = 14 * 60


class NewPassForm(forms.Form):
    """How long it works, from when, and how often; of what the policy allows."""

    life = forms.TypedChoiceField(label=_("works for"), coerce=int)
    starts_at = forms.DateTimeField(
        label=_("from"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Write a date and a time, as 2026-11-30 08:00.")},
    )
    # How far the reader's clock is ahead of UTC at that time, which a script fills in; without one it is UTC, and the
    # page says so.
    minutes_ahead = forms.IntegerField(
        min_value=-MOST_AHEAD, max_value=MOST_AHEAD, required=False, widget=forms.HiddenInput
    )
    is_one_time = forms.BooleanField(
        label=_("works once"),
        required=False,
        help_text=_("Otherwise it works again and again until it ends."),
    )

    def __init__(self, settings: PassSettings, posted: Any = None) -> None:
        super().__init__(
            posted, initial={"life": settings.life_minutes, "is_one_time": True, "minutes_ahead": 0}
        )
        life: Any = self.fields["life"]
        life.choices = settings.lives
        if settings.is_one_time:
            self.fields["is_one_time"].disabled = True
            self.fields["is_one_time"].help_text = _("Your organisation's policy says so.")

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at = written.get("starts_at")
        if starts_at is not None:
            ahead = timedelta(minutes=written.get("minutes_ahead") or 0)
            written["starts_at"] = starts_at.replace(tzinfo=UTC) - ahead
            if written["starts_at"] > clock.now() + LATEST_START:
                self.add_error("starts_at", _("That is too far ahead: 30 days at most."))
        return written


def make_page(request: HttpRequest, person: User, frame: Mapping[str, Any]) -> HttpResponse:
    """GET asks; POST makes it and shows it this once, so it is in no address and no log."""
    form = NewPassForm(services.pass_settings(method_rules(person.tenant)), request.POST or None)
    context: dict[str, Any] = {**frame, "person": person, "form": form}
    if request.method == "POST" and form.is_valid():
        made, secret = services.make(
            person,
            actor=proven.signed_in_user(request),
            life=timedelta(minutes=form.cleaned_data["life"]),
            starts_at=form.cleaned_data["starts_at"],
            is_one_time=form.cleaned_data["is_one_time"],
        )
        context |= {"made": made, "secret": shown(secret), "begins_later": made.starts_at > clock.now()}
    context["has_one"] = AccessPass.objects.filter(user=person, ends_at__gt=clock.now()).exists()
    return render(request, "accounts/ways/make_access_pass.html", context)
