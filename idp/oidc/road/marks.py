"""Since when it is asked, sealed in the address to which people come back: nothing is kept here for a stranger (T30).

It counts for the very request that it was made for. So `prompt=login` asks anew, and not again and again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from accounts import clock
from accounts.sealing import seal, unseal
from accounts.secrets import digest_of
from accounts.tenants.models import Tenant

MARK = "asked"
# As long as somebody may take to sign in, with what they owe first.
LIFE_SECONDS = 3600


@dataclass(frozen=True)
class Mark:
    """`at`: since when it is asked, in seconds since the epoch; `has_chosen`: the accounts here were shown for it."""

    at: int
    has_chosen: bool = False


def new_mark() -> Mark:
    return Mark(int(clock.seconds()))


def mark_of(request: HttpRequest, tenant: Tenant) -> Mark | None:
    """Return the mark of this address, None where it has none that was made for it."""
    sealed = request.GET.get(MARK, "")
    try:
        at, has_chosen = unseal(sealed, purpose=_purpose(request, tenant), life_seconds=LIFE_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return Mark(int(at), bool(has_chosen))


def marked(request: HttpRequest, tenant: Tenant, mark: Mark) -> str:
    """Return this very address, with the mark."""
    sealed = seal([mark.at, mark.has_chosen], purpose=_purpose(request, tenant))
    return f"{request.path}?{_rest(request)}&{MARK}={sealed}"


def with_mark(request: HttpRequest, tenant: Tenant, mark: Mark) -> HttpResponse:
    """Lead to it."""
    return HttpResponse(status=303, headers={"Location": marked(request, tenant, mark)})


def _purpose(request: HttpRequest, tenant: Tenant) -> str:
    return f"asked:{tenant.pk}:{digest_of(_rest(request))}"


def _rest(request: HttpRequest) -> str:
    rest = request.GET.copy()
    rest.pop(MARK, None)
    return rest.urlencode()
