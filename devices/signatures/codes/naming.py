"""The phone's word which key the secret of its codes is to be encrypted to."""

from collections.abc import Mapping

from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import CODES_KEY
from devices.signatures.jws.reading import read_verified
from devices.signatures.keys import read_public_jwk, thumbprint


def verify_codes_key(
    *,
    message: object,
    public_key: Mapping[str, str],
    expected_phone_id: str,
    expected_audience: str,
    expected_account: str,
) -> dict[str, str]:
    """Return the key that a `codes-key+jwt` (compact JWS) by the stored device key (JWK) names.

    Signed, so that whoever stands between us and the phone cannot put a key of their own in its place. It answers no
    challenge: said twice, it gives a secret that the phone's key alone opens, twice. Raises SignatureRejected.
    """
    claims = read_verified(text=message, kind=CODES_KEY, public_key=public_key)
    if claims["iss"] != expected_phone_id:
        raise SignatureRejected("wrong_issuer")
    if claims["aud"] != expected_audience:
        raise SignatureRejected("wrong_audience")
    if claims["txn"] != expected_account:
        raise SignatureRejected("wrong_transaction")
    key = read_public_jwk(claims["key"])
    # A key that signs is never one that decrypts.
    if thumbprint(key) == thumbprint(public_key):
        raise SignatureRejected("device_key_reused")
    return key
