"""Every table of this app, gathered so that Django finds them."""

from accounts.alerts.models import Alert
from accounts.api_tokens.models import ApiToken
from accounts.audit.chain.models import Seal
from accounts.audit.models import AuditEvent, LogReader, UnknownNameTries
from accounts.branding.models import Logo
from accounts.domains.models import DomainClaim
from accounts.hooks.models import Delivery, Hook
from accounts.installation.models import InstallationNote
from accounts.jobs.models import Job, JobClaim, JobPart
from accounts.lasting.models import LastingKey
from accounts.ledger.models import LedgerEntry
from accounts.mail.models import Untold
from accounts.policy.history.models import KeptPolicy
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.security_info.registering.models import PutOff
from accounts.sessions.models import Session
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.tenants.models import Domain, Tenant
from accounts.throttle.models import TryCount
from accounts.undoing.models import UndoLink
from accounts.users.leaving.models import FormerPerson
from accounts.users.models import FormerAddress, Group, KnownBrowser, User
from accounts.warning.models import WarningDue
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.mail_code.models import MailCode, RecoveryAddress
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.recovery_codes.models import RecoveryCode, RecoveryCodes

__all__ = [
    "AccessPass",
    "Alert",
    "ApiToken",
    "AuditEvent",
    "Delivery",
    "Domain",
    "DomainClaim",
    "FormerAddress",
    "FormerPerson",
    "Group",
    "Hook",
    "InstallationNote",
    "Job",
    "JobClaim",
    "JobPart",
    "KeptPolicy",
    "KnownBrowser",
    "LastingKey",
    "LedgerEntry",
    "LogReader",
    "Logo",
    "MailCode",
    "MethodPolicy",
    "OneTimeLink",
    "PutOff",
    "RecoveryAddress",
    "RecoveryCode",
    "RecoveryCodes",
    "Seal",
    "Session",
    "SignInAttempt",
    "SignInsOfDay",
    "Tenant",
    "TenantPolicy",
    "TryCount",
    "UndoLink",
    "UnknownNameTries",
    "Untold",
    "User",
    "WarningDue",
]
