"""What every page of the portal has around it: the rail on its left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
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
    ("policy", gettext_lazy("Policy"), "settings", Act.SEE_POLICY),
    ("networks", gettext_lazy("Networks"), "place", Act.SEE_LOG),
    ("accounts_auditevent_changelist", gettext_lazy("Audit"), "clock", Act.SEE_LOG),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context every portal page starts from."""
    return {"rail": rail(request), "own_tenant": asker(request).tenant, "is_popup": False}


def rail(request: HttpRequest) -> list[dict[str, Any]]:
    user = asker(request)
    home = reverse("admin:index")
    return [
        {
            "url": (url := reverse(f"admin:{name}")),
            "label": label,
            "icon": icon,
            "is_here": request.path == url if url == home else request.path.startswith(url),
        }
        for name, label, icon, act in PLACES
        if may(user, act)
    ]
