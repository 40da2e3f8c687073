"""Adding an account to a phone."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.enrolment.models import Enrolment
from devices.phones.models import PhoneAccount
from devices.simulator.calls import CallRefused
from devices.simulator.messages import build_enrolment
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from devices.simulator.unlocking import UnlockMode, make_unlock
from tests.support.fake_phone import fake_phone
from tests.web.devices.api.people import (
    account_row,
    ask,
    enrol,
    everything,
    offered_code,
    organisation,
    person,
    row_of,
    test_number,
)


@pytest.mark.parametrize("unlock", ["pin", "platform", None])
def test_b03_b04_a_phone_is_added_by_its_own_keys_and_the_number(
    ann: User, phone: SimulatedPhone, unlock: UnlockMode | None
) -> None:
    phone.claim(offered_code(ann))
    account = phone.complete(unlock=unlock)
    before_the_test = account_row(account).confirmed

    phone.approve(phone.requests()[0], number=test_number(account))

    assert not before_the_test
    assert account_row(account).confirmed
    assert account_row(account).unlock_mode == (unlock or "")
    assert row_of(phone).thumbprint == phone.key.thumbprint


def test_b04_a_wrong_number_in_the_test_adds_nothing(ann: User, phone: SimulatedPhone) -> None:
    phone.claim(offered_code(ann))
    account = phone.complete(unlock="pin")
    wrong = f"{(int(test_number(account)) + 1) % 100:02d}"

    with pytest.raises(CallRefused) as refused:
        phone.approve(phone.requests()[0], number=wrong)

    assert refused.value.code == "wrong_number"
    assert account_row(account).state == PhoneAccount.State.ENDED
    assert not account_row(account).confirmed
    assert Enrolment.objects.get().state == "rejected"


def test_b04_until_the_test_is_passed_the_account_answers_nothing_else(
    ann: User, phone: SimulatedPhone
) -> None:
    phone.claim(offered_code(ann))
    account = phone.complete(unlock="pin")
    ask(ann)

    [request] = phone.requests()
    with pytest.raises(CallRefused) as refused:
        phone.enable_phone_sign_in(account)

    assert request.kind == "enrol"
    assert refused.value.code == "two_step_missing"


def test_b05_t18_a_second_claim_is_refused_and_noted(ann: User, phone: SimulatedPhone) -> None:
    code = offered_code(ann)
    phone.claim(code)

    with pytest.raises(CallRefused) as refused:
        fake_phone().claim(code)

    assert (refused.value.status, refused.value.code) == (409, "code_used")
    assert Enrolment.objects.get().thumbprint == phone.key.thumbprint
    assert Enrolment.objects.get().second_claim_at is not None


def test_b05_a_code_dies_after_its_time(ann: User, phone: SimulatedPhone) -> None:
    code = offered_code(ann)
    Enrolment.objects.update(expires_at=timezone.now())

    with pytest.raises(CallRefused) as refused:
        phone.claim(code)

    assert (refused.value.status, refused.value.code) == (410, "expired")


def test_an_unknown_code_is_refused(ann: User, phone: SimulatedPhone) -> None:
    with pytest.raises(CallRefused) as refused:
        phone.claim("x" * 43)

    assert (refused.value.status, refused.value.code) == (404, "code_unknown")


def test_t18_only_the_phone_that_claimed_may_complete(ann: User, phone: SimulatedPhone) -> None:
    phone.claim(offered_code(ann))
    thief = fake_phone()
    thief.claimed = phone.claimed
    before = everything()

    with pytest.raises(CallRefused) as refused:
        thief.complete(unlock="pin")

    assert (refused.value.status, refused.value.code) == (409, "not_claimed")
    assert everything() == before


def test_t18_an_enrolment_is_completed_once(ann: User, phone: SimulatedPhone) -> None:
    claimed = phone.claim(offered_code(ann))
    phone.complete(unlock="pin")
    phone.refresh()
    phone.claimed = claimed
    before = everything()

    with pytest.raises(CallRefused) as refused:
        phone.complete(unlock="pin")

    assert (refused.value.status, refused.value.code) == (409, "not_claimed")
    assert everything() == before


def test_t09_an_answer_for_one_tenant_is_none_for_another(
    ann: User, phone: SimulatedPhone, nordljus: Tenant
) -> None:
    eve = person("eve", organisation("sydsol"))
    other = fake_phone()
    other_claim = other.claim(offered_code(eve))
    mine = phone.claim(offered_code(ann))
    before = everything()
    forged = build_enrolment(
        key=phone.key, challenge=other_claim.challenge, now=1, label="Forged", platform="simulator"
    )

    with pytest.raises(CallRefused) as refused:
        phone.calls.call(
            method="POST",
            path=f"enrolments/{mine.id}/complete/",
            body={"enrolment": forged, "unlock": None},
        )

    assert (refused.value.status, refused.value.code) == (400, "bad_signature")
    assert everything() == before


def test_e20_a_lock_the_organisation_does_not_accept_is_refused(db: None, phone: SimulatedPhone) -> None:
    strict = person("ann", organisation("strict", unlock="platform"))
    phone.claim(offered_code(strict))

    with pytest.raises(CallRefused) as refused:
        phone.complete(unlock="pin")

    assert (refused.value.status, refused.value.code) == (403, "unlock_not_allowed")


def test_t12_the_device_key_cannot_play_the_pin_key_as_well(ann: User, phone: SimulatedPhone) -> None:
    claimed = phone.claim(offered_code(ann))
    _unlock, proof = make_unlock(
        mode="pin", challenge=claimed.challenge, creation_options=None, origin=phone.public_url, now=1
    )
    signed = build_enrolment(
        key=phone.key,
        challenge=claimed.challenge,
        now=1,
        label="Same key",
        platform="simulator",
        unlock_hash=proof.digest,
    )

    with pytest.raises(CallRefused) as refused:
        phone.calls.call(
            method="POST",
            path=f"enrolments/{claimed.id}/complete/",
            body={"enrolment": signed, "unlock": {**proof.sent, "jwk": phone.key.public_jwk}},
        )

    assert (refused.value.status, refused.value.code) == (400, "bad_signature")


def test_a_known_phone_adds_a_second_account_and_keeps_its_token(
    phone: SimulatedPhone, account: AccountOnPhone
) -> None:
    token = phone.calls.token
    second = enrol(person("ann", organisation("sydsol")), phone, enable=False)

    assert phone.calls.token == token
    assert account_row(second).phone_id == account_row(account).phone_id


def test_a_known_key_without_its_token_claims_nothing(
    ann: User, phone: SimulatedPhone, account: AccountOnPhone
) -> None:
    phone.calls.token = None

    with pytest.raises(CallRefused) as refused:
        phone.claim(offered_code(person("bo", ann.tenant)))

    assert (refused.value.status, refused.value.code) == (409, "phone_known")


def test_claims_are_counted_by_address_before_anything_is_verified(db: None) -> None:
    client = Client()
    statuses = [client.post("/device-api/v1/enrolments/claim/").status_code for _ in range(21)]

    assert statuses == [401] * 20 + [429]


def test_the_page_learns_which_phone_claimed(ann: User, phone: SimulatedPhone) -> None:
    phone.claim(offered_code(ann))
    phone.complete()

    assert Enrolment.objects.get().label == phone.label
