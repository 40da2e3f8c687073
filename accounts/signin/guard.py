"""Pages where people look after their own ways to sign in, whoever's they are: how much must be proven first."""

from __future__ import annotations

import functools
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.policy.need import Need
from accounts.signin import proven
from accounts.signin.door import Page, require, requires
from accounts.signin.reach import strongest_of

APPLICATION = _("Security info")
FRESH = Need(within=5 * 60)

# A page for whoever is signed in.
needs_sign_in = requires(Need())
# A page that shows, or takes away, how one signs in (D02).
needs_fresh_proof = requires(FRESH, application=APPLICATION)


def guards_ways_in(page: Page) -> Page:
    """A page that changes how one signs in: fresh proof, as strong as the strongest thing the person has (T20)."""

    @functools.wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        asked = require(request, FRESH, application=APPLICATION)
        if asked is None:
            need = replace(strongest_of(proven.signed_in_user(request)), within=FRESH.within)
            asked = require(request, need, application=APPLICATION)
        return page(request, *args, **kwargs) if asked is None else asked

    return guarded
