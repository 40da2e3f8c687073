"""Codes of the app on a phone, as a phone asks for them and reads them."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from joserfc import jwe

from devices.signatures.encoding import random_b64url
from devices.signatures.jws.kinds import CODES_KEY
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey
from devices.simulator.phone import AccountOnPhone
from tests.support.authenticators import Authenticator
from tests.support.phones import SigningPhone, row_of


def key_message(phone: SigningPhone, account: AccountOnPhone, named: SigningKey, /, **overrides: Any) -> str:
    """The phone's word for the key that the secret is to be encrypted to; `by` signs it in the phone's place."""
    signer = overrides.pop("by", phone.key)
    now = phone.calls.now()
    claims = {
        "iss": phone.id,
        "aud": f"{settings.PUBLIC_URL}/tenants/{row_of(account).user.tenant_id}",
        "txn": account.id,
        "jti": random_b64url(),
        "iat": now,
        "exp": now + 120,
        "key": named.public_jwk,
    }
    return sign(claims=claims | overrides, kind=CODES_KEY, key=signer)


def ask_for_codes(phone: SigningPhone, account: AccountOnPhone, message: str) -> str:
    """The server's answer, still encrypted."""
    answer = phone.calls.call(method="POST", path=f"accounts/{account.id}/codes/", body={"key": message})
    return str(answer["codes"])


def opened(encrypted: str, key: SigningKey) -> dict[str, Any]:
    """What stands in it, for whoever has the key."""
    plain = jwe.decrypt_compact(encrypted, key.secret, algorithms=["ECDH-ES", "A256GCM"]).plaintext
    content: dict[str, Any] = json.loads(plain or b"")
    return content


def show_codes(phone: SigningPhone, account: AccountOnPhone) -> Authenticator:
    """Turns codes on for the account; what the app then shows."""
    key = SigningKey.generate()
    return Authenticator(
        opened(ask_for_codes(phone, account, key_message(phone, account, key)), key)["secret"]
    )


def end_codes(phone: SigningPhone, account: AccountOnPhone) -> None:
    """Turns them off."""
    phone.calls.call(method="DELETE", path=f"accounts/{account.id}/codes/")
