"""Who is in a group, on a page of its own: searched, a page at a time; added by names, removed by ticks."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username
from accounts.users.access import users_in
from accounts.users.models import Group, User
from accounts.users.roles import Act, may
from idp.portal.four_eyes.members import ask_for_members
from idp.portal.gate import asker
from idp.portal.onward import onward
from idp.portal.people import members
from idp.portal.search import first_found, words_of

ON_A_PAGE = 50
MOST_NAMES = 4000
# A server takes no more in one form: a script says so before anything is sent, so that nothing written is lost.
LARGEST = 200 * 1024
MOST_NAMED_BACK = 20
AT_ONCE = 500


class NamesForm(forms.Form):
    """Usernames, one a line, of people of the group's organisation whom the asker may change."""

    people = forms.CharField(
        label=gettext_lazy("Add people"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "data-most": LARGEST}),
        help_text=gettext_lazy("Usernames, one a line; at most 4000 at once."),
    )

    def __init__(self, posted: Any = None, *, group: Group, asker: User) -> None:
        super().__init__(posted)
        self.group, self.asker = group, asker

    def clean_people(self) -> list[User]:
        names = {_canonical(line) for line in self.cleaned_data["people"].splitlines() if line.strip()}
        if len(names) > MOST_NAMES:
            text = _("These are %(n)d. Add at most %(most)d at once, then the rest.")
            raise ValidationError(text % {"n": len(names), "most": MOST_NAMES})
        found = _people_called(names, group=self.group)
        if unknown := names - {person.username for person in found}:
            raise ValidationError(_("Not in this organisation: %(names)s") % {"names": _named(unknown)})
        refused = {one.username for one in found if not may(self.asker, Act.CHANGE_PERSON, on=one)}
        if refused:
            raise ValidationError(_("You may not change: %(names)s") % {"names": _named(refused)})
        return found


def members_page(request: HttpRequest, group: Group, *, frame: dict[str, Any]) -> HttpResponse:
    """GET lists them; POST adds those that are written, or removes those that are ticked."""
    user = asker(request)
    may_change = may(user, Act.CHANGE_GROUPS, on=group.tenant)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = NamesForm(request.POST if "people" in request.POST else None, group=group, asker=user)
    if request.method == "POST":
        if "people" not in request.POST:
            return _remove(request, group, user=user)
        if form.is_valid():
            if members.needs_two(group):
                return _ask(request, group, coming=form.cleaned_data["people"])
            members.add(group, form.cleaned_data["people"], actor=user)
            _say_added(request, len(form.cleaned_data["people"]))
            return redirect("admin:accounts_group_members", group.pk)
    search = words_of(request.GET)
    found, only_first = members.members_of(group, search=search), 0
    if search:
        found, only_first = first_found(found, among=members.members_of(group, search=""))
    page = onward(request, found, ON_A_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        **frame,
        "group": group,
        "form": form,
        "search": search or "",
        "page": page,
        "only_first": only_first,
        "may_change": may_change,
        "is_named_by_policy": members.is_named_by_policy(group),
        "needs_two": members.needs_two(group),
    }
    return render(request, "idp/portal/people/members.html", context, status=400 if form.errors else 200)


def _remove(request: HttpRequest, group: Group, *, user: User) -> HttpResponse:
    """Those that are ticked and may be changed; of whoever may not, it says so."""
    ids = [found for one in request.POST.getlist("chosen")[:ON_A_PAGE] if (found := _id(one))]
    ticked = list(group.members.filter(pk__in=ids))
    going = [person for person in ticked if may(user, Act.CHANGE_PERSON, on=person)]
    if going and members.needs_two(group):
        return _ask(request, group, going=going)
    members.remove(group, going, actor=user)
    if going:
        words = ngettext("%(n)d person removed.", "%(n)d people removed.", len(going))
        messages.success(request, words % {"n": len(going)})
    if staying := {one.username for one in ticked} - {one.username for one in going}:
        messages.warning(request, _("You may not change: %(names)s") % {"names": _named(staying)})
    return redirect("admin:accounts_group_members", group.pk)


def _ask(request: HttpRequest, group: Group, **whom: list[User]) -> HttpResponse:
    """Leads to what then waits for a second person."""
    return redirect("admin:second_person_act", ask_for_members(request, group, **whom).pk)


def _people_called(names: set[str], *, group: Group) -> list[User]:
    """Some at a time: a database reads only so many values in one question."""
    wanted, people = sorted(names), users_in(group.tenant).filter(goes_at=None)
    parts = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    return [person for part in parts for person in people.filter(username__in=part)]


def _canonical(written: str) -> str:
    """The username written; what cannot be one stays as it is, and is nobody's."""
    try:
        return canonical_username(written)
    except Refusal:
        return written.strip()


def _named(names: set[str]) -> str:
    """The first of them, and how many more there are."""
    first, more = sorted(names)[:MOST_NAMED_BACK], len(names) - MOST_NAMED_BACK
    shown = ", ".join(first)
    return shown if more <= 0 else _("%(names)s and %(n)d more") % {"names": shown, "n": more}


def _id(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        return None


def _say_added(request: HttpRequest, number: int) -> None:
    words = ngettext("%(n)d person added.", "%(n)d people added.", number)
    messages.success(request, words % {"n": number})
