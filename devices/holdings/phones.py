"""What is held of a person's phones, of the accounts on them, and of adding one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.holdings.registry import EVIDENCE, KEY, OPENS, OURS, TOLD_BY_OTHERS, WHOSE, Holding, Told
from accounts.security_info.account.copying.words import place_in_words
from accounts.users.models import User
from devices.addresses.models import PhoneAddress
from devices.approvals.evidence.models import ApprovalEvidence
from devices.challenge_keys.models import ChallengeKey
from devices.enrolment.models import Enrolment
from devices.moving.models import Move, MovedAccount
from devices.phones.models import FormerKey, Phone, PhoneAccount, SpentDeviceToken
from devices.push.keys.models import PushKey


def _phones_of(user: User) -> QuerySet[PhoneAccount, object]:
    return PhoneAccount.objects.filter(user=user).values("phone")


PHONES = Holding(
    key="phones",
    rank=10,
    title=_("Phones"),
    model=Phone,
    rows=lambda user: Phone.objects.filter(pk__in=_phones_of(user)),
    told=(
        Told(name="label", label=_("phone")),
        Told(name="platform", label=_("kind")),
        Told(name="app_version", label=_("version of the app")),
        Told(name="capabilities", label=_("what its app can show")),
        Told(name="state", label=_("state"), words=lambda row: row.get_state_display()),
        Told(name="created_at", label=_("added")),
        Told(name="last_seen_at", label=_("last seen")),
        Told(name="emptied_at", label=_("its app was found empty")),
    ),
    kept_back={
        "id": OURS,
        "device_key": KEY,
        "thumbprint": KEY,
        "token_digest": OPENS,
        "next_token_digest": OPENS,
        "next_device_key": KEY,
        "next_thumbprint": KEY,
        "restored_at": OURS,
        "adopted_at": OURS,
    },
)
ACCOUNTS = Holding(
    key="accounts_on_phones",
    rank=11,
    title=_("Your account on phones"),
    model=PhoneAccount,
    rows=lambda user: PhoneAccount.objects.filter(user=user).select_related("phone"),
    told=(
        Told(name="phone", label=_("phone"), read=lambda row: row.phone.label),
        Told(name="name", label=_("what you call it")),
        Told(name="state", label=_("state"), words=lambda row: row.get_state_display()),
        Told(name="confirmed", label=_("tested")),
        Told(name="phone_sign_in", label=_("phone sign-in")),
        Told(name="unlock_mode", label=_("unlock"), words=lambda row: row.get_unlock_mode_display()),
        Told(name="unlock_attested", label=_("its hardware vouched for the unlock")),
        Told(name="created_at", label=_("added")),
        Told(name="last_used_at", label=_("last used")),
        Told(name="last_used_place", label=_("place"), words=lambda row: place_in_words(row.last_used_place)),
        Told(name="lost_at", label=_("said to be lost")),
    ),
    kept_back={
        "id": OURS,
        "user": WHOSE,
        "unlock_credential_id": KEY,
        "unlock_public_key": KEY,
        "unlock_sign_count": OURS,
        "notices_seen": OURS,
    },
)
NOTIFICATIONS = Holding(
    key="notifications",
    rank=12,
    title=_("Notifications of your phones"),
    model=PhoneAddress,
    rows=lambda user: PhoneAddress.objects.filter(phone__in=_phones_of(user)).select_related("phone"),
    told=(
        Told(name="phone", label=_("phone"), read=lambda row: row.phone.label),
        Told(name="kind", label=_("kind"), words=lambda row: row.get_kind_display()),
        Told(name="language", label=_("language")),
        Told(name="state", label=_("state"), words=lambda row: row.get_state_display()),
        Told(name="since", label=_("since")),
    ),
    kept_back={
        "id": OURS,
        "address_encrypted": OPENS,
        "address_digest": OPENS,
        "last_answer": OURS,
        "knows_us": OURS,
        "resting_until": OURS,
    },
)
ADDINGS = Holding(
    key="addings",
    rank=13,
    title=_("Phones that were to be added"),
    model=Enrolment,
    rows=lambda user: Enrolment.objects.filter(user=user),
    told=(
        Told(name="label", label=_("phone")),
        Told(name="state", is_code=True),
        Told(name="context", label=_("from where")),
        Told(name="created_at", label=_("begun")),
        Told(name="claimed_at", label=_("a phone came")),
        Told(name="second_claim_at", label=_("another phone came")),
        Told(name="ended_at", label=_("ended")),
    ),
    kept_back={
        "id": OURS,
        "user": WHOSE,
        "code_digest": OPENS,
        "typed_digest": OPENS,
        "session_digest": OPENS,
        "auth_hash": OPENS,
        "thumbprint": KEY,
        "device_key": KEY,
        "nonce": OPENS,
        "challenge": EVIDENCE,
        "evidence": EVIDENCE,
        "is_at_hand": OURS,
        "turns_on": OURS,
        "phone_account": TOLD_BY_OTHERS,
        "test_request": TOLD_BY_OTHERS,
        "expires_at": OURS,
    },
)
HOLDINGS = (PHONES, ACCOUNTS, NOTIFICATIONS, ADDINGS)
SILENT = {
    "digests of tokens that were replaced: by one more a copy of a phone is noticed": (SpentDeviceToken,),
    "signed evidence of what phones answered, which the log tells": (ApprovalEvidence,),
    "public keys that were replaced: what they signed can be verified ever after": (FormerKey,),
    "a move from one phone to another, of minutes; what came of it is told as a phone that was to be added": (
        Move,
        MovedAccount,
    ),
    "keys of this installation and its organisations": (ChallengeKey, PushKey),
}
