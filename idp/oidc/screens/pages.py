"""The page on which somebody answers a screen: they write its code, or a picture that they scanned brought its letters.

It opens for whoever is signed in, as strongly as is required for the application (the one door), and is the same either
way: it says which application asks and from where, warns, and asks for the number that only the screen itself shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.policy.need import Need
from accounts.signin import proven
from accounts.signin.door import require
from accounts.signin.proven import SignedIn
from accounts.signin.wish import PARAMETER, Wish, sealed, sent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.places import place_of
from idp.oidc.applications.events import REFUSED
from idp.oidc.applications.using import may_use
from idp.oidc.consent.words import SHOWN, in_words, page_digest
from idp.oidc.endpoints.answering import tenant_here
from idp.oidc.screens import answering
from idp.oidc.screens.answering import Outcome
from idp.oidc.screens.codes import LONGEST_TYPED, grouped, read_letters, read_number
from idp.oidc.screens.models import ScreenRequest

# As RFC 8628 calls it, in the address that a picture carries.
LETTERS = "user_code"


class LettersForm(forms.Form):
    """The code that the screen shows; of its number nothing is taken here."""

    letters = forms.CharField(
        label=_("Code on the screen"),
        max_length=LONGEST_TYPED,
        help_text=_("Capitals and dashes do not matter."),
    )

    def clean_letters(self) -> str:
        letters = read_letters(self.cleaned_data["letters"])
        if not letters:
            raise forms.ValidationError(
                _("This is not a whole code. Eight letters, as they stand on the screen.")
            )
        return letters


class NumberForm(forms.Form):
    """The number that follows the letters there."""

    number = forms.CharField(label=_("Number on the screen"), max_length=LONGEST_TYPED)

    def __init__(self, letters: str, data: QueryDict | None = None) -> None:
        super().__init__(data)
        text = gettext("The two digits after %(letters)s there.")
        self.fields["number"].help_text = text % {"letters": grouped(letters)}

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(_("Two digits, as they stand on the screen."))
        return number


@dataclass(frozen=True)
class _Here:
    """Who answers, and what the code names."""

    user: User
    signed_in: SignedIn
    row: ScreenRequest
    letters: str


def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """Being opened, it does nothing; what a form says is done, once."""
    tenant = tenant_here(slug)
    asked = require(request, Need())
    if asked is not None:
        return asked
    user = proven.signed_in_user(request)
    if user.tenant_id != tenant.pk:
        return _another_organisation(request, tenant)
    fields = sent(request)
    brought = (fields or request.GET).get("letters" if fields else LETTERS, "")
    if not brought:
        return _ask_letters(request, LettersForm(fields))
    letters = read_letters(brought)
    row = answering.find(request, tenant, user, letters) if letters else None
    if row is None:
        return _unknown(request, brought, is_read=bool(letters))
    if fields is not None and "answer" not in fields:
        # Nothing is sent again by loading the page anew.
        return redirect(_address(request, letters))
    return _answer(request, tenant, user, row, letters)


def _answer(
    request: HttpRequest, tenant: Tenant, user: User, row: ScreenRequest, letters: str
) -> HttpResponse:
    application = row.application
    asked = require(request, Need(), application=application.name, of=application.key)
    if asked is not None:
        return asked
    if not may_use(user, application):
        if request.method == "POST":
            record(REFUSED, tenant=tenant, subject=user, application=application.name)
        return render(request, "idp/oidc/screens/may_not.html", {"application": application}, status=403)
    here = _Here(user, _proven(request), row, letters)
    # An answer that a proof came between is asked for once more.
    if request.method == "POST":
        return _done(request, here)
    return _show(request, here, NumberForm(letters))


def _done(request: HttpRequest, here: _Here) -> HttpResponse:
    """Do what the button says that was pressed; then the page says what became of it."""
    match request.POST["answer"]:
        case "let_in":
            form = NumberForm(here.letters, request.POST)
            if not form.is_valid():
                return _show(request, here, form)
            if request.POST.get(SHOWN) != shown_of(here.row):
                # By now something else stands on the page: that is asked.
                return redirect(_address(request, here.letters))
            outcome = answering.let_in(
                here.row, here.user, here.signed_in, number=form.cleaned_data["number"]
            )
            here.row.refresh_from_db(fields=["answer"])
            if outcome is Outcome.WRONG_NUMBER and not here.row.answer:
                form.add_error("number", _("That is not the number there. Look at the screen once more."))
                return _show(request, here, form)
        case "deny":
            answering.deny(here.row, here.user)
        case "take_back":
            answering.take_back(here.row, here.user)
    return redirect(_address(request, here.letters))


def _show(request: HttpRequest, here: _Here, form: NumberForm) -> HttpResponse:
    """What is asked, or what this person has answered."""
    row = here.row
    context = {
        "application": row.application,
        "place": place_of(row.address),
        "address": row.address,
        "asked_at": row.asked_at,
        "letters": grouped(here.letters),
        "learns": in_words(answering.learned_by(row)),
        "shown": shown_of(row),
        "answer": row.answer,
        "form": form,
    }
    return render(request, f"idp/oidc/screens/{'answered' if row.answer else 'asked'}.html", context)


def shown_of(row: ScreenRequest) -> str:
    """What changes with what is shown of it."""
    return page_digest(row.application.name, answering.learned_by(row))


def _ask_letters(request: HttpRequest, form: LettersForm) -> HttpResponse:
    return render(request, "idp/oidc/screens/letters.html", {"form": form})


def _unknown(request: HttpRequest, brought: str, *, is_read: bool) -> HttpResponse:
    """The same for a code that never was, one that is over, and one that somebody else has answered."""
    form = LettersForm({"letters": brought})
    form.is_valid()
    if is_read:
        form.add_error(
            "letters", _("No screen waits with this code. Compare it, or have the screen show a new one.")
        )
    return _ask_letters(request, form)


def _another_organisation(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    wish = sealed(Wish(return_to=request.get_full_path()))
    context = {"organisation": tenant, "accounts": f"{reverse('signin:identify')}?{PARAMETER}={wish}"}
    return render(request, "idp/oidc/screens/another_organisation.html", context, status=403)


def _address(request: HttpRequest, letters: str) -> str:
    return f"{request.path}?{urlencode({LETTERS: grouped(letters)})}"


def _proven(request: HttpRequest) -> SignedIn:
    """What this session has proven: the door has made sure that there is one."""
    signed_in = proven.load(request)
    if signed_in is None:
        raise PermissionError("this was reached without a session")
    return signed_in
