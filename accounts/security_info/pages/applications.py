"""The applications that a person has let sign them in (D04): none can be connected yet, so there are none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.signin.door import needs_sign_in


@needs_sign_in
def applications(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/security_info/applications.html")
