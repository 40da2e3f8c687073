"""A person's ways in, on their page of the portal: what they have, what may be removed, what can be done for them.

Whatever a method brings is listed and offered alike: none is known here by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.methods.contract import HelpAct, MethodRow, VerificationMethod
from accounts.security_info.held import Held, handed_to, held_by
from accounts.security_info.securing.services import bring_back
from accounts.signin.events import last_sign_ins
from accounts.users import services
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.gate import asker


@dataclass(frozen=True)
class Help:
    """Something that can be done for a person with a method, and where."""

    method: VerificationMethod
    act: HelpAct
    url: str


def listed(user: User, person: User) -> list[dict[str, Any]]:
    """Everything this person has, with where it is removed if this asker may."""
    used = last_sign_ins(person)
    may_remove = may(user, Act.REMOVE_METHOD, on=person)
    may_bring_back = may(user, Act.GIVE_METHOD, on=person)
    return [
        {
            "row": one.row,
            "method": one.method,
            "is_usable": one.is_usable,
            "is_allowed": one.is_allowed,
            "last_used_at": _last_used(one.row, used),
            "remove_url": address_to_remove(person, key=one.method.key, row_id=one.row.id)
            if may_remove and one.method.remove
            else "",
            "bring_back_url": reverse(
                "admin:accounts_user_bring_back", args=[person.pk, one.method.key, one.row.id]
            )
            if may_bring_back and one.row.is_stopped
            else "",
        }
        for one in _everything(person)
    ]


def _last_used(row: MethodRow, used: Mapping[str, AuditEvent]) -> datetime | None:
    """As the row says; of one that keeps no times, as a password, as the log does of its method."""
    last = used.get(row.key) if row.added_at is None else None
    return row.last_used_at or (last.at if last is not None else None)


def address_to_remove(person: User, *, key: str, row_id: str) -> str:
    """Where the thing with this id of a method's is removed from a person."""
    return reverse("admin:accounts_user_remove_way", args=[person.pk, key, row_id])


def help_for(user: User, person: User) -> list[Help]:
    """What this asker can do for this person now."""
    return [
        Help(method, act, reverse("admin:accounts_user_help", args=[person.pk, act.key]))
        for method, act in _every_act()
        if may(user, act.act, on=person) and act.is_open(person)
    ]


def act_called(key: str) -> HelpAct:
    """The act with this key. Raises Http404 when there is none."""
    found = next((act for _method, act in _every_act() if act.key == key), None)
    if found is None:
        raise Http404(f"no act {key!r}")
    return found


def help_page(request: HttpRequest, person: User, act: HelpAct, *, frame: dict[str, Any]) -> HttpResponse:
    """The method's own page, where the act can be done for this person now."""
    back_url = reverse("admin:accounts_user_change", args=[person.pk])
    if not act.is_open(person):
        text = (
            _("That cannot be done for %(name)s now.")
            if person.may_sign_in
            else _("%(name)s may not sign in, so that would not help. Let them sign in first.")
        )
        messages.warning(request, text % {"name": person})
        return redirect(back_url)
    return act.page(request, person, {**frame, "back_url": back_url})


def removable(person: User, *, key: str, row_id: str) -> Held | None:
    """The thing of a person's with this id of a method's; None where there is none, or it cannot be removed."""
    found = (one for one in _everything(person) if (one.method.key, one.row.id) == (key, row_id))
    return next((one for one in found if one.method.remove is not None), None)


def remove_page(
    request: HttpRequest, person: User, *, key: str, row_id: str, frame: dict[str, Any]
) -> HttpResponse:
    """Asks first, then ends one thing of a person's, and every session of theirs."""
    held = removable(person, key=key, row_id=row_id)
    if held is None:
        raise Http404(f"{person.username} has no {key} {row_id}")
    if request.method == "POST":
        remove(held, person, actor=asker(request))
        messages.success(request, _("%(name)s has been removed.") % {"name": held.row.label})
        return redirect("admin:accounts_user_change", person.pk)
    return render(request, "idp/portal/remove_way.html", {**frame, "row": held.row, "person": person})


def bring_back_page(
    request: HttpRequest, person: User, *, key: str, row_id: str, frame: dict[str, Any]
) -> HttpResponse:
    """Asks first, then lets one thing of a person's count again that was stopped (D10)."""
    stopped = (one for one in _everything(person) if one.row.is_stopped)
    held = next((one for one in stopped if one.id == (key, row_id)), None)
    if held is None:
        raise Http404(f"{person.username} has no stopped {key} {row_id}")
    if request.method == "POST":
        bring_back(person, (key, row_id), actor=asker(request))
        messages.success(request, _("%(name)s can be used again.") % {"name": held.row.label})
        return redirect("admin:accounts_user_change", person.pk)
    return render(request, "idp/portal/bring_back.html", {**frame, "row": held.row, "person": person})


@transaction.atomic
def remove(held: Held, person: User, *, actor: User) -> None:
    """Whoever signed in by it may be somebody else: sessions end too, if its own verb has not ended them."""
    if held.method.remove is not None:
        held.method.remove(person, held.row.id, actor)
    if User.objects.filter(pk=person.pk, session_epoch=person.session_epoch).exists():
        services.end_sessions(person, actor=actor, why="admin")


def _everything(person: User) -> list[Held]:
    return [*held_by(person), *handed_to(person)]


def _every_act() -> Iterator[tuple[VerificationMethod, HelpAct]]:
    return ((method, act) for method in registry.in_order() for act in method.help_acts)
