"""The page that changes somebody's username, and says what follows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import Refusal
from accounts.security_info.account.renaming import LONGEST, rename_person
from accounts.tenants.resolve import LONGEST_WRITTEN
from accounts.users.models import User
from accounts.ways.one_time_link import inviting
from devices.phones.services import tell_phones_of
from idp.portal.gate import asker


class RenameForm(forms.Form):
    username = forms.CharField(label=gettext_lazy("Username"), max_length=LONGEST_WRITTEN)
    display_name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST, required=False)


def rename_page(request: HttpRequest, person: User, *, frame: dict[str, Any]) -> HttpResponse:
    """GET shows how they are called now; POST changes it, and what was written stays where it cannot be."""
    now = {"username": person.username, "display_name": person.display_name}
    form = RenameForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            with transaction.atomic():
                if rename_person(person, **form.cleaned_data, actor=asker(request)):
                    # As of another mail address: the letter went to a mailbox that is not theirs, maybe.
                    inviting.withdraw(person, actor=asker(request))
        except Refusal as refused:
            form.add_error("username", str(refused.public_text))
        else:
            tell_phones_of(person)
            name = User.objects.values_list("username", flat=True).get(pk=person.pk)
            messages.success(request, _("They are called %(name)s from now on.") % {"name": name})
            return redirect("admin:accounts_user_change", person.pk)
    context = {**frame, "person": person, "form": form}
    return render(request, "idp/portal/people/rename.html", context, status=400 if form.errors else 200)
