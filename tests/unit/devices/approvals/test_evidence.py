"""Each answer is kept so that it can be verified later: from the database alone, with public keys (E13)."""

import json
from typing import Any

import pytest
from pytest_django import Settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.refusals import BadSignature, WrongNumber
from devices.challenge_keys.models import ChallengeKey
from devices.challenge_keys.services import rotate
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.errors import SignatureRejected
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.simulator.unlocking import UnlockMode
from tests.support.asking import ask
from tests.support.evidence import verify_evidence
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def kept(request: ApprovalRequest) -> Challenge:
    return Challenge.objects.select_related("request__tenant", "phone_account__phone").get(request=request)


@pytest.mark.parametrize("unlock", ["pin", "platform"])
def test_an_approval_can_be_verified_after_the_keys_have_changed_and_the_phone_is_gone(
    unlock: UnlockMode, ann: User, settings: Settings
) -> None:
    phone, request = phone_of(ann, unlock=unlock), ask(ann)
    phone.says_yes(request)
    for _ in range(3):
        rotate(ann.tenant, actor=None)
    ChallengeKey.objects.update(private_key_encrypted="gone")
    Phone.objects.update(state="removed")
    PhoneAccount.objects.update(state="ended")
    settings.PUBLIC_URL = "https://moved.example"

    decision = verify_evidence(kept(request))

    assert (decision.kind, decision.number) == ("approval", request.number)


def test_a_denial_and_a_wrong_number_are_kept_as_well(ann: User, phone: SigningPhone) -> None:
    denied, missed = ask(ann), ask(ann)
    phone.send(denied, phone.denial(phone.see(denied), reason="not_me"))
    wrong = f"{(int(missed.number) + 1) % 100:02d}"
    with pytest.raises(WrongNumber):
        phone.says_yes(missed, number=wrong)

    assert (verify_evidence(kept(denied)).kind, verify_evidence(kept(denied)).reason) == ("denial", "not_me")
    assert verify_evidence(kept(missed)).number == wrong


def swapped(text: str) -> str:
    """The same text with one character in its middle changed."""
    middle = len(text) // 2
    return text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]


def spoil(request: ApprovalRequest, **changes: Any) -> None:
    Challenge.objects.filter(request=request).update(**changes)


@pytest.mark.parametrize("unlock", ["pin", "platform"])
@pytest.mark.parametrize("part", ["jws", "decision", "nonce", "decision_jti"])
def test_changing_any_kept_text_is_found(part: str, unlock: UnlockMode, ann: User) -> None:
    phone, request = phone_of(ann, unlock=unlock), ask(ann)
    phone.says_yes(request)
    assert verify_evidence(kept(request))

    spoil(request, **{part: swapped(getattr(kept(request), part))})

    with pytest.raises(SignatureRejected):
        verify_evidence(kept(request))


@pytest.mark.parametrize("unlock", ["pin", "platform"])
def test_changing_or_losing_the_proof_of_the_unlock_is_found(unlock: UnlockMode, ann: User) -> None:
    phone, request = phone_of(ann, unlock=unlock), ask(ann)
    phone.says_yes(request)
    proof = kept(request).unlock_proof
    assert proof is not None
    signature = proof["proof"] if unlock == "pin" else proof["assertion"]["response"]["signature"]

    for other in (json.loads(json.dumps(proof).replace(signature, swapped(signature))), None):
        spoil(request, unlock_proof=other)
        with pytest.raises(SignatureRejected):
            verify_evidence(kept(request))


def test_evidence_moved_to_another_request_is_found(ann: User, phone: SigningPhone) -> None:
    mine, other = ask(ann), ask(ann)
    phone.says_yes(mine)
    phone.see(other)
    good = Challenge.objects.filter(request=mine).values(
        "jws", "nonce", "decision", "decision_jti", "unlock_proof"
    )[0]

    spoil(other, **good)

    with pytest.raises(SignatureRejected):
        verify_evidence(kept(other))


@pytest.mark.parametrize("part", ["tenant key", "tenant", "device key", "unlock key"])
def test_changing_a_public_key_or_the_tenant_is_found(part: str, ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    phone.says_yes(request)
    other = SigningKey.generate().public_jwk
    sundby: Tenant = make_tenant("sundby")

    match part:
        case "tenant key":
            ChallengeKey.objects.update(public_jwk=other)
        case "tenant":
            ApprovalRequest.objects.update(tenant=sundby)
        case "device key":
            Phone.objects.update(device_key=other)
        case "unlock key":
            PhoneAccount.objects.update(unlock_public_key=jwk_to_text(other))

    with pytest.raises(SignatureRejected):
        verify_evidence(kept(request))


def test_nothing_unverified_is_ever_kept(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    answer = phone.approval(shown, number=request.number, txn="another")

    with pytest.raises(BadSignature):
        phone.send(request, answer)

    assert (kept(request).decision, kept(request).unlock_proof) == ("", None)


def test_a_challenge_shown_to_one_person_is_no_evidence_against_another(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    phone.says_yes(request)
    bea = phone_of(make_person(ann.tenant, "bea"))

    spoil(request, phone_account=bea.row.accounts.get())

    with pytest.raises(SignatureRejected):
        verify_evidence(kept(request))
