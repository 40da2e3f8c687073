"""On the way to saving a policy: what it does is shown first, when asked for and whenever people will notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.many.by_index import by_index
from accounts.many.estimating import LOOKED_AT
from accounts.policy.changing import Policy, differences, fingerprint
from accounts.tenants.models import Tenant
from idp.portal.four_eyes.holding import ask_for_policy, holds_policy
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.policy.effect import effect_of
from idp.portal.policy.services import save_policy
from idp.portal.policy.words import in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What somebody wants of a tenant's policy. `fields` are sent again with the answer, `done` is where to go then.

    `gone` are names of groups that are left out because they are gone, `as_of` the time of what is put back.
    """

    tenant: Tenant
    now: Policy
    wanted: Policy
    title: StrOrPromise
    done: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    as_of: datetime | None = None


def show_or_save(request: HttpRequest, wish: Proposal) -> HttpResponse:
    """Show what it does, or save it. Raises PolicyChangedMeanwhile.

    What was confirmed was shown for one policy: where another stands by now, it is shown once more.
    """
    since = fingerprint(wish.now)
    confirmed = request.POST.get("confirmed", "")
    with by_index():
        effect = effect_of(wish.tenant, now=wish.now, wanted=wish.wanted, asker=asker(request))
    must_show = effect.meets_people or wish.as_of is not None or confirmed
    if "look" in request.POST or (must_show and confirmed != since):
        context = {
            **frame(request),
            "wish": wish,
            "tenant": wish.tenant,
            "effect": effect,
            "looked_at": LOOKED_AT,
            "differences": in_words(differences(wish.now, wish.wanted)),
            "since": since,
            "is_shown_again": bool(confirmed) and confirmed != since,
        }
        return render(request, "idp/portal/policy/preview.html", context)
    off = [one.method.key for one in effect.methods if one.turns_off and one.removable]
    remove = [key for key in off if request.POST.get(f"remove-{key}") == "yes"]
    if holds_policy(wish.tenant):
        return ask_for_policy(
            request, wish.tenant, now=wish.now, wanted=wish.wanted, remove=remove, as_of=wish.as_of
        )
    changed = save_policy(
        wish.tenant, wish.wanted, actor=asker(request), since=since, remove=remove, as_of=wish.as_of
    )
    if changed:
        messages.success(request, _("Saved. It counts from the next request on."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(wish.done)
