"""Who may come in: an admin who has shown two factors of their own, not too long ago.

A one-time link or a password alone never opens the portal: whoever can change everybody's way in must have shown two
factors themselves (E03, T23). Asked at every request, by the policy and the methods as they stand then (T37). The one
exception is a link that an operator was made on the server for when nobody comes in any other way (decision 0078).
"""

from __future__ import annotations

from copy import copy

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policy.need import Need
from accounts.sessions.person import person_of
from accounts.sessions.store import SessionStore
from accounts.signin import proven
from accounts.signin.door import has_proven, require
from accounts.signin.wish import sealed, typed, wish_of
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, reach
from accounts.ways.one_time_link.services import opened_by_link

APPLICATION = _("Admin portal")
# What it is called where an organisation requires a strength for it: that comes on top of what it asks for itself.
PORTAL = "portal"
TO_READ = Need(factors=2, in_person=True, within=12 * 3600)
TO_CHANGE = Need(factors=2, in_person=True, within=30 * 60)
READING = frozenset({"GET", "HEAD", "OPTIONS"})
LET_IN = "_let_into_portal"
WRITTEN = "_written_before"


def asker(request: HttpRequest) -> User:
    """Whoever has come through the gate."""
    return proven.signed_in_user(request)


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The page that tells what is missing, None when nothing is."""
    if proven.load(request) is not None and not may(asker(request), Act.OPEN_PORTAL):
        wanted = wish_of(request, need=Need(), application=str(APPLICATION))
        return render(request, "idp/portal/not_staff.html", {"elsewhere": sealed(wanted)}, status=403)
    asked = None
    if not _is_emergency(request):
        need = TO_READ if request.method in READING else TO_CHANGE
        asked = require(request, need, application=APPLICATION, of=PORTAL)
    if asked is None:
        setattr(request, LET_IN, True)
        setattr(request, WRITTEN, typed(request))
    return asked


def _is_emergency(request: HttpRequest) -> bool:
    """An operator, for half an hour, by a link made on the server: the policy has nothing to say to it."""
    if proven.load(request) is None:
        return False
    user = asker(request)
    opened = opened_by_link(user, proven.proofs_of(request)) == reverse("admin:index")
    return opened and reach(user, Act.OPEN_PORTAL) is Reach.EVERYWHERE


def read_anew(request: HttpRequest) -> HttpRequest:
    """The request with its session as that stands now: what was read at its beginning may have ended."""
    now = copy(request)
    now.session = SessionStore(request.session.session_key)
    now.user = person_of(now.session)
    return now


def still_lets_in(request: HttpRequest) -> bool:
    """Would a page of the portal be read at this request, as everything stands now (T37)? For what stays open."""
    if proven.load(request) is None or not may(asker(request), Act.OPEN_PORTAL):
        return False
    return _is_emergency(request) or has_proven(request, TO_READ, of=PORTAL)


def written(request: HttpRequest) -> QueryDict | None:
    """What was written into the form of this page before it was interrupted; the page says so already."""
    fields: QueryDict | None = getattr(request, WRITTEN, None)
    return fields


def has_let_in(request: HttpRequest) -> bool:
    """Has this very request come through the gate?"""
    return getattr(request, LET_IN, False) is True


def sign_in(request: HttpRequest) -> HttpResponse:
    """The portal's sign-in page: our own flow."""
    return refusal(request) or redirect("admin:index")
