"""What is held of how a person gets in, as far as it is of accounts; and which tables tell nothing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.api_tokens.models import ApiToken
from accounts.audit.chain.models import Seal
from accounts.audit.models import LogReader, UnknownNameTries
from accounts.branding.models import Logo
from accounts.domains.models import DomainClaim
from accounts.holdings.registry import OPENS, OURS, TOLD_BY_OTHERS, WHOSE, Holding, Told
from accounts.hooks.models import Delivery, Hook
from accounts.installation.models import InstallationNote
from accounts.jobs.models import Job, JobClaim, JobPart
from accounts.lasting.models import LastingKey
from accounts.ledger.models import LedgerEntry
from accounts.mail.models import Untold
from accounts.policy.history.models import KeptPolicy
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.security_info.account.copying.words import methods_in_words
from accounts.security_info.registering.models import PutOff
from accounts.sessions.models import Session
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.tenants.models import Domain, Tenant
from accounts.throttle.models import TryCount
from accounts.undoing.models import UndoLink
from accounts.users.leaving.models import FormerPerson
from accounts.users.models import Group
from accounts.warning.models import WarningDue
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.mail_code.models import MailCode, RecoveryAddress
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.recovery_codes.models import RecoveryCode, RecoveryCodes

SESSIONS = Holding(
    key="sessions",
    rank=41,
    title=_("Where you are signed in"),
    model=Session,
    rows=lambda user: Session.objects.filter(user=user),
    told=(
        Told(name="browser", label=_("browser")),
        Told(name="address", label=_("address")),
        Told(name="methods", label=_("signed in with"), words=lambda row: methods_in_words(row.methods)),
        Told(name="acr", is_code=True),
        Told(name="stays", label=_("stays signed in")),
        Told(name="begun_at", label=_("began")),
        Told(name="last_seen_at", label=_("last seen")),
        Told(name="expire_date", label=_("ends without use")),
        Told(name="ends_at", label=_("ends")),
    ),
    kept_back={
        "sid": OURS,
        "session_key": OPENS,
        "session_data": OPENS,
        "auth_hash": OPENS,
        "user": WHOSE,
        "browser_digest": OPENS,
        "sign_in": OURS,
    },
)
PASSES = Holding(
    key="access_passes",
    rank=21,
    title=_("Temporary Access Pass"),
    model=AccessPass,
    rows=lambda user: AccessPass.objects.filter(user=user),
    told=(
        Told(name="made_at", label=_("made")),
        Told(name="starts_at", label=_("works from")),
        Told(name="ends_at", label=_("works until")),
        Told(name="is_one_time", label=_("works once")),
        Told(name="used_at", label=_("last used")),
    ),
    kept_back={"id": OURS, "user": WHOSE, "digest": OPENS},
)
LINKS = Holding(
    key="one_time_links",
    rank=21,
    title=_("One-time links"),
    model=OneTimeLink,
    rows=lambda user: OneTimeLink.objects.filter(user=user),
    told=(
        Told(name="created_at", label=_("made")),
        Told(name="expires_at", label=_("works until")),
        Told(name="used_at", label=_("used")),
        Told(name="opens", label=_("opens by itself")),
        Told(name="is_invitation", label=_("an invitation")),
    ),
    kept_back={"id": OURS, "user": WHOSE, "token_digest": OPENS},
)
RECOVERY_ADDRESSES = Holding(
    key="recovery_addresses",
    rank=22,
    title=_("Mail for recovery"),
    model=RecoveryAddress,
    rows=lambda user: RecoveryAddress.objects.filter(user=user),
    told=(
        Told(name="address", label=_("mail address")),
        Told(name="confirmed_at", label=_("added")),
        Told(name="last_used_at", label=_("last used")),
        Told(name="stopped_at", label=_("stopped")),
    ),
    kept_back={"id": OURS, "user": WHOSE},
)
RECOVERY_CODES = Holding(
    key="recovery_codes",
    rank=23,
    title=_("Recovery codes"),
    model=RecoveryCode,
    rows=lambda user: RecoveryCode.objects.filter(codes__user=user).select_related("codes"),
    told=(
        Told(name="made", label=_("made"), of=("codes",), read=lambda row: row.codes.created_at),
        Told(name="used_at", label=_("used")),
    ),
    kept_back={"id": OURS, "digest": OPENS},
)
PAPERS = Holding(
    key="recovery_code_sheets",
    rank=23,
    title=_("Sheets of recovery codes"),
    model=RecoveryCodes,
    rows=lambda user: RecoveryCodes.objects.filter(user=user),
    told=(
        Told(name="created_at", label=_("made")),
        Told(name="last_used_at", label=_("last used")),
        Told(name="kept_at", label=_("said to be kept")),
        Told(name="stopped_at", label=_("stopped")),
    ),
    kept_back={"id": OURS, "user": WHOSE, "name": OURS, "confirmed": OURS},
)
PUT_OFF = Holding(
    key="put_off",
    rank=24,
    title=_("What you were asked to add, and put off"),
    model=PutOff,
    rows=lambda user: PutOff.objects.filter(user=user),
    told=(
        Told(name="method", label=_("way to sign in"), words=lambda row: methods_in_words([row.method])),
        Told(name="times", label=_("times")),
        Told(name="until", label=_("until")),
    ),
    kept_back={"id": OURS, "user": WHOSE},
)
API_TOKENS = Holding(
    key="api_tokens",
    rank=25,
    title=_("API keys that you made"),
    model=ApiToken,
    rows=lambda user: ApiToken.objects.filter(made_by=user),
    told=(
        Told(name="name", label=_("name")),
        Told(name="scopes", label=_("scopes")),
        Told(name="made_at", label=_("made")),
        Told(name="ends_at", label=_("works until")),
        Told(name="last_used_at", label=_("last used")),
        Told(name="last_address", label=_("address")),
    ),
    kept_back={"id": OURS, "tenant": TOLD_BY_OTHERS, "made_by": WHOSE, "digest": OPENS},
)
HOLDINGS = (
    SESSIONS,
    PASSES,
    LINKS,
    RECOVERY_ADDRESSES,
    PAPERS,
    RECOVERY_CODES,
    PUT_OFF,
    API_TOKENS,
)
SILENT = {
    "of an organisation, and what its admins set for everybody": (
        Tenant,
        Domain,
        DomainClaim,
        TenantPolicy,
        MethodPolicy,
        KeptPolicy,
        MethodPolicy.include.through,
        MethodPolicy.exclude.through,
        Group,
        Logo,
    ),
    "what somebody was called who has left: nobody who can ask is in it": (FormerPerson,),
    "an admin's file of people, and what was done with it, for a week: what it says of somebody stands with them": (
        Job,
        JobPart,
        JobClaim,
    ),
    "of the installation: its address, and which release may serve it": (InstallationNote,),
    "counts by digests that lead back to nobody, for a while": (LedgerEntry, TryCount),
    "keys of the whole installation, for digests: encrypted, and of nobody": (LastingKey,),
    "of networks that tried names which nobody has": (UnknownNameTries,),
    "of an organisation: that a letter to its list of addresses is due": (WarningDue,),
    "a letter on its way within the minute; what it tells of stands among the events": (Untold,),
    "a link that works for a week, once: a secret; what it takes back stands among the events": (UndoLink,),
    "the sign-in log: made of the events that are told, and what they are counted and sealed by": (
        SignInAttempt,
        SignInsOfDay,
        LogReader,
        Seal,
    ),
    "of an organisation: its servers, and which events, told there themselves, they were sent": (
        Hook,
        Delivery,
    ),
    "a code that works for minutes: a secret, and an address that is not confirmed": (MailCode,),
}
