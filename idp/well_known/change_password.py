"""/.well-known/change-password: where password managers send people who should change theirs (W3C)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def change_password(_request: HttpRequest) -> HttpResponse:
    return redirect("password:change")
