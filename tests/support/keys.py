"""What a phone does about its own keys, over the device API: renews them, and changes an account's unlock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from devices.signatures.encoding import random_b64url, sha256_b64url
from devices.signatures.jws.kinds import RENEWAL, RENEWAL_PROOF, UNLOCK_CHALLENGE, MessageKind
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey
from devices.simulator.messages import build_setup
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from devices.simulator.received import ReceivedChallenge
from devices.simulator.unlocking import Unlock, UnlockMode, UnlockProof, make_unlock, prove_unlock


def renewal_of(
    phone: SimulatedPhone,
    *,
    device: SigningKey | None = None,
    pin: SigningKey | None = None,
    old_pin: SigningKey | None = None,
    **overrides: Any,
) -> dict[str, Any]:
    """The body of a renewal, signed by every key that it is about; `overrides` are of the device key's word."""
    said = {"iss": phone.id, "device": device and device.thumbprint, "pin": pin and pin.thumbprint}
    word = _signed(phone, RENEWAL, phone.key, **(said | overrides))

    def agreed(key: SigningKey) -> str:
        return agreement(phone, word, key)

    old = old_pin or _pin_of(phone)
    return {
        "renewal": word,
        "device": device and {"jwk": device.public_jwk, "proof": agreed(device)},
        "pin": pin and old and {"jwk": pin.public_jwk, "proof": agreed(pin), "old": agreed(old)},
    }


def agreement(phone: SimulatedPhone, renewal: str, key: SigningKey) -> str:
    """What another key says of a renewal that it is about."""
    return _signed(phone, RENEWAL_PROOF, key, iss=key.thumbprint, chh=sha256_b64url(renewal))


def _pin_of(phone: SimulatedPhone) -> SigningKey | None:
    return next((one.unlock for one in phone.accounts.values() if isinstance(one.unlock, SigningKey)), None)


def _signed(phone: SimulatedPhone, kind: MessageKind, key: SigningKey, **said: Any) -> str:
    now = phone.calls.now()
    claims = {
        "aud": settings.PUBLIC_URL,
        "txn": phone.id,
        "jti": random_b64url(),
        "iat": now,
        "exp": now + 120,
        **said,
    }
    return sign(claims={name: one for name, one in claims.items() if one is not None}, kind=kind, key=key)


def send_renewal(phone: SimulatedPhone, body: dict[str, Any]) -> str | None:
    """Sends it; gives the token for the new device key."""
    token: str | None = phone.calls.call(method="POST", path="phone/keys/", body=body)["device_token"]
    return token


def takes_up(phone: SimulatedPhone, key: SigningKey, token: str | None) -> None:
    """From now on the phone calls with the new key and its token."""
    phone.key = phone.calls.key = key
    phone.calls.token = token


@dataclass(frozen=True)
class Changing:
    """What a phone sends to change the unlock of an account, and the unlock that it made."""

    body: dict[str, Any]
    made: Unlock


def change_of(
    phone: SimulatedPhone,
    account: AccountOnPhone,
    mode: UnlockMode,
    *,
    opened_by: Unlock | None = None,
    **overrides: Any,
) -> Changing:
    """The answer to a fresh challenge, proven by the unlock there is, or by `opened_by`."""
    asked = phone.calls.call(method="POST", path=f"accounts/{account.id}/unlock/options/")
    challenge = phone.challenge_keys.verify(
        text=asked["challenge"], kind=UNLOCK_CHALLENGE, expected_audience=phone.id
    )
    made, new = make_unlock(
        mode=mode,
        challenge=challenge,
        creation_options=asked["creation_options"],
        origin=phone.public_url,
        now=phone.calls.now(),
    )
    old = _proof(phone, challenge, opened_by or account.unlock)
    setup = build_setup(
        key=phone.key,
        phone_id=phone.id,
        challenge=challenge,
        now=phone.calls.now(),
        unlock_hash=new.digest,
        overrides={"proof_hash": old.digest} | overrides,
    )
    return Changing({"setup": setup, "unlock": new.sent, "proof": old.sent}, made)


def _proof(phone: SimulatedPhone, challenge: ReceivedChallenge, unlock: Unlock | None) -> UnlockProof:
    assert unlock is not None
    return prove_unlock(
        unlock=unlock, challenge=challenge, number=None, origin=phone.public_url, now=phone.calls.now()
    )


def send_change(phone: SimulatedPhone, account: AccountOnPhone, changing: Changing) -> dict[str, Any]:
    path = f"accounts/{account.id}/unlock/"
    answer: dict[str, Any] = phone.calls.call(method="PUT", path=path, body=changing.body)
    account.unlock = changing.made
    return answer
