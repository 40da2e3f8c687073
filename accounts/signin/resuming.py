"""A form that was being sent when proof was asked for: sent again by itself after that very proof, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from accounts.signin.wish import Posted, Wish
from accounts.stored import as_stored, read_stored

KEY = "resumed"


@dataclass(frozen=True)
class Resumed:
    """A form on its way: the address it was sent to, and its fields."""

    path: str
    posted: Posted


def keep(request: HttpRequest, wish: Wish) -> None:
    """Remember the form of a wish that has just been granted."""
    if wish.posted is not None:
        request.session[KEY] = as_stored(Resumed(wish.return_to, wish.posted))


def forget(request: HttpRequest) -> None:
    """Forget a form: what was sent before some earlier proof is not done after the next one."""
    request.session.pop(KEY, None)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what the person sent to this page: now, or before the proof from which they come back by GET.

    None: it was only opened. A mere GET changes nothing, for any page elsewhere can lead here by a link.
    """
    if request.method == "POST":
        return request.POST
    stored = request.session.pop(KEY, None)
    resumed = read_stored(Resumed, stored) if stored else None
    if resumed is None or resumed.path != request.path:
        return None
    fields = QueryDict(mutable=True)
    for name, values in resumed.posted.items():
        fields.setlist(name, list(values))
    return fields
