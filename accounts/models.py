"""Every table of this app, gathered so that Django finds them."""

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent, UnknownNameTries
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.tenants.models import Domain, Tenant
from accounts.throttle.models import TryCount
from accounts.users.models import Group, KnownBrowser, User
from accounts.ways.mail_code.models import MailCode, RecoveryAddress
from accounts.ways.one_time_link.models import OneTimeLink

__all__ = [
    "Alert",
    "AuditEvent",
    "Domain",
    "Group",
    "KnownBrowser",
    "MailCode",
    "MethodPolicy",
    "OneTimeLink",
    "RecoveryAddress",
    "Tenant",
    "TenantPolicy",
    "TryCount",
    "UnknownNameTries",
    "User",
]
