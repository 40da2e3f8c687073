"""My sign-ins: what came of each, and *This wasn't me* (D04)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import clock
from accounts.alerts.words import told
from accounts.methods import registry
from accounts.security_info.sign_ins.asked import DAYS, IN, OUT, asked_by
from accounts.security_info.sign_ins.not_me import alerts_about, disown
from accounts.security_info.sign_ins.places import from_new_places
from accounts.security_info.sign_ins.reading import events_of, page_of
from accounts.security_info.sign_ins.story import Story
from accounts.sessions.models import Session
from accounts.sessions.person import session_of
from accounts.sessions.standing import sessions_of
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof, needs_sign_in
from accounts.users.models import User


@dataclass(frozen=True)
class Entry:
    """A sign-in as the list shows it. `session` says whether what came of it still stands: "here", "there" or ""."""

    story: Story
    is_new_place: bool
    session: str
    is_disowned: bool


@needs_fresh_proof
def sign_ins(request: HttpRequest) -> HttpResponse:
    """As many questions for twenty as for none."""
    user, asked, now = proven.signed_in_user(request), asked_by(request.GET), clock.now()
    found = page_of(user, asked, now=now)
    stories = [Story(key, events) for key, events in found.by_key.items()]
    context = {
        "entries": _entries(request, user, stories, new_places=from_new_places(user, stories, now=now)),
        "asked": asked,
        "older": asked.address_before(found.older) if found.older is not None else "",
        "days": [{"value": days, "is_chosen": days == asked.days} for days in DAYS],
        "results": {"in": IN, "out": OUT},
        "ways": [method for method in registry.in_order() if method.page],
    }
    return render(request, "accounts/security_info/sign_ins.html", context)


@needs_sign_in
@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first; afterwards tells what was done. It only ever makes safer, so being signed in is enough."""
    user = proven.signed_in_user(request)
    story = Story(key, events_of(user, key, now=clock.now()))
    if request.method == "POST":
        alert = disown(user, story, here=_here(request).sid)
        if not story.is_from_inside:
            return redirect("security_info:not_me", key=key)
        messages.warning(request, " ".join([f"{alert.told}.", *(str(text) for _code, text in told(alert))]))
        return redirect("security_info:wrong")
    said = alerts_about(user, [story]).get(key)
    context = {"story": story, "told": [text for _code, text in told(said)] if said else []}
    return render(request, "accounts/security_info/not_me.html", context)


def _entries(request: HttpRequest, user: User, stories: list[Story], *, new_places: set[str]) -> list[Entry]:
    disowned = alerts_about(user, stories)
    standing = {row.sign_in: "there" for row in sessions_of(user)} | {_here(request).sign_in: "here"}
    return [
        Entry(
            story=story,
            is_new_place=story.key in new_places,
            session=standing.get(story.key, ""),
            is_disowned=story.key in disowned,
        )
        for story in stories
    ]


def _here(request: HttpRequest) -> Session:
    row = session_of(request).row
    if row is None:
        raise PermissionError("this page was reached without a session")
    return row
