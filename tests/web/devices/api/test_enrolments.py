"""Adding an account to a phone."""

from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.enrolment.models import Enrolment
from devices.phones.models import PhoneAccount
from devices.simulator.calls import CallRefused
from devices.simulator.messages import build_enrolment
from devices.simulator.phone import AccountOnPhone
from devices.simulator.transport import Answer
from devices.simulator.unlocking import UnlockMode, make_unlock
from tests.support.asking import ask, offered, test_number
from tests.support.carrying import ClientTransport
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, row_of
from tests.support.rows import everything


class LosesTheFirstAnswer(ClientTransport):
    """Of each completion the first answer never arrives, so the same body is sent again."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Any] = []

    def send(self, *, path: str, **call: Any) -> Answer:
        answer = super().send(path=path, **call)
        if path.endswith("/complete/") and answer.status == 200:
            self.answers.append(answer.body)
            if len(self.answers) == 1:
                return Answer(status=401, headers=answer.headers, body={"code": "use_dpop_nonce"})
        return answer


@pytest.mark.parametrize("unlock", ["pin", "platform", None])
def test_b03_b04_a_phone_is_added_by_its_own_keys_and_the_number(
    ann: User, phone: SigningPhone, unlock: UnlockMode | None
) -> None:
    phone.claim(offered(ann)[1])
    account = phone.complete(unlock=unlock)
    before_the_test = row_of(account).confirmed

    phone.approve(phone.requests()[0], number=test_number(account))

    assert not before_the_test
    assert row_of(account).confirmed
    assert row_of(account).unlock_mode == (unlock or "")
    assert phone.row.thumbprint == phone.key.thumbprint


def test_b04_a_wrong_number_in_the_test_adds_nothing(ann: User, phone: SigningPhone) -> None:
    phone.claim(offered(ann)[1])
    account = phone.complete(unlock="pin")
    wrong = f"{(int(test_number(account)) + 1) % 100:02d}"

    with pytest.raises(CallRefused) as refused:
        phone.approve(phone.requests()[0], number=wrong)

    assert refused.value.code == "wrong_number"
    assert row_of(account).state == PhoneAccount.State.ENDED
    assert not row_of(account).confirmed
    assert Enrolment.objects.get().state == "rejected"


def test_b04_until_the_test_is_passed_the_account_answers_nothing_else(
    ann: User, phone: SigningPhone
) -> None:
    phone.claim(offered(ann)[1])
    account = phone.complete(unlock="pin")
    ask(ann)

    [request] = phone.requests()
    with pytest.raises(CallRefused) as refused:
        phone.enable_phone_sign_in(account)

    assert request.kind == "enrol"
    assert refused.value.code == "two_step_missing"


def test_b05_t18_a_second_claim_is_refused_and_noted(ann: User, phone: SigningPhone) -> None:
    code = offered(ann)[1]
    phone.claim(code)

    with pytest.raises(CallRefused) as refused:
        SigningPhone().claim(code)

    assert (refused.value.status, refused.value.code) == (409, "code_used")
    assert Enrolment.objects.get().thumbprint == phone.key.thumbprint
    assert Enrolment.objects.get().second_claim_at is not None


def test_b05_the_same_claim_again_gets_the_same_answer(ann: User, phone: SigningPhone) -> None:
    code = offered(ann)[1]
    first = phone.calls.call(method="POST", path="enrolments/claim/", body={"code": code})

    again = phone.calls.call(method="POST", path="enrolments/claim/", body={"code": code})

    assert again == first
    assert Enrolment.objects.get().second_claim_at is None


@pytest.mark.parametrize("unlock", ["pin", "platform", None])
def test_t10_the_same_completion_again_gets_the_same_answer_and_a_token_that_works(
    ann: User, phone: SigningPhone, unlock: UnlockMode | None
) -> None:
    phone.claim(offered(ann)[1])
    lost = LosesTheFirstAnswer()
    phone.calls.transport = lost

    account = phone.complete(unlock=unlock)
    phone.approve(phone.requests()[0], number=test_number(account))

    assert lost.answers[0] == lost.answers[1]
    assert row_of(account).confirmed


def test_b05_a_code_dies_after_its_time(ann: User, phone: SigningPhone) -> None:
    code = offered(ann)[1]
    Enrolment.objects.update(expires_at=Now())

    with pytest.raises(CallRefused) as refused:
        phone.claim(code)

    assert (refused.value.status, refused.value.code) == (410, "expired")


def test_an_unknown_code_is_refused(ann: User, phone: SigningPhone) -> None:
    with pytest.raises(CallRefused) as refused:
        phone.claim("x" * 43)

    assert (refused.value.status, refused.value.code) == (404, "code_unknown")


def test_t18_only_the_phone_that_claimed_may_complete(ann: User, phone: SigningPhone) -> None:
    phone.claim(offered(ann)[1])
    thief = SigningPhone()
    thief.claimed = phone.claimed
    before = everything()

    with pytest.raises(CallRefused) as refused:
        thief.complete(unlock="pin")

    assert (refused.value.status, refused.value.code) == (409, "not_claimed")
    assert everything() == before


def test_t18_an_enrolment_is_completed_once(ann: User, phone: SigningPhone) -> None:
    claimed = phone.claim(offered(ann)[1])
    phone.complete(unlock="pin")
    phone.refresh()
    phone.claimed = claimed
    before = everything()

    with pytest.raises(CallRefused) as refused:
        phone.complete(unlock="pin")

    assert (refused.value.status, refused.value.code) == (409, "not_claimed")
    assert everything() == before


def test_t09_an_answer_for_one_tenant_is_none_for_another(
    ann: User, phone: SigningPhone, nordljus: Tenant
) -> None:
    eve = make_person(make_tenant("sydsol"), "eve")
    other = SigningPhone()
    other_claim = other.claim(offered(eve)[1])
    mine = phone.claim(offered(ann)[1])
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


def test_e20_a_lock_the_organisation_does_not_accept_is_refused(db: None, phone: SigningPhone) -> None:
    strict = make_person(make_tenant("strict", unlock="platform"))
    phone.claim(offered(strict)[1])

    with pytest.raises(CallRefused) as refused:
        phone.complete(unlock="pin")

    assert (refused.value.status, refused.value.code) == (403, "unlock_not_allowed")


def test_t12_the_device_key_cannot_play_the_pin_key_as_well(ann: User, phone: SigningPhone) -> None:
    claimed = phone.claim(offered(ann)[1])
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
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    token = phone.calls.token
    second = phone.add(make_person(make_tenant("sydsol")), enable=False)

    assert phone.calls.token == token
    assert row_of(second).phone_id == row_of(account).phone_id


def test_a_known_key_without_its_token_claims_nothing(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    phone.calls.token = None

    with pytest.raises(CallRefused) as refused:
        phone.claim(offered(make_person(ann.tenant, "bo"))[1])

    assert (refused.value.status, refused.value.code) == (409, "phone_known")


def test_claims_are_counted_by_address_before_anything_is_verified(db: None) -> None:
    client = Client()
    statuses = [client.post("/device-api/v1/enrolments/claim/").status_code for _ in range(21)]

    assert statuses == [401] * 20 + [429]


def test_the_page_learns_which_phone_claimed(ann: User, phone: SigningPhone) -> None:
    phone.claim(offered(ann)[1])
    at_the_claim = Enrolment.objects.get().label
    phone.complete()

    assert at_the_claim == phone.label
    assert Enrolment.objects.get().label == phone.label


def test_a_phone_that_does_not_say_what_it_is_called_is_named_as_it_is_known(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    code = offered(make_person(ann.tenant, "bo"))[1]

    phone.calls.call(method="POST", path="enrolments/claim/", body={"code": code})

    assert Enrolment.objects.latest("created_at").label == phone.label
