from dataclasses import replace

import pytest

from devices.signatures.challenges import (
    ApprovalChallenge,
    Binding,
    EnrolmentChallenge,
    UnlockChallenge,
    read_challenge,
    sign_challenge,
)
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import APPROVAL_CHALLENGE, ENROLMENT_CHALLENGE, UNLOCK_CHALLENGE
from devices.signatures.jws.reading import LARGEST_MESSAGE
from devices.signatures.keys import SigningKey
from tests.unit.devices.signatures.conftest import PHONE


def enrolment(binding: Binding) -> EnrolmentChallenge:
    return EnrolmentChallenge(
        binding=binding,
        tenant_id="9f2c",
        tenant_name="Nordljus",
        tenant_kind="organisation",
        username="ann@nordljus.example",
        display_name="",
        unlock_modes=("platform", "pin"),
        phone_sign_in=True,
    )


def test_every_challenge_is_read_as_it_was_made(
    binding: Binding, approval_challenge: ApprovalChallenge, server_key: SigningKey
) -> None:
    unlock = UnlockChallenge(binding=binding, account="account-1", unlock_modes=("pin",))

    for challenge in (enrolment(binding), approval_challenge, unlock):
        read = read_challenge(
            challenge=sign_challenge(challenge=challenge, key=server_key),
            kind=challenge.KIND,
            public_key=server_key.public_jwk,
            expected_audience=PHONE,
        )
        assert read == challenge.claims()


def test_the_choices_are_shown_and_the_right_one_is_not(approval_challenge: ApprovalChallenge) -> None:
    claims = approval_challenge.claims()

    assert claims["choices"] == ["07", "42", "99"]
    assert "number" not in claims


def test_without_choices_the_claim_is_left_out(approval_challenge: ApprovalChallenge) -> None:
    assert "choices" not in replace(approval_challenge, match="type", choices=None).claims()


def test_a_challenge_with_the_longest_texts_in_other_scripts_fits_into_a_message(
    approval_challenge: ApprovalChallenge, server_key: SigningKey
) -> None:
    context = replace(approval_challenge.context, tenant="組" * 80, application="組" * 80, place="組" * 80)

    text = sign_challenge(challenge=replace(approval_challenge, context=context), key=server_key)

    assert len(text) <= LARGEST_MESSAGE


def test_what_is_reserved_is_read_and_left_out_where_there_is_none(
    approval_challenge: ApprovalChallenge, server_key: SigningKey
) -> None:
    payment = {"type": "payment", "amount": "100,00", "currency": "SEK", "to": "Sydsol"}
    context = replace(approval_challenge.context, binding_message="Blue 42", details=(payment,))

    read = read_challenge(
        challenge=sign_challenge(
            challenge=replace(approval_challenge, kind="act", context=context), key=server_key
        ),
        kind=APPROVAL_CHALLENGE,
        public_key=server_key.public_jwk,
        expected_audience=PHONE,
    )

    assert read["context"]["binding_message"] == "Blue 42"
    assert read["context"]["details"] == [payment]
    assert not {"binding_message", "details"} & approval_challenge.claims()["context"].keys()


def test_t09_a_challenge_for_another_phone_is_refused(
    approval_challenge: ApprovalChallenge, server_key: SigningKey
) -> None:
    text = sign_challenge(challenge=approval_challenge, key=server_key)

    with pytest.raises(SignatureRejected, match="wrong_audience"):
        read_challenge(
            challenge=text,
            kind=APPROVAL_CHALLENGE,
            public_key=server_key.public_jwk,
            expected_audience="phone-2",
        )


def test_a_challenge_by_another_server_is_refused(
    approval_challenge: ApprovalChallenge, server_key: SigningKey
) -> None:
    text = sign_challenge(challenge=approval_challenge, key=SigningKey.generate())

    with pytest.raises(SignatureRejected, match="wrong_key"):
        read_challenge(
            challenge=text, kind=APPROVAL_CHALLENGE, public_key=server_key.public_jwk, expected_audience=PHONE
        )


def test_t11_a_challenge_of_one_kind_is_never_read_as_another(
    binding: Binding, server_key: SigningKey
) -> None:
    text = sign_challenge(challenge=enrolment(binding), key=server_key)

    for kind in (APPROVAL_CHALLENGE, UNLOCK_CHALLENGE):
        with pytest.raises(SignatureRejected, match="wrong_typ"):
            read_challenge(
                challenge=text, kind=kind, public_key=server_key.public_jwk, expected_audience=PHONE
            )
    assert enrolment(binding).KIND is ENROLMENT_CHALLENGE
