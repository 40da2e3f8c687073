"""Every table of this app, gathered so that Django finds them."""

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent, UnknownNameTries
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.sessions.models import Session
from accounts.tenants.models import Domain, Tenant
from accounts.throttle.models import TryCount
from accounts.users.models import Group, KnownBrowser, User
from accounts.ways.one_time_link.models import OneTimeLink

__all__ = [
    "Alert",
    "AuditEvent",
    "Domain",
    "Group",
    "KnownBrowser",
    "MethodPolicy",
    "OneTimeLink",
    "Session",
    "Tenant",
    "TenantPolicy",
    "TryCount",
    "UnknownNameTries",
    "User",
]
