"""Every table of this app, gathered so that Django finds them."""

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent, UnknownNameTries
from accounts.mail.models import Untold
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.sessions.models import Session
from accounts.tenants.models import Domain, Tenant
from accounts.throttle.models import TryCount
from accounts.users.models import Group, KnownBrowser, User
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.mail_code.models import MailCode, RecoveryAddress
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.recovery_codes.models import RecoveryCode, RecoveryCodes

__all__ = [
    "AccessPass",
    "Alert",
    "AuditEvent",
    "Domain",
    "Group",
    "KnownBrowser",
    "MailCode",
    "MethodPolicy",
    "OneTimeLink",
    "RecoveryAddress",
    "RecoveryCode",
    "RecoveryCodes",
    "Session",
    "Tenant",
    "TenantPolicy",
    "TryCount",
    "UnknownNameTries",
    "Untold",
    "User",
]
