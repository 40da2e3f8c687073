"""The portal among what a strength can be required for: on top of what it asks for itself, which nothing lowers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.policy.strengths.applications import Application
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act, roles_with
from idp.portal import gate


def _who_may_open_it(tenant: Tenant) -> QuerySet[User]:
    return users_in(tenant).filter(is_active=True, role__in=roles_with(Act.OPEN_PORTAL))


APPLICATION = Application(
    key=gate.PORTAL,
    label=gate.APPLICATION,
    help=_("For everybody with a role. It asks for two steps of their own in any case."),
    rank=10,
    people=_who_may_open_it,
    is_looked_after_in=True,
)
