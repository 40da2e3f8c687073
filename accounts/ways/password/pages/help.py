"""What admins do for a person with passwords, on that person's page of the portal: unlock, and reset (E04)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache

from accounts.methods.contract import HelpAct
from accounts.policy.facts import allowance_of
from accounts.signin import proven
from accounts.users.models import User
from accounts.users.roles import Act
from accounts.users.services import TEMPORARY_FOR
from accounts.ways.password import unlocking
from accounts.ways.password.pages.forms import NewPasswordForm
from accounts.ways.password.services import set_password
from accounts.ways.password.settings import KEY

# Nothing that is read, or told on the telephone, as something else: 78 bits in four groups.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, IN_A_GROUP = 4, 4


class TemporaryPasswordForm(NewPasswordForm):
    """One that the admin writes, or none: one is made then."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["new_password"].required = False
        self.fields["new_password"].label = _("Temporary password")
        self.fields["new_password"].help_text = _("Leave empty to have one made.")

    def clean_new_password(self) -> str:
        return super().clean_new_password() if self.cleaned_data["new_password"] else ""


def temporary_password() -> str:
    """Return a password that is easy to read out, and that nobody can guess."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(IN_A_GROUP)) for _group in range(GROUPS))


@never_cache
def reset(request: HttpRequest, person: User, frame: Mapping[str, Any]) -> HttpResponse:
    """GET asks; POST sets it and shows it this once, so it is in no address and no log. One's own is only changed."""
    if person == proven.signed_in_user(request):
        return redirect("password:change")
    form = TemporaryPasswordForm(request.POST if request.method == "POST" else None, user=person)
    context = {**frame, "person": person, "form": form, "days": TEMPORARY_FOR.days}
    if form.is_valid():
        made = form.cleaned_data["new_password"] or temporary_password()
        set_password(person, made, actor=proven.signed_in_user(request), is_temporary=True)
        context["made"] = made
    status = 400 if form.errors else 200
    return render(request, "accounts/ways/password/reset.html", context, status=status)


def unlock(request: HttpRequest, person: User, frame: Mapping[str, Any]) -> HttpResponse:
    """GET tells what is shut, and for how long; POST opens it all."""
    if request.method == "POST":
        unlocking.unlock(person, actor=proven.signed_in_user(request))
        messages.success(request, _("%(name)s can try again at once.") % {"name": person})
        return redirect(frame["back_url"])
    context = {**frame, "person": person, "shut": unlocking.shut_for(person)}
    return render(request, "accounts/ways/password/unlock.html", context)


def _may_use_one(person: User) -> bool:
    may_sign_in = person.may_sign_in and person.tenant.is_active
    return may_sign_in and allowance_of(person, KEY).is_allowed


HELP_ACTS = (
    HelpAct(
        key="reset-password",
        label=gettext_lazy("Reset their password"),
        help=gettext_lazy("Gives them a temporary one, which they replace when they sign in with it."),
        act=Act.SET_PASSWORD,
        page=reset,
        is_open=_may_use_one,
    ),
    HelpAct(
        key="unlock",
        label=pgettext_lazy("let somebody try again", "Unlock"),
        help=gettext_lazy("Lets them try again at once after too many wrong passwords or codes."),
        act=Act.UNLOCK_PERSON,
        page=unlock,
    ),
)
