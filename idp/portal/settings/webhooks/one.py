"""One webhook: how it stands, what it was sent lately, and what can be done at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit.events import sentence_of
from accounts.hooks import services
from accounts.hooks.models import Delivery, Hook
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.settings import shown_once
from idp.portal.settings.webhooks.found import hook_of, shown

MOST_SHOWN = 50
MISSING = (Delivery.State.FAILED, Delivery.State.OFF)


def webhook(request: HttpRequest, tenant_id: uuid.UUID, hook_id: uuid.UUID) -> HttpResponse:
    """One of them; a POST does what its button says."""
    user = asker(request)
    hook = hook_of(user, tenant_id, hook_id)
    shown_once.go_on(request)
    if request.method == "POST":
        for button, do in BUTTONS.items():
            if button in request.POST:
                messages.success(request, do(hook, user, request.POST[button]))
        return redirect("admin:webhook", tenant_id, hook_id)
    rows = list(_rows(request, hook)[: MOST_SHOWN + 1])
    context = {
        **frame(request),
        "tenant": hook.tenant,
        "one": shown(hook),
        "deliveries": [(row, sentence_of(row.event.tag) if row.event else "") for row in rows[:MOST_SHOWN]],
        "older": rows[MOST_SHOWN - 1].pk if len(rows) > MOST_SHOWN else None,
        "only_missing": "missing" in request.GET,
        "has_missing": Delivery.objects.filter(hook=hook, state__in=MISSING, event_id__isnull=False).exists(),
        "may_see_log": may(user, Act.SEE_LOG, on=hook.tenant),
    }
    return render(request, "idp/portal/settings/webhooks/one.html", context)


def _rows(request: HttpRequest, hook: Hook) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(hook=hook).select_related("event").order_by("-id")
    if "missing" in request.GET:
        rows = rows.filter(state__in=MISSING)
    before = request.GET.get("before", "")
    return (
        rows.filter(pk__lt=int(before))
        if before.isascii() and before.isdigit() and len(before) < 19
        else rows
    )


def _try(hook: Hook, _user: User, _said: str) -> str:
    services.try_it(hook)
    return _("A try is on its way. Below you see what becomes of it.")


def _turn_off(hook: Hook, user: User, _said: str) -> str:
    services.turn_off(hook, actor=user)
    return _("The webhook is off. Nothing is sent until somebody turns it on.")


def _turn_on(hook: Hook, user: User, _said: str) -> str:
    services.turn_on(hook, actor=user)
    return _("The webhook is on. What happens from now on is sent.")


def _send_again(hook: Hook, user: User, said: str) -> str:
    try:
        message = "" if said == "all" else str(uuid.UUID(said))
    except ValueError:
        return _("There is nothing to send.")
    count = services.send_again(hook, message=message, actor=user)
    return ngettext("%(n)s event is sent again.", "%(n)s events are sent again.", count) % {"n": count}


BUTTONS: Mapping[str, Callable[[Hook, User, str], str]] = {
    "try": _try,
    "off": _turn_off,
    "on": _turn_on,
    "again": _send_again,
}
