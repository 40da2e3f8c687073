"""The roles, each with what it brings, as somebody chooses one for a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BRINGS: Mapping[str, StrOrPromise] = {
    User.Role.MEMBER: _("Signs in, and looks after nobody else."),
    User.Role.READER: _("Sees everything of the organisation in this portal, and changes nothing."),
    User.Role.HELPDESK: _(
        "Helps members in: asks their phone whether it is them who calls, hands out passes and links, resets "
        "passwords, unlocks, removes and gives ways to sign in, and deals with alerts: of members, not of anybody "
        "with a role."
    ),
    User.Role.POLICY_ADMIN: _(
        "Decides how everybody signs in: the policy, blocked networks, how sign-in looks. Sees people and "
        "applications, and does nothing to them."
    ),
    User.Role.TENANT_ADMIN: _("Does everything in the organisation, and gives these roles to others."),
    User.Role.OPERATOR: _("Does everything in every organisation, and makes new ones."),
}


def choices_of(roles: Collection[str]) -> list[tuple[str, SafeString]]:
    """Return these roles as one chooses among them, who may least first."""
    return [
        (
            role,
            format_html(
                '<span class="strong">{}</span><br><span class="quiet small">{}</span>', label, BRINGS[role]
            ),
        )
        for role, label in User.Role.choices
        if role in roles
    ]
