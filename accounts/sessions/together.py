"""What a page does is committed with the session that it leads to, or not at all."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse

from accounts.refusals import Refusal
from accounts.sessions.person import session_of
from accounts.sessions.store import SessionStore


def together(request: HttpRequest, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it, and write the session, in one transaction; return what it answers.

    Where the database fails before that is committed, nothing of it has been done: the browser keeps its session as it
    was, and does it again. What a refusal has written counts all the same, as on any page.
    """
    before = request.session.session_key
    refused: Refusal | None = None
    try:
        with transaction.atomic():
            try:
                answer = do()
                session_of(request).write_now()
            except Refusal as why:
                refused = why
    except (DatabaseError, SessionInterrupted):
        # What stands in it now was never written: not by this page's end either.
        request.session = SessionStore(before)
        raise
    if refused is not None:
        raise refused
    return answer
