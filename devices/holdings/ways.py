"""What is held of a person's authenticator apps, code generators and passkeys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.holdings.registry import KEY, OPENS, OURS, TOLD_BY_OTHERS, WHOSE, Holding, Told
from accounts.security_info.account.copying.words import place_in_words
from devices.code_generators.models import CodeGenerator, UnclaimedGenerator
from devices.otp.models import AuthenticatorApp
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.roots.models import AttestationRoot

KEPT_BACK_OF_CODES = {
    "id": OURS,
    "user": WHOSE,
    "secret_encrypted": OPENS,
    "last_step": OPENS,
    "wrong_in_a_row": OURS,
}

AUTHENTICATORS = Holding(
    key="authenticators",
    rank=20,
    title=_("Authenticator apps"),
    model=AuthenticatorApp,
    rows=lambda user: AuthenticatorApp.objects.filter(user=user).select_related("phone_account"),
    told=(
        Told(
            name="name",
            label=_("what you call it"),
            of=("name", "phone_account"),
            read=lambda row: row.called,
        ),
        Told(name="confirmed", label=_("tested")),
        Told(name="created_at", label=_("added")),
        Told(name="last_used_at", label=_("last used")),
        Told(name="stopped_at", label=_("stopped")),
    ),
    kept_back=KEPT_BACK_OF_CODES,
)
GENERATORS = Holding(
    key="generators",
    rank=20,
    title=_("Code generators"),
    model=CodeGenerator,
    rows=lambda user: CodeGenerator.objects.filter(user=user),
    told=(
        Told(name="name", label=_("serial number")),
        Told(name="confirmed", label=_("activated")),
        Told(name="created_at", label=_("handed out")),
        Told(name="last_used_at", label=_("last used")),
        Told(name="stopped_at", label=_("stopped")),
    ),
    kept_back=KEPT_BACK_OF_CODES
    | {"tenant": OURS, "digits": OURS, "algorithm": OURS, "step_seconds": OURS, "drift": OURS},
)
PASSKEYS = Holding(
    key="passkeys",
    rank=20,
    title=_("Passkeys"),
    model=Passkey,
    rows=lambda user: Passkey.objects.filter(user=user),
    told=(
        Told(name="name", label=_("what you call it")),
        Told(name="model", label=_("kept by"), of=("aaguid",), read=lambda row: row.model),
        Told(name="made_in", label=_("made in")),
        Told(name="transports", is_code=True),
        Told(name="is_synced", label=_("can be copied by whoever keeps it")),
        Told(name="is_backed_up", label=_("was copied")),
        Told(name="is_discoverable", label=_("works without a username")),
        Told(name="user_verified", label=_("unlocked when used")),
        Told(
            name="attested_by",
            label=_("its maker vouches for it"),
            read=lambda row: row.attested_by_id is not None,
        ),
        Told(name="is_only_unlock", label=_("only unlocks the account on a phone")),
        Told(name="created_at", label=_("added")),
        Told(name="last_used_at", label=_("last used")),
        Told(name="stopped_at", label=_("stopped")),
        Told(name="last_used_place", label=_("place"), words=lambda row: place_in_words(row.last_used_place)),
        Told(name="suspended_at", label=_("stopped, for a copy")),
    ),
    kept_back={
        "id": OURS,
        "user": WHOSE,
        "confirmed": OURS,
        "credential_id": KEY,
        "public_key": KEY,
        "sign_count": OURS,
        "phone_account": TOLD_BY_OTHERS,
    },
)
HOLDINGS = (AUTHENTICATORS, GENERATORS, PASSKEYS)
SILENT = {
    "random text by which authenticators know their person: it stands on them alone": (PasskeyOwner,),
    "of an organisation, and nobody's yet": (UnclaimedGenerator,),
    "a maker's certificate, of the whole server": (AttestationRoot,),
}
