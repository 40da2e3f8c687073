"""The language of pages and letters: what the person chose, or what their browser asks for."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.secrets import SecretCookie
from accounts.signin import proven
from accounts.signin.door import needs_sign_in
from accounts.signin.wish import fill_in, typed
from accounts.users.services import speak

# Django's own, in which this browser keeps what was chosen in it before anybody signed in.
COOKIE = SecretCookie("language", life_seconds=0)


class LanguageForm(forms.Form):
    """Each language by the name that its speakers give it; "" follows the browser."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # whatever a form takes
        names = [
            (code, translation.get_language_info(code)["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
        ]
        self.fields["language"].choices = [("", _("As my browser has it")), *names]  # type: ignore[attr-defined]


@needs_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        speak(user, language=chosen)
        response = redirect("security_info:account")
        if not chosen:
            request.COOKIES.pop(COOKIE.name, None)
            COOKIE.drop(response)
        with translation.override(chosen or translation.get_language_from_request(request)):
            messages.success(request, _("Saved: this is the language now."))
        return response
    fill_in(form, typed(request))
    context = {"form": form}
    return render(
        request, "accounts/security_info/account/language.html", context, status=400 if form.errors else 200
    )
