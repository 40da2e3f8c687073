"""What every page of the portal has around it: the rail on its left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from idp.portal.gate import asker


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context every portal page starts from."""
    user = asker(request)
    return {
        "rail": rail(request),
        "is_operator": user.is_operator,
        "own_tenant": user.tenant,
        "is_popup": False,
    }


def rail(request: HttpRequest) -> list[dict[str, Any]]:
    places = [
        ("index", _("Home"), "browser"),
        ("accounts_tenant_changelist", _("Organisations"), "organisation"),
        ("accounts_user_changelist", _("Users"), "person"),
        ("accounts_group_changelist", _("Groups"), "people"),
        ("devices_phoneaccount_changelist", _("Phones"), "phone"),
        ("policy", _("Policy"), "settings"),
        ("accounts_auditevent_changelist", _("Audit"), "clock"),
    ]
    if not asker(request).is_operator:
        places = [place for place in places if place[0] != "accounts_tenant_changelist"]
    home = reverse("admin:index")
    return [
        {
            "url": (url := reverse(f"admin:{name}")),
            "label": label,
            "icon": icon,
            "is_here": request.path == url if url == home else request.path.startswith(url),
        }
        for name, label, icon in places
    ]
