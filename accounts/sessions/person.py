"""Who is signed in at a request: the person of its session, as they stand now; and that they were seen."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django_otp.middleware import OTPMiddleware

from accounts import clock, time_zones
from accounts.sessions.models import Session
from accounts.sessions.policy import session_settings
from accounts.sessions.store import SessionStore, end_of_row
from accounts.users import places
from accounts.users.models import User


def session_of(request: HttpRequest) -> SessionStore:
    """The session of this request, as our own store has it."""
    return cast("SessionStore", request.session)


def person_of(session: SessionBase) -> User | AnonymousUser:
    """Return who is signed in by this session now, read with it; nobody where it has ended."""
    store = cast("SessionStore", session)
    # Asked of what it holds first: that reads it, if nothing has yet.
    row = store.row if SESSION_KEY in store else None
    return row.user if row is not None and row.user is not None else AnonymousUser()


class PersonMiddleware(AuthenticationMiddleware):
    """In the place of Django's, which would read the person by themselves, whatever became of the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Say who asks, to whoever wants to know; from then on the page is in their language and their time."""
        timezone.deactivate()  # of whoever had this thread before
        request.user = cast("User", SimpleLazyObject(lambda: _met(person_of(request.session))))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Note now and then that somebody is seen, once their page is made."""
        row = session_of(request).row
        # What an open page asks by itself says nothing of whoever sits there: their session ends when they are gone.
        is_seen = not getattr(request, "is_unattended", False)
        if is_seen and row is not None and row.user is not None:
            note_seen(row, row.user, address=places.client_address(request))
        return response


class VerifiedMiddleware(OTPMiddleware):
    """In the place of django-otp's, which would read the device that proved the session for every page.

    `user.is_verified()` reads it when it is asked; then `user.otp_device` is there as well.
    """

    def _verify_user_sync(self, request: HttpRequest, user: Any) -> Any:
        verified = super()._verify_user_sync
        user.is_verified = lambda: verified(request, user).is_verified()
        return user


def _met(person: User | AnonymousUser) -> User | AnonymousUser:
    if isinstance(person, User):
        if person.language in dict(settings.LANGUAGES):
            translation.activate(person.language)
        if person.time_zone:
            timezone.activate(time_zones.zone_of(person.time_zone))
    return person


def note_seen(row: Session, user: User, *, address: str) -> None:
    """Write down that the person of this session was seen just now, unless that is written already, nearly."""
    now = clock.now()
    limits = session_settings(user.tenant).limits(stays=row.stays)
    if now - row.last_seen_at < limits.seen_every:
        return
    row.last_seen_at = now
    # Gone meanwhile, it stays so: no row, nothing written.
    Session.objects.filter(pk=row.pk).update(
        last_seen_at=now, address=address, expire_date=end_of_row(row, user)
    )
