"""The person has read what an alert told them (D04): it goes from Security info, and stays with the admins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.alerts.services import see
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof


@needs_fresh_proof
def see_alerts(request: HttpRequest) -> HttpResponse:
    """By a button only: opened by a link it leads to the page that has it."""
    if request.method == "POST":
        see(proven.signed_in_user(request))
        messages.success(request, _("Noted. Those who look after sign-in here still see it."))
    return redirect("security_info:methods")
