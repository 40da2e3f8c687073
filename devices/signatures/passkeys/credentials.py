"""What a browser answers for a WebAuthn credential, read so that what is hashed is what is decoded (Level 3, 7)."""

from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers.exceptions import WebAuthnException

from devices.signatures.encoding import decode
from devices.signatures.errors import MessageMalformed, SignatureRejected
from devices.signatures.jws.strict_json import read_object

LARGEST_FIELD = 4096
LONGEST_CREDENTIAL_ID = 1023
# The library lets Python's own errors through on crafted CBOR and keys (found by fuzzing).
LIBRARY_REFUSALS = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    # What a certificate raises when its extensions are looked at: no ValueError any of them.
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


def read_credential(
    value: object, *, fields: tuple[str, ...], expected_nonce: str, largest: int = LARGEST_FIELD
) -> dict[str, Any]:
    """Only what is verified, each field canonical base64url, each once: what is hashed is what is decoded.

    Browsers add members (transports, publicKey, clientExtensionResults): dropped here, none of them is
    signed. `largest` is of any one field, in characters.
    """
    if not isinstance(value, Mapping) or not isinstance(value.get("response"), Mapping):
        raise MessageMalformed("bad_credential")
    identifier = read_field(value, "id")
    if read_field(value, "rawId") != identifier or value.get("type") != "public-key":
        raise MessageMalformed("bad_credential")
    response = {name: read_field(value["response"], name, largest=largest) for name in fields}
    _check_client_data(decode(response["clientDataJSON"]), expected_nonce=expected_nonce)
    return {"id": identifier, "rawId": identifier, "type": "public-key", "response": response}


def read_field(holder: Mapping[str, Any], name: str, *, largest: int = LARGEST_FIELD) -> str:
    """Return a member that must be bytes as canonical base64url. Raises MessageMalformed."""
    text = holder.get(name)
    if not isinstance(text, str) or not 0 < len(text) <= largest:
        raise MessageMalformed("bad_credential")
    decode(text)
    return text


def _check_client_data(raw: bytes, *, expected_nonce: str) -> None:
    client_data = read_object(raw)
    # As text: the library decodes it, and would take other spellings of the same bytes.
    if client_data.get("challenge") != expected_nonce:
        raise SignatureRejected("wrong_nonce")
    # Framed by another site: the person may not have seen whom they unlock for.
    if client_data.get("crossOrigin", False) is not False or "topOrigin" in client_data:
        raise SignatureRejected("cross_origin")
