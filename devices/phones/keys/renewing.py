"""A phone's keys replaced by a call that is signed with the old ones: its device key, the app's PIN key, or both.

A new device key comes with a device token of its own and counts from that token's first use, so that an answer lost on
its way locks nobody out. A new PIN key counts at once, for every account that the old one opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.audit.log import record
from accounts.secrets import digest_of, salted_digests
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.access import lock_user
from devices.phones import events
from devices.phones.models import FormerKey, Phone, PhoneAccount
from devices.phones.services import change_unlock
from devices.phones.tokens import hand_out
from devices.signatures.encoding import encode
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.renewals import (
    Named,
    VerifiedRenewal,
    signer_of,
    verify_new_key,
    verify_renewal,
    verify_renewal_proof,
)
from devices.signatures.keys import jwk_from_text, jwk_to_text, thumbprint
from devices.signatures.unlocks import VerifiedUnlockKey

A_DAY = 50


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """What a phone sent: its word for the renewal, and of each new key the key with its proofs, or None."""

    renewal: str
    device: dict[str, Any] | None
    pin: dict[str, Any] | None


def renew(phone: Phone, sent: Renewal) -> str | None:
    """Replaces keys of the phone; returns the next device token where its device key is one of them.

    The same message again gets the same answer, until the new device key was used: then it is by a dead one.
    """
    count(Limit(scope="renewals", key=str(phone.pk), most=A_DAY, seconds=DAY))
    expected = Named(phone_id=str(phone.pk), audience=settings.PUBLIC_URL)
    renewal = verify_renewal(renewal=sent.renewal, public_key=phone.device_key, expected=expected)
    device = _new_device_key(phone, sent.device, renewal, expected)
    pin = _new_pin_key(phone, sent.pin, renewal, expected)
    with transaction.atomic():
        accounts = list(_standing(phone))
        # All people before all accounts, as everywhere.
        people = {account.user_id: lock_user(account.user_id) for account in accounts}
        for account in accounts:
            account.user = people[account.user_id]
        if pin is not None:
            _replace_pin(phone, accounts, *pin)
        return None if device is None else _replace_device_key(phone, accounts, device, renewal)


def _standing(phone: Phone) -> QuerySet[PhoneAccount]:
    found: QuerySet[PhoneAccount] = phone.accounts.exclude(state=PhoneAccount.State.ENDED).order_by(
        "user_id", "pk"
    )
    return found


def _new_device_key(
    phone: Phone, sent: dict[str, Any] | None, renewal: VerifiedRenewal, expected: Named
) -> dict[str, str] | None:
    if (sent is None) != (renewal.device is None):
        raise SignatureRejected("another_renewal")
    if sent is None:
        return None
    key = verify_new_key(**sent, renewal=renewal, expected_thumbprint=renewal.device, expected=expected)
    name = thumbprint(key)
    # A key that was a phone's once may be in a copy of then; one that opens an account may not be both (T12).
    is_taken = (
        Phone.objects.filter(thumbprint=name).exists()
        or FormerKey.objects.filter(name=name).exists()
        or _standing(phone).filter(unlock_credential_id=name).exists()
    )
    if is_taken or name == renewal.pin:
        raise SignatureRejected("same_key_twice")
    return key


def _new_pin_key(
    phone: Phone, sent: dict[str, Any] | None, renewal: VerifiedRenewal, expected: Named
) -> tuple[str, dict[str, str]] | None:
    """The thumbprint of the PIN key that is replaced, and the one in its place; both have signed."""
    if (sent is None) != (renewal.pin is None):
        raise SignatureRejected("another_renewal")
    if sent is None:
        return None
    key = verify_new_key(
        jwk=sent["jwk"],
        proof=sent["proof"],
        renewal=renewal,
        expected_thumbprint=renewal.pin,
        expected=expected,
    )
    before = signer_of(sent["old"])
    verify_renewal_proof(
        proof=sent["old"], public_key=_pin_key(phone, before), renewal=renewal, expected=expected
    )
    # The key that waits for its first use is the phone's from then on (T12).
    if thumbprint(key) in (before, phone.thumbprint, phone.next_thumbprint):
        raise SignatureRejected("same_key_twice")
    return before, key


def _pin_key(phone: Phone, name: str) -> dict[str, str]:
    """The PIN key of that name on this phone; also one that this very renewal has replaced already."""
    text = _opened_by(phone, name).values_list("unlock_public_key", flat=True).first()
    text = text or phone.former_keys.filter(name=name).values_list("public_key", flat=True).first()
    if text is None or not text.startswith("{"):
        raise SignatureRejected("unknown_pin_key")
    return jwk_from_text(text)


def _opened_by(phone: Phone, name: str) -> QuerySet[PhoneAccount]:
    return _standing(phone).filter(unlock_mode=PhoneAccount.UnlockMode.PIN, unlock_credential_id=name)


def _replace_pin(phone: Phone, accounts: list[PhoneAccount], before: str, key: dict[str, str]) -> None:
    new = VerifiedUnlockKey(
        mode="pin", credential_id=thumbprint(key), public_key=jwk_to_text(key), sign_count=0
    )
    mode = PhoneAccount.UnlockMode.PIN
    opened = [one for one in accounts if one.unlock_mode == mode and one.unlock_credential_id == before]
    if not opened and not _opened_by(phone, new.credential_id).exists():
        raise SignatureRejected("unknown_pin_key")
    for account in opened:
        change_unlock(account, new, before=before)


def _replace_device_key(
    phone: Phone, accounts: list[PhoneAccount], key: dict[str, str], renewal: VerifiedRenewal
) -> str:
    """Hands out the token for the new key: computed, not kept, so that the same message gets the same.

    Also where an earlier key (SECRET_KEY_FALLBACKS) has made it, and its answer was lost.
    """
    made = salted_digests("handslag.renewed-device-token", renewal.text)
    tokens = {digest_of(token): token for token in (encode(bytes.fromhex(one)) for one in made)}
    pending = Phone.objects.filter(pk=phone.pk, next_token_digest__in=tokens)
    given = pending.values_list("next_token_digest", flat=True).first()
    is_repeated = given is not None
    digest = given or next(iter(tokens))
    hand_out(phone, digest, device_key=key, thumbprint=thumbprint(key))
    for account in accounts:
        if account.confirmed and not is_repeated:
            record(events.KEYS_RENEWED, tenant=account.user.tenant, subject=account.user, phone=account.name)
    return tokens[digest]
