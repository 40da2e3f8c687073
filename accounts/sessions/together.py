"""What a page does is committed with the session that it leads to, or not at all."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.refusals import Refusal
from accounts.sessions.person import session_of


def together(request: HttpRequest, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it, and write the session, in one transaction; return what it answers.

    Where the database fails before that is committed, nothing of it has been done: the browser keeps its session as it
    was, for no answer of a failure writes one, and does it again. What a refusal has written counts, as on any page.
    """
    refused: Refusal | None = None
    try:
        with transaction.atomic():
            try:
                answer = do()
                session_of(request).write_now()
            except Refusal as why:
                refused = why
    except Exception:
        session_of(request).forget_copy()
        raise
    if refused is not None:
        raise refused
    return answer
