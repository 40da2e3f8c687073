"""Finding people among very many: filters that read as sentences, and pages that count no further than themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods import registry

QUIET_AFTER = timedelta(days=90)
WITHOUT = "-"
HERE = Q(goes_at=None)
STATES: dict[str, tuple[Any, Q]] = {
    "in_use": (gettext_lazy("who may sign in"), HERE & Q(is_active=True, blocked_at=None)),
    "blocked": (gettext_lazy("whose sign-in is blocked"), HERE & Q(blocked_at__isnull=False)),
    "disabled": (gettext_lazy("who are disabled"), HERE & Q(is_active=False)),
    "may_not": (
        gettext_lazy("who may not sign in"),
        HERE & (Q(is_active=False) | Q(blocked_at__isnull=False)),
    ),
    "invited": (
        gettext_lazy("who are invited and have not come"),
        HERE & Q(invited_at__isnull=False, last_login=None, is_active=True),
    ),
    "new": (gettext_lazy("who have never signed in"), HERE & Q(last_login=None)),
    "quiet": (
        gettext_lazy("who have not signed in for 90 days"),
        HERE & Q(last_login__lt=Now() - QUIET_AFTER),
    ),
    "anew": (gettext_lazy("who have to register anew"), HERE & Q(registers_anew_at__isnull=False)),
    "deleted": (gettext_lazy("who are removed"), Q(goes_at__isnull=False)),
}


def _with_any(*, strong: bool) -> Q:
    """Whoever has something of one of the methods that are phishing-resistant, or of one that is not."""
    chosen = [way for way in registry.of_ones_own() if way.proves.is_phishing_resistant is strong]
    return reduce(or_, (Q(way.held()) for way in chosen), Q(pk__in=()))


# By the strongest that somebody has of their own.
STRENGTHS: dict[str, tuple[Any, Callable[[], Q]]] = {
    "strong": (
        gettext_lazy("who have a way that no false page can take"),
        lambda: _with_any(strong=True),
    ),
    "weak": (
        gettext_lazy("who have only ways that a false page can take"),
        lambda: _with_any(strong=False) & ~_with_any(strong=True),
    ),
    "none": (
        gettext_lazy("who have no way of their own"),
        lambda: ~_with_any(strong=False) & ~_with_any(strong=True),
    ),
}


def with_way(asked: str) -> Q | None:
    """Whoever has something of the method with this key, or with WITHOUT before it has not; None for no method."""
    method = registry.find(asked.removeprefix(WITHOUT))
    if method is None:
        return None
    held = Q(method.held())
    return ~held if asked.startswith(WITHOUT) else held


class StateFilter(SimpleListFilter):
    """How they stand. Whoever is deleted is listed only when that is asked for."""

    title = gettext_lazy("State")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, str(words)) for key, (words, _which) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        _words, which = STATES.get(self.value() or "", ("", HERE))
        return queryset.filter(which)


class WayFilter(SimpleListFilter):
    """With or without something of one of the methods, whichever are installed."""

    title = gettext_lazy("Ways to sign in")
    parameter_name = "way"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        ways = [method for method in registry.of_ones_own() if method.policy is not None]
        with_it = [(way.key, _("with: %(way)s") % {"way": way.label}) for way in ways]
        return with_it + [(f"{WITHOUT}{way.key}", _("without: %(way)s") % {"way": way.label}) for way in ways]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = with_way(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class StrengthFilter(SimpleListFilter):
    """By the strongest way that they have."""

    title = gettext_lazy("Strength")
    parameter_name = "strength"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, str(words)) for key, (words, _which) in STRENGTHS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = STRENGTHS.get(self.value() or "")
        return queryset.filter(asked[1]()) if asked else queryset
