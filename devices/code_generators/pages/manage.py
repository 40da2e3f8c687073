"""Activating a code generator, and removing one, at Security info (D05)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.refusals import NotYours
from accounts.signin import proven
from accounts.signin.door import guards_adding, guards_ways_in
from accounts.signin.wish import fill_in, sent, typed
from devices.code_generators import services
from devices.code_generators.pages.activating import ActivationForm, activated


@guards_adding
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Leads to where one is activated."""
    return redirect("security_info:methods" if sent(request) is None else "code_generators:activate")


@guards_adding
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Takes the serial number and a first code, or two that set its clock right."""
    user = proven.signed_in_user(request)
    form = ActivationForm(request.POST or None)
    fill_in(form, typed(request))
    if request.method == "POST" and form.is_valid() and activated(request, form, user):
        messages.success(request, _("Your code generator is ready. It can be asked as a second step."))
        return redirect("security_info:methods")
    context = {"form": form, "tenant": user.tenant}
    status = 400 if form.errors else 200
    return render(request, "devices/code_generators/activate.html", context, status=status)


@guards_ways_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, generator_id: int) -> HttpResponse:
    """Asks first, then ends it for good."""
    user = proven.signed_in_user(request)
    generator = services.generators_of(user).filter(pk=generator_id).first()
    if generator is None:
        raise NotYours("no such code generator, or somebody else's")
    if request.method == "POST":
        services.remove(generator, actor=user)
        messages.success(request, _("Your code generator has been removed."))
        return redirect("security_info:methods")
    typed(request)
    context = {
        "title": _("Remove code generator %(number)s?") % {"number": generator.name},
        "text": _(
            "Its codes will no longer be taken, and only your admin can hand it out again. Give it back to them."
        ),
        "action_url": request.path,
        "action_label": _("Remove"),
        "danger": True,
        "back_url": reverse("security_info:methods"),
    }
    return render(request, "accounts/security_info/confirm.html", context)
