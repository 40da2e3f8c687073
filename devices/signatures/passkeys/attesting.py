"""Who vouches for a passkey: its attestation statement, up to a root that is trusted (WebAuthn Level 3, 6.5 and 8).

What it proves is that the key is kept by an authenticator of that model. A statement that is not asked about is never
read (making.py): these are parsers of X.509 and TPM before what anybody sends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import webauthn
from cryptography import x509
from cryptography.x509.extensions import ExtensionNotFound
from webauthn.helpers import parse_cbor
from webauthn.helpers.structs import AttestationFormat

from devices.signatures.encoding import decode
from devices.signatures.errors import SignatureRejected
from devices.signatures.passkeys.credentials import LARGEST_FIELD, LIBRARY_REFUSALS
from devices.signatures.passkeys.options import ALGORITHMS

FORMATS = ("packed", "tpm", "android-key", "apple")
# id-fido-gen-ce-aaguid: the model that a certificate is for (8.2.1); an OCTET STRING of 16 bytes.
MODEL_IN_CERTIFICATE = x509.ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4")
SIXTEEN_BYTES = b"\x04\x10"
# What a certificate of an authenticator calls itself (8.2.1).
AUTHENTICATORS = "Authenticator Attestation"
MOST_CERTIFICATES = 5
LARGEST_CERTIFICATE = 4096
# Of those that have the name of an issuer, as a maker's new root has its old one's.
MOST_TRIED = 5


@dataclass(frozen=True, kw_only=True)
class Root:
    """A root that may vouch in statements of one format. `key` is what whoever keeps it calls it.

    `aaguids` are the models that it vouches for though no certificate names them; where there are none it vouches for
    whatever its certificates name.
    """

    key: str
    statement_format: str
    pem: bytes
    aaguids: frozenset[str] = frozenset()


def verify_statement(
    *,
    credential: Mapping[str, Any],
    aaguid: str,
    roots: Iterable[Root],
    expected_challenge: str,
    expected_rp_id: str,
    expected_origin: str,
) -> str:
    """Return the key of the root that vouches for this credential of this model. Raises SignatureRejected.

    `credential` has been verified but for its statement (making.py).
    """
    try:
        statement_format, chain = _read(credential["response"]["attestationObject"])
        names_model = _names_model(chain[0], expected_aaguid=aaguid)
        if statement_format == AttestationFormat.PACKED:
            _check_authenticators_own(chain[0])
        for root in _candidates(roots, statement_format, chain, aaguid=aaguid, names_model=names_model):
            if _vouches(root, credential, expected_challenge, expected_rp_id, expected_origin):
                return root.key
    except LIBRARY_REFUSALS as error:
        raise SignatureRejected("bad_statement") from error
    raise SignatureRejected("not_vouched_for")


def _read(attestation_object: str) -> tuple[str, Sequence[x509.Certificate]]:
    """The format of a statement and its certificates, the authenticator's own first."""
    attested = parse_cbor(decode(attestation_object))
    statement_format, statement, data = (attested.get(name) for name in ("fmt", "attStmt", "authData"))
    if statement_format == AttestationFormat.NONE:
        raise SignatureRejected("no_statement")
    if statement_format not in FORMATS:
        raise SignatureRejected("unknown_statement")
    if not isinstance(statement, Mapping) or not isinstance(data, bytes) or not _is_plain(statement):
        raise SignatureRejected("bad_statement")
    chain = statement.get("x5c")
    # Signed by the passkey itself: whoever made it up can do that as well.
    if not chain:
        raise SignatureRejected("vouches_for_itself")
    if len(chain) > MOST_CERTIFICATES or any(len(one) > LARGEST_CERTIFICATE for one in chain):
        raise SignatureRejected("bad_statement")
    return str(statement_format), [x509.load_der_x509_certificate(one) for one in chain]


def _is_plain(statement: Mapping[Any, Any]) -> bool:
    """Only bytes where the library takes bytes: of a number it makes as many zeros (T30)."""
    in_bytes = ("sig", "certInfo", "pubArea")
    chain = statement.get("x5c", [])
    return (
        all(isinstance(statement.get(name, b""), bytes) for name in in_bytes)
        and all(len(statement.get(name, b"")) <= LARGEST_FIELD for name in in_bytes)
        and isinstance(chain, list)
        and all(isinstance(one, bytes) for one in chain)
    )


def _names_model(certificate: x509.Certificate, *, expected_aaguid: str) -> bool:
    """Does the certificate name a model? It must be the one that the authenticator says."""
    try:
        found = certificate.extensions.get_extension_for_oid(MODEL_IN_CERTIFICATE)
    except ExtensionNotFound:
        return False
    named = found.value.value if isinstance(found.value, x509.UnrecognizedExtension) else b""
    if named != SIXTEEN_BYTES + bytes.fromhex(expected_aaguid.replace("-", "")):
        raise SignatureRejected("other_model")
    return True


def _check_authenticators_own(certificate: x509.Certificate) -> None:
    """The certificate of a packed statement is an authenticator's, and nobody's who signs others (8.2.1)."""
    units = certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    is_own = certificate.version == x509.Version.v3 and not constraints.ca
    if not is_own or [unit.value for unit in units] != [AUTHENTICATORS]:
        raise SignatureRejected("not_an_authenticators")


def _candidates(
    roots: Iterable[Root],
    statement_format: str,
    chain: Sequence[x509.Certificate],
    *,
    aaguid: str,
    names_model: bool,
) -> list[Root]:
    """The roots that may vouch for this model in this format, and by their names have signed something of the chain."""
    issuers = {certificate.issuer for certificate in chain}
    able = [
        root
        for root in roots
        if root.statement_format == statement_format
        and (aaguid in root.aaguids if root.aaguids else names_model)
        and x509.load_pem_x509_certificate(root.pem).subject in issuers
    ]
    if not able:
        raise SignatureRejected("unknown_root")
    return able[:MOST_TRIED]


def _vouches(root: Root, credential: Mapping[str, Any], challenge: str, rp_id: str, origin: str) -> bool:
    """Do the certificates lead to this root, all of them good now, and did the first of them sign this?"""
    try:
        webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=decode(challenge),
            expected_rp_id=rp_id,
            expected_origin=origin,
            require_user_presence=False,
            supported_pub_key_algs=list(ALGORITHMS),
            # Without a root for the format the library would take any certificate.
            pem_root_certs_bytes_by_fmt={AttestationFormat(root.statement_format): [root.pem]},
        )
    except LIBRARY_REFUSALS:
        return False
    return True
