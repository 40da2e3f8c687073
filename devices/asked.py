"""Addresses that only a page's script asks."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

Answer = Callable[[HttpRequest], HttpResponse]


def asked_by(page: str) -> Callable[[Answer], Answer]:
    """What the script of this page asks by POST; opened by itself it leads to the page."""

    def guard(answer: Answer) -> Answer:
        @functools.wraps(answer)
        def guarded(request: HttpRequest) -> HttpResponse:
            return answer(request) if request.method == "POST" else redirect(page)

        return guarded

    return guard
