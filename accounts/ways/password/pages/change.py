"""Changing one's password at Security info, or getting one (D08)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record
from accounts.policy.facts import allowance_of, method_rules, settings_of
from accounts.signin import proven
from accounts.signin.door import guards_the_only
from accounts.signin.offers import NotOffered
from accounts.signin.wish import typed
from accounts.throttle.guesses import STRANGERS, Guesses
from accounts.users.browsers import known_browser
from accounts.users.models import User
from accounts.ways.password import events
from accounts.ways.password.pages.forms import ChangePasswordForm, NewPasswordForm
from accounts.ways.password.rules.strength import estimate
from accounts.ways.password.services import change_password
from accounts.ways.password.settings import KEY, PasswordSettings
from accounts.ways.password.turns import HASHING
from accounts.ways.password.verifying import verify
from accounts.ways.password.without.giving_up import may_give_up


@never_cache
@guards_the_only(KEY)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    if not allowance_of(user, KEY).is_allowed:
        raise NotOffered(f"{user.username} may not use a password")
    typed(request)
    form = _form_for(request, user)
    if form.is_bound:
        with HASHING.turn():
            if _is_right(request, user, form):
                return _keep(request, user, form.cleaned_data["new_password"])
    context = {
        "form": form,
        "has_password": user.has_usable_password(),
        "may_give_up": may_give_up(user),
        "username": user.username,
    }
    return render(request, "accounts/ways/password/change.html", context, status=400 if form.errors else 200)


def _form_for(request: HttpRequest, user: User) -> NewPasswordForm:
    """With the present password, where this session rests on nothing else: whoever found it open may not know that."""
    # The button of Security info sends no password yet.
    posted = request.POST if "new_password" in request.POST else None
    rests_on_it = {proof.key for proof in proven.proofs_of(request)} <= {KEY}
    if user.has_usable_password() and rests_on_it:
        return ChangePasswordForm(posted, user=user)
    return NewPasswordForm(posted, user=user)


def _is_right(request: HttpRequest, user: User, form: NewPasswordForm) -> bool:
    """All of it; the present password is looked at only when the new one can be, and counted as everywhere (T29)."""
    if not form.is_valid():
        return False
    written = form.cleaned_data.get("current_password")
    if written is None or is_current(request, user, written):
        return True
    record(events.CHANGE_REFUSED, tenant=user.tenant, subject=user, actor=user, reason="wrong_password")
    form.add_error("current_password", _("That is not the password you have now. Try again."))
    return False


def is_current(request: HttpRequest, user: User, written: str) -> bool:
    """Is this the password that they have? Counted as everywhere (T15)."""
    browser = known_browser(request, user)
    within = settings_of(method_rules(user.tenant), KEY, PasswordSettings).within
    guesses = Guesses(
        method=KEY,
        username=user.username,
        whose=browser.browser_digest if browser is not None else STRANGERS,
        tries=within["tries"],
        wait_seconds=within["wait_seconds"],
    )
    guesses.count()
    verdict = verify(user, written, username=user.username)
    if verdict.is_right:
        guesses.was_right()
        return True
    guesses.was_wrong(verdict.digest)
    return False


def _keep(request: HttpRequest, user: User, password: str) -> HttpResponse:
    is_first = not user.has_usable_password()
    change_password(user, password)
    proven.stay_signed_in(request)
    how_strong = estimate(password, user=user).words
    if is_first:
        messages.success(request, _("Your password is saved. %(it)s") % {"it": how_strong})
        return redirect("password:trying")
    text = _("Your password is changed, and every other session has ended. %(it)s")
    messages.success(request, text % {"it": how_strong})
    return redirect("security_info:methods")
