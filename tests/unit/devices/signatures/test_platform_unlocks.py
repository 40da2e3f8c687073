import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webauthn.helpers import encode_cbor, parse_cbor

from devices.signatures.encoding import decode, encode, random_b64url, sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.passkeys.options import Owner
from devices.signatures.platform_unlocks import (
    creation_options,
    verify_platform_registration,
    verify_platform_unlock,
)
from devices.signatures.unlocks import VerifiedUnlock, VerifiedUnlockKey
from devices.simulator.authenticator import (
    USER_PRESENT,
    USER_VERIFIED,
    PlatformCredential,
    make_assertion,
    make_credential,
)

RP_ID = "id.nordljus.example"
ORIGIN = "https://id.nordljus.example"
NONCE = random_b64url()
OPTIONS = creation_options(
    nonce=NONCE,
    rp_id=RP_ID,
    rp_name="Handslag",
    owner=Owner(handle="MQ", username="ann", display_name=""),
)
CREDENTIAL, CREATED = make_credential(options=OPTIONS, origin=ORIGIN)
ASSERTED = make_assertion(credential=CREDENTIAL, nonce=NONCE, origin=ORIGIN)


def register(credential: Any = CREATED, **changed: Any) -> VerifiedUnlockKey:
    announced = sha256_b64url(credential["response"]["attestationObject"])
    expected = {
        "expected_unlock_hash": announced,
        "expected_nonce": NONCE,
        "expected_rp_id": RP_ID,
        "expected_origins": [ORIGIN],
    }
    return verify_platform_registration(credential=credential, **(expected | changed))


def unlock(assertion: Any = ASSERTED, **changed: Any) -> VerifiedUnlock:
    stored = register()
    expected: dict[str, Any] = {
        "public_key": stored.public_key,
        "sign_count": 0,
        "expected_unlock_hash": sha256_b64url(assertion["response"]["signature"]),
        "expected_nonce": NONCE,
        "expected_rp_id": RP_ID,
        "expected_origins": [ORIGIN],
        "expected_credential_id": CREDENTIAL.credential_id,
    }
    return verify_platform_unlock(assertion=assertion, **(expected | changed))


def with_response(message: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return message | {"response": message["response"] | changed}


def with_client_data(message: dict[str, Any], **changed: Any) -> dict[str, Any]:
    client_data = json.loads(decode(message["response"]["clientDataJSON"])) | changed
    return with_response(message, clientDataJSON=encode(json.dumps(client_data).encode()))


def with_attestation(**changed: Any) -> dict[str, Any]:
    attestation = parse_cbor(decode(CREATED["response"]["attestationObject"])) | changed
    return with_response(CREATED, attestationObject=encode(encode_cbor(attestation)))


def test_the_options_ask_for_the_phones_own_lock_and_a_verified_person() -> None:
    selection = OPTIONS["authenticatorSelection"]

    assert selection["authenticatorAttachment"] == "platform"
    assert selection["userVerification"] == "required"
    assert [parameter["alg"] for parameter in OPTIONS["pubKeyCredParams"]] == [-7]
    assert OPTIONS["challenge"] == NONCE


def test_a_new_credential_is_accepted_for_storing() -> None:
    made = register()

    assert (made.mode, made.credential_id, made.sign_count) == ("platform", CREDENTIAL.credential_id, 0)


def test_the_stored_credential_unlocks_for_one_challenge() -> None:
    assert unlock() == VerifiedUnlock(sign_count=0)


def test_what_browsers_add_is_tolerated() -> None:
    extras = {
        "publicKeyAlgorithm": -7,
        "publicKey": "AA",
        "authenticatorData": "AA",
        "transports": ["internal"],
    }

    assert register(
        with_response(CREATED, **extras) | {"clientExtensionResults": {"credProps": {"rk": True}}}
    )


@pytest.mark.parametrize("flags", [0, USER_PRESENT, USER_VERIFIED])
def test_t12_without_presence_and_verification_nothing_is_proven(flags: int) -> None:
    _, created = make_credential(options=OPTIONS, origin=ORIGIN, flags=flags)
    asserted = make_assertion(credential=CREDENTIAL, nonce=NONCE, origin=ORIGIN, flags=flags)

    with pytest.raises(SignatureRejected, match="bad_platform_registration"):
        register(created)
    with pytest.raises(SignatureRejected, match="bad_platform_unlock"):
        unlock(asserted)


@pytest.mark.parametrize(
    "changed",
    [
        {"expected_nonce": encode(b"another")},
        {"expected_rp_id": "nordljus.example"},
        {"expected_origins": ["https://evil.example"]},
        {"expected_origins": ["http://id.nordljus.example"]},
    ],
    ids=repr,
)
def test_t12_an_unlock_for_another_challenge_or_site_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(SignatureRejected, match=r"bad_platform_unlock|wrong_nonce"):
        unlock(**changed)
    with pytest.raises(SignatureRejected, match=r"bad_platform_registration|wrong_nonce"):
        register(**changed)


APP = "android:apk-key-hash:" + "A" * 43


def test_an_app_that_the_operator_named_unlocks_by_its_own_origin() -> None:
    credential, created = make_credential(options=OPTIONS, origin=APP)
    asserted = make_assertion(credential=credential, nonce=NONCE, origin=APP)
    known = {"expected_origins": [ORIGIN, APP]}

    made = register(created, **known)

    named = {"public_key": made.public_key, "expected_credential_id": credential.credential_id}
    assert unlock(asserted, **known, **named).sign_count == 0
    with pytest.raises(SignatureRejected, match="bad_platform_registration"):
        register(created)
    with pytest.raises(SignatureRejected, match="bad_platform_unlock"):
        unlock(asserted, **named)


@pytest.mark.parametrize("spelled", [APP.upper(), APP + "=", APP[:-1], APP + "/", "", ORIGIN + "/"])
def test_an_origin_is_compared_to_the_letter(spelled: str) -> None:
    _credential, created = make_credential(options=OPTIONS, origin=spelled)

    with pytest.raises(SignatureRejected, match="bad_platform_registration"):
        register(created, expected_origins=[ORIGIN, APP])


SPELLINGS = {
    "padded": NONCE + "=",
    "padded twice": NONCE + "==",
    "with a blank": f" {NONCE}",
    "missing": None,
    "a number": 7,
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_t11_the_challenge_is_compared_as_it_is_written(spelling: object) -> None:
    """The library decodes first: other spellings of the same bytes would do."""
    asserted = make_assertion(credential=CREDENTIAL, nonce=NONCE, origin=ORIGIN)

    with pytest.raises(SignatureRejected, match="wrong_nonce"):
        unlock(with_client_data(asserted, challenge=spelling))
    with pytest.raises(SignatureRejected, match="wrong_nonce"):
        register(with_client_data(CREATED, challenge=spelling))


def test_another_credential_of_the_same_person_is_refused() -> None:
    other, _ = make_credential(options=OPTIONS, origin=ORIGIN)
    asserted = make_assertion(credential=other, nonce=NONCE, origin=ORIGIN)
    renamed = asserted | {"id": CREDENTIAL.credential_id, "rawId": CREDENTIAL.credential_id}

    with pytest.raises(SignatureRejected, match="wrong_credential"):
        unlock(asserted)
    with pytest.raises(SignatureRejected, match="bad_platform_unlock"):
        unlock(renamed)
    # The right key under another credential's name.
    with pytest.raises(SignatureRejected, match="wrong_credential"):
        unlock(expected_credential_id=other.credential_id)


def test_t12_a_proof_that_the_device_key_did_not_announce_is_refused() -> None:
    for verify in (register, unlock):
        with pytest.raises(SignatureRejected, match="unlock_not_announced"):
            verify(expected_unlock_hash=None)
        with pytest.raises(SignatureRejected, match="wrong_unlock_hash"):
            verify(expected_unlock_hash=sha256_b64url("another"))


def test_t10_a_counter_that_does_not_rise_is_refused() -> None:
    with pytest.raises(SignatureRejected, match="bad_platform_unlock"):
        unlock(sign_count=1)


def test_t11_a_registration_is_no_unlock_and_the_other_way_round() -> None:
    with pytest.raises(SignatureRejected, match="bad_platform_unlock"):
        unlock(with_client_data(ASSERTED, type="webauthn.create"))
    with pytest.raises(SignatureRejected, match="bad_platform_registration"):
        register(with_client_data(CREATED, type="webauthn.get"))


@pytest.mark.parametrize(
    "changed", [{"crossOrigin": True}, {"crossOrigin": "no"}, {"topOrigin": "https://evil.example"}], ids=repr
)
def test_t27_a_ceremony_inside_another_sites_frame_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(SignatureRejected, match="cross_origin"):
        register(with_client_data(CREATED, **changed))
    with pytest.raises(SignatureRejected, match="cross_origin"):
        unlock(with_client_data(ASSERTED, **changed))


@pytest.mark.parametrize("fmt", ["tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "other", 7])
def test_attestation_formats_that_need_more_parsers_are_refused(fmt: object) -> None:
    with pytest.raises(SignatureRejected, match="bad_attestation_format"):
        register(with_attestation(fmt=fmt))


def test_a_credential_under_another_name_is_refused() -> None:
    with pytest.raises(SignatureRejected, match="wrong_credential"):
        register(CREATED | {"id": "AAAA", "rawId": "AAAA"})


@pytest.mark.parametrize(
    "cose",
    [
        {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)},
        {1: 2, 3: -7, -1: 2, -2: bytes(48), -3: bytes(48)},
        {1: 2, 3: -35, -1: 2, -2: bytes(48), -3: bytes(48)},
        {1: 3, 3: -257, -1: bytes(256), -2: b"\x01\x00\x01"},
        {1: 1, 3: -8, -1: 6, -2: bytes(32)},
        {1: 2, 3: -7},
        {},
        [],
        4,
        "x",
    ],
    ids=lambda value: repr(value)[:30],
)
def test_t11_a_key_that_is_no_p256_point_is_refused(cose: object) -> None:
    data = parse_cbor(decode(CREATED["response"]["attestationObject"]))["authData"]
    forged = data[: 37 + 16 + 2 + 32] + encode_cbor(cose)

    with pytest.raises(SignatureRejected, match="bad_platform_registration"):
        register(with_attestation(authData=forged))


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "credential",
        [],
        {},
        CREATED | {"response": None},
        CREATED | {"type": "other"},
        CREATED | {"id": 7},
        CREATED | {"id": ""},
        CREATED | {"rawId": "AAAA"},
        CREATED | {"id": CREATED["id"] + "=", "rawId": CREATED["id"] + "="},
        with_response(CREATED, attestationObject="x" * 4097),
        with_response(CREATED, clientDataJSON=encode(b"[]")),
        with_response(CREATED, clientDataJSON=encode(b'{"type":"webauthn.create","type":"webauthn.create"}')),
    ],
)
def test_t11_what_is_no_credential_is_refused(odd: Any) -> None:
    with pytest.raises(SignatureRejected) as refused:
        verify_platform_registration(
            credential=odd,
            expected_unlock_hash=sha256_b64url(CREATED["response"]["attestationObject"]),
            expected_nonce=NONCE,
            expected_rp_id=RP_ID,
            expected_origins=[ORIGIN],
        )

    assert refused.value.code in ("malformed", "bad_signature")


@given(st.binary(min_size=1, max_size=300))
@settings(max_examples=200)
def test_t11_any_attestation_bytes_are_refused_and_nothing_else_happens(raw: bytes) -> None:
    with pytest.raises(SignatureRejected):
        register(with_response(CREATED, attestationObject=encode(raw)))


@given(position=st.integers(min_value=0, max_value=10**6), byte=st.integers(min_value=1, max_value=255))
@settings(max_examples=200)
def test_t11_no_changed_byte_of_an_assertion_survives(position: int, byte: int) -> None:
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        raw = bytearray(decode(ASSERTED["response"][name]))
        raw[position % len(raw)] ^= byte

        with pytest.raises(SignatureRejected):
            unlock(with_response(ASSERTED, **{name: encode(bytes(raw))}))


@given(position=st.integers(min_value=0, max_value=10**6), byte=st.integers(min_value=1, max_value=255))
@settings(max_examples=300)
def test_t11_a_changed_registration_is_refused_or_is_a_usable_key(position: int, byte: int) -> None:
    raw = bytearray(decode(CREATED["response"]["attestationObject"]))
    raw[position % len(raw)] ^= byte

    try:
        made = register(with_response(CREATED, attestationObject=encode(bytes(raw))))
    except SignatureRejected:
        return

    assert made.credential_id == CREDENTIAL.credential_id


@pytest.mark.parametrize("size", [10**12, 2**62, -1])
def test_t30_a_number_in_the_place_of_bytes_takes_no_memory(size: int) -> None:
    with pytest.raises(SignatureRejected):
        register(with_attestation(authData=size))


def test_a_credential_of_another_site_is_refused() -> None:
    elsewhere = PlatformCredential(
        credential_id=CREDENTIAL.credential_id, rp_id="evil.example", key=CREDENTIAL.key
    )

    with pytest.raises(SignatureRejected, match="bad_platform_unlock"):
        unlock(make_assertion(credential=elsewhere, nonce=NONCE, origin=ORIGIN))


def test_a_credential_name_longer_than_the_standard_allows_is_refused() -> None:
    data = parse_cbor(decode(CREATED["response"]["attestationObject"]))["authData"]
    name = bytes(1024)
    forged = with_attestation(authData=data[:53] + len(name).to_bytes(2, "big") + name + data[53 + 2 + 32 :])

    with pytest.raises(SignatureRejected, match="wrong_credential"):
        register(forged | {"id": encode(name), "rawId": encode(name)})
