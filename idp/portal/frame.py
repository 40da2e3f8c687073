"""What every page of the portal has around it: the rail on its left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.users.roles import Act, may
from idp.portal.gate import asker

# Where one can go, and what one must be allowed to see there: address, label, icon, act.
PLACES = (
    ("index", gettext_lazy("Home"), "browser", Act.OPEN_PORTAL),
    ("accounts_tenant_changelist", gettext_lazy("Organisations"), "organisation", Act.SEE_ORGANISATIONS),
    ("accounts_user_changelist", gettext_lazy("Users"), "person", Act.SEE_PEOPLE),
    ("accounts_group_changelist", gettext_lazy("Groups"), "people", Act.SEE_GROUPS),
    ("devices_phoneaccount_changelist", gettext_lazy("Phones"), "phone", Act.SEE_PHONES),
    ("accounts_alert_changelist", gettext_lazy("Alerts"), "warning", Act.SEE_ALERTS),
    ("policy", gettext_lazy("Policy"), "shield", Act.SEE_POLICY),
    ("applications", gettext_lazy("Applications"), "paper", Act.SEE_APPLICATIONS),
    ("networks", gettext_lazy("Networks"), "place", Act.SEE_LOG),
    ("sign_ins", gettext_lazy("Sign-ins"), "key", Act.SEE_SIGN_INS),
    ("audit", gettext_lazy("Audit"), "clock", Act.SEE_LOG),
    ("reports", gettext_lazy("Reports"), "chart", Act.SEE_REPORTS),
    ("settings", gettext_lazy("Settings"), "settings", Act.CHANGE_HOOKS),
)

# Pages with no place of their own in the rail, and from which place one comes to them.
REACHED_FROM = {"second_person": "index", "imports": "accounts_user_changelist"}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context every portal page starts from."""
    places = rail(request)
    return {
        "rail": places,
        # What a narrow window shows of the rail until it is opened.
        "here": next((place["label"] for place in places if place["is_here"]), _("Admin portal")),
        "own_tenant": asker(request).tenant,
        "is_popup": False,
        # The organisation that an admin looks at gives the portal neither its colour nor its name.
        "has_own_look": True,
    }


def rail(request: HttpRequest) -> list[dict[str, Any]]:
    user = asker(request)
    here = _place_of(request.path)
    return [
        {"url": reverse(f"admin:{name}"), "label": label, "icon": icon, "is_here": name == here}
        for name, label, icon, act in PLACES
        if may(user, act)
    ]


def _place_of(path: str) -> str:
    """The place in the rail that this address is below, "" for none; all addresses are below home's."""
    if path == reverse("admin:index"):
        return "index"
    below = {name: name for name, *_rest in PLACES if name != "index"} | REACHED_FROM
    return next((place for name, place in below.items() if path.startswith(reverse(f"admin:{name}"))), "")
