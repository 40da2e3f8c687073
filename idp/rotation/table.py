"""What stands in the database by a SECRET_KEY: columns that are encrypted, and digests that are looked for for long."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model

from accounts.api_tokens import services as api_tokens
from accounts.audit.chain import canonical
from accounts.hooks import models as hooks
from accounts.jobs import models as jobs
from accounts.lasting import services as lasting
from accounts.lasting.models import LastingKey
from accounts.secrets import salt_of
from accounts.ways.access_pass import secret as access_pass
from accounts.ways.recovery_codes import models as recovery_codes
from devices.addresses import services as addresses
from devices.addresses.models import PhoneAddress
from devices.approvals.evidence import keeping as evidence
from devices.challenge_keys import services as challenge_keys
from devices.challenge_keys.models import ChallengeKey
from devices.code_generators.models import CodeGenerator, UnclaimedGenerator
from devices.otp.models import AuthenticatorApp
from devices.push.keys import services as push_keys
from devices.push.keys.models import PushKey
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.ciba.pinging import claims as pinging
from idp.oidc.keys import services as token_keys
from idp.oidc.keys.models import TokenKey
from idp.oidc.subjects import services as subjects
from idp.oidc.subjects.models import SubjectSalt


@dataclass(frozen=True)
class Encrypted:
    """Columns of a table that hold nothing, or what `accounts.encryption` wrote for this purpose."""

    model: type[Model]
    purpose: str
    columns: tuple[str, ...]


ENCRYPTED = (
    Encrypted(LastingKey, lasting.PURPOSE, ("key_encrypted",)),
    Encrypted(ChallengeKey, challenge_keys.PURPOSE, ("private_key_encrypted",)),
    Encrypted(TokenKey, token_keys.PURPOSE, ("private_key_encrypted",)),
    Encrypted(PushKey, push_keys.PURPOSE, ("private_key_encrypted",)),
    Encrypted(SubjectSalt, subjects.PURPOSE, ("salt_encrypted",)),
    Encrypted(AuthenticatorApp, AuthenticatorApp.purpose, ("secret_encrypted",)),
    Encrypted(CodeGenerator, CodeGenerator.purpose, ("secret_encrypted",)),
    Encrypted(UnclaimedGenerator, CodeGenerator.purpose, ("secret_encrypted",)),
    Encrypted(PhoneAddress, addresses.PURPOSE, ("address_encrypted",)),
    Encrypted(
        hooks.Hook, hooks.PURPOSE, ("encrypted_address", "encrypted_secret", "encrypted_former_secret")
    ),
    Encrypted(jobs.JobPart, jobs.PURPOSE, ("rows_encrypted", "findings_encrypted")),
    Encrypted(BackchannelRequest, pinging.PURPOSE, ("encrypted_notification_token", "encrypted_id")),
)

# Of these only digests are kept, so nobody can make them anew: the keys that made them are kept instead.
LASTING = (
    salt_of(canonical.STAMP),
    salt_of(canonical.DROPPED),
    salt_of(evidence.STAMP),
    salt_of(api_tokens.PURPOSE),
    salt_of(recovery_codes.PURPOSE),
    access_pass.SALT,
)
