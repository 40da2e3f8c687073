"""Security info: one list of the ways to sign in (D01)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.methods import registry
from accounts.policy.facts import allowances, method_rules
from accounts.policy.rules import is_allowed
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.signin.events import last_sign_ins
from accounts.users.models import User
from accounts.users.places import place_of


@needs_fresh_proof
def methods(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    rows = list_methods(user)
    allowed = allowances(user, method_rules(user.tenant))
    context = {
        "methods": rows,
        "can_add": [
            {"icon": method.icon, "label": method.label, "help": method.help, "url": reverse(method.add)}
            for method in registry.in_order()
            if method.add and (method.policy is None or is_allowed(method.key, allowed))
        ],
        "urge_two": len(rows) < 2,
        "default_url": reverse("security_info:change_default"),
    }
    return render(request, "accounts/security_info/methods.html", context)


def list_methods(user: User) -> list[dict[str, Any]]:
    """Everything registered, with what is the default and when and where each was last used."""
    used = last_sign_ins(user)
    default = default_of(user)
    listed = []
    for method in registry.in_order():
        for row in method.rows_for(user):
            last = used.get(row.key)
            listed.append(
                asdict(row)
                | {
                    "icon": method.icon,
                    "is_default": row.key == default,
                    "can_start": method.can_start,
                    "last_used_at": row.last_used_at or (last.at if last else None),
                    "last_used_place": place_of(last.details.get("address", "")) if last else "",
                }
            )
    return listed


def default_of(user: User) -> str:
    """The method offered first: what the person chose while they still have it, else the best to begin with."""
    mine = [method for method in registry.in_order() if method.rows_for(user)]
    chosen = [method for method in mine if method.key == user.default_method]
    best = [*chosen, *(method for method in mine if method.can_start), *mine]
    return best[0].key if best else ""
