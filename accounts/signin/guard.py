"""Pages that ask for proof first: anybody signed in, or fresh proof, or fresh and strong proof."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.methods import registry
from accounts.signin import flow, proven
from accounts.signin.opening import PRESSED
from accounts.signin.pages.stronger import needs_stronger

Page = Callable[..., HttpResponse]


def was_pressed(request: HttpRequest) -> bool:
    """Did the person press this: now, or before the proof they were asked for, from which they come back by GET?

    A mere GET changes nothing: any page elsewhere can lead here by a link.
    """
    return request.method == "POST" or request.session.pop(PRESSED, "") == request.path


def needs_sign_in(page: Page) -> Page:
    """A page for whoever is signed in; asks others to sign in and comes back."""

    @functools.wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if proven.load(request) is None:
            return flow.ask_again(request)
        return page(request, *args, **kwargs)

    return guarded


def needs_fresh_proof(page: Page) -> Page:
    """A page that changes how one signs in: asks for proof first unless it was given within 5 minutes (D02)."""

    @functools.wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not proven.is_fresh(request, now=time.time()):
            return flow.ask_again(request)
        return page(request, *args, **kwargs)

    return guarded


def needs_proof_as_strong(page: Page) -> Page:
    """Fresh proof, and as strong as what the person already has: a password alone adds or removes no phone (T20)."""

    @functools.wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = proven.signed_in_user(request)
        signed_in = proven.load(request)
        is_strong = signed_in is not None and (signed_in.is_strong or "one_time_link" in signed_in.methods)
        if not is_strong and any(
            method.is_strong and method.rows_for(user) for method in registry.in_order()
        ):
            return needs_stronger(request)
        return page(request, *args, **kwargs)

    return needs_fresh_proof(guarded)
