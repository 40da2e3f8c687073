"""The page behind *This wasn't me*, of a letter or a phone. It asks for no sign-in, and shows what its letter did."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.security_info.undoing.taking_back import take_back, told_by
from accounts.undoing.links import LIFE, find_link
from accounts.users.models import User

TEMPLATES = "accounts/security_info/undoing"


@never_cache
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, secret: str) -> HttpResponse:
    """Opened it changes nothing: programs that look at letters open every link."""
    link = find_link(secret)
    person = User.objects.select_related("tenant").filter(pk=link.person).first() if link else None
    if link is None or person is None:
        return render(request, f"{TEMPLATES}/ended.html", {"days": LIFE.days}, status=404)
    context: dict[str, Any] = {"account": person.username, "helpers": person.tenant.helpers}
    if link.used_at is not None:
        context |= {"used_at": link.used_at, "done": link.done}
        return render(request, f"{TEMPLATES}/done.html", context)
    if request.method == "POST":
        take_back(link)
        return redirect(request.path)
    return render(request, f"{TEMPLATES}/ask.html", context | {"items": told_by(link)})
