"""A session is weaker than what the person has: says so, and asks for the stronger proof if it can be given (T20)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.methods.contract import VerificationMethod
from accounts.policy.services import method_rules
from accounts.signin import flow, offers, proven
from accounts.users.models import User


def needs_stronger(request: HttpRequest) -> HttpResponse:
    """Stands in for a page that this session is too weak for."""
    method = _strong_method(proven.signed_in_user(request))
    context = {"can_prove": method is not None, "next": request.path, "is_pressed": request.method == "POST"}
    return render(request, "accounts/signin/stronger.html", context, status=403)


@require_POST
def stronger(request: HttpRequest) -> HttpResponse:
    """Asks for it, whatever this browser used last, and leads back; what had been pressed is done then."""
    if proven.load(request) is None:
        return redirect("signin:identify")
    user = proven.signed_in_user(request)
    method = _strong_method(user)
    return flow.begin(
        request,
        user.username,
        return_to=request.POST.get("next", ""),
        purpose="reauthenticate",
        is_pressed=bool(request.POST.get("is_pressed")),
        method=method.key if method else "",
    )


def _strong_method(user: User) -> VerificationMethod | None:
    """What proves two factors by itself, if the person has it and may begin with it now."""
    return next(
        (m for m in offers.offered_by(method_rules(user.tenant)) if m.is_strong and m.may_start_for(user)),
        None,
    )
