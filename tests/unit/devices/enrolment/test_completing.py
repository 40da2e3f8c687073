"""Completing: only who claimed, with its own keys, for this very challenge."""

from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.users.models import User
from devices.approvals.refusals import BadSignature
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import CodeExpired, NotClaimedByThisPhone, UnlockModeRefused
from devices.enrolment.services import end
from devices.enrolment.state import State
from devices.phones.models import Phone, PhoneAccount
from devices.phones.tokens import phone_of_token, rotate, settle
from devices.signatures.enrolments import verify_enrolment
from devices.signatures.errors import MessageMalformed
from devices.signatures.keys import SigningKey
from tests.support.asking import offered
from tests.support.people import change_policy, make_person
from tests.support.phones import SigningPhone
from tests.support.rows import everything
from tests.unit.devices.enrolment.joining import ENDINGS, answer_test, fresh, joined

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    "forged",
    [
        {"iss": "another"},
        {"aud": "http://localhost:8000/tenants/other"},
        {"txn": "00000000-0000-0000-0000-000000000000"},
        {"nonce": "A" * 43},
        {"chh": "A" * 43},
    ],
    ids=repr,
)
def test_a_completion_is_bound_to_its_challenge(forged: dict[str, Any], ann: User) -> None:
    enrolment, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)

    with pytest.raises(BadSignature):
        joining.join(claimed, **forged)

    assert not Phone.objects.exists()
    assert fresh(enrolment).state == State.CLAIMED


@pytest.mark.parametrize("forged", [{"chh": None}, {"approved": True}, {"iat": 1.5}], ids=repr)
def test_a_completion_with_other_claims_is_no_message(forged: dict[str, Any], ann: User) -> None:
    _, code = offered(ann)
    joining = SigningPhone()

    with pytest.raises(MessageMalformed):
        joining.join(joining.take(code), **forged)

    assert not Phone.objects.exists()


def test_t18_nobody_completes_what_another_phone_claimed(ann: User) -> None:
    _, code = offered(ann)
    joining, thief = SigningPhone(), SigningPhone()
    claimed = joining.take(code)
    message = joining.joining_message(claimed, proof=None)

    with pytest.raises(NotClaimedByThisPhone):
        thief.hand_over(claimed, message, unlock=None)


def test_keys_are_proven_to_be_held(ann: User) -> None:
    """The device key must have signed: a public key seen elsewhere cannot be enrolled."""
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    forged = SigningPhone(key=SigningKey.generate())
    message = joining.joining_message(claimed, proof=None)
    head, body, _ = message.split(".")

    with pytest.raises(BadSignature):
        joining.hand_over(claimed, f"{head}.{body}.{'A' * 86}", unlock=None)
    with pytest.raises(NotClaimedByThisPhone):
        forged.hand_over(claimed, message, unlock=None)


def test_t10_completing_twice_adds_one_phone(ann: User) -> None:
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    joining.join(claimed)

    with pytest.raises(NotClaimedByThisPhone):
        joining.join(claimed)

    assert (Phone.objects.count(), PhoneAccount.objects.count()) == (1, 1)


def test_t10_the_same_keys_again_get_the_same_answer_and_change_nothing(ann: User) -> None:
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    message = joining.joining_message(claimed, proof=None)
    first = joining.hand_over(claimed, message, unlock=None)
    before = everything()

    again = joining.hand_over(claimed, message, unlock=None)

    assert (again.account, again.device_token) == (first.account, first.device_token)
    assert phone_of_token(again.device_token or "") == first.account.phone
    assert everything() == before


def test_i10_the_first_token_is_another_for_every_phone_and_nowhere_stored(ann: User) -> None:
    tokens = set()
    for _ in range(2):
        _, code = offered(ann)
        joining = SigningPhone()
        joining.join(joining.take(code))
        tokens.add(joining.token)

    assert len(tokens) == 2
    assert {len(token) for token in tokens} == {43}
    assert not any(token in str(everything()) for token in tokens)


def test_t17_a_token_that_was_replaced_is_not_handed_out_again(ann: User) -> None:
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    message = joining.joining_message(claimed, proof=None)
    account = joining.hand_over(claimed, message, unlock=None).account
    following = rotate(account.phone)
    settle(phone_of_token(following), following)

    again = joining.hand_over(claimed, message, unlock=None)

    assert (again.account, again.device_token) == (account, None)


@pytest.mark.parametrize("over", ["rejected", "cancelled", "expired"])
def test_t07_once_it_has_ended_the_same_keys_get_nothing(over: str, ann: User) -> None:
    enrolment, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    message = joining.joining_message(claimed, proof=None)
    joining.hand_over(claimed, message, unlock=None)
    end(fresh(enrolment), State(over))

    with pytest.raises(NotClaimedByThisPhone):
        joining.hand_over(claimed, message, unlock=None)


@pytest.mark.parametrize("change", ENDINGS.values(), ids=ENDINGS)
def test_t08_the_same_keys_get_the_same_answer_only_while_the_session_lasts(change: Any, ann: User) -> None:
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    message = joining.joining_message(claimed, proof=None)
    joining.hand_over(claimed, message, unlock=None)
    change(ann)

    with pytest.raises(NotClaimedByThisPhone):
        joining.hand_over(claimed, message, unlock=None)


@pytest.mark.parametrize("change", ENDINGS.values(), ids=ENDINGS)
def test_t08_it_is_completed_only_while_the_session_that_offered_it_lasts(change: Any, ann: User) -> None:
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    change(ann)

    with pytest.raises(NotClaimedByThisPhone):
        joining.join(claimed)

    assert not Phone.objects.exists()


@pytest.mark.parametrize("state", [State.CLAIMED, State.EXPIRED], ids=["just now", "long ago"])
def test_b05_completing_after_the_codes_time_is_too_late(state: State, ann: User) -> None:
    enrolment, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state, expires_at=Now())

    with pytest.raises(CodeExpired):
        joining.join(claimed)

    assert not Phone.objects.exists()


def test_t18_of_another_phones_code_nobody_learns_that_its_time_is_over(ann: User) -> None:
    _, code = offered(ann)
    first, second = SigningPhone(), SigningPhone()
    claimed = first.take(code)
    Enrolment.objects.update(expires_at=Now())

    with pytest.raises(NotClaimedByThisPhone):
        second.join(claimed)


def test_e20_a_pin_is_refused_where_only_the_phones_own_lock_counts(ann: User) -> None:
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    change_policy(ann.tenant, unlock="platform")

    with pytest.raises(UnlockModeRefused):
        joining.join(claimed, unlock="pin")


def test_t12_a_lock_left_out_of_what_was_signed_is_refused(ann: User) -> None:
    """An attacker on the way can neither add, drop nor swap the lock."""
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    proof = joining.unlock_for(claimed, "pin")
    swapped = joining.unlock_for(claimed, "pin")
    announced, silent = (
        joining.joining_message(claimed, proof=proof),
        joining.joining_message(claimed, proof=None),
    )

    for message, sent in ((silent, proof.sent), (announced, swapped.sent), (announced, None)):
        with pytest.raises(BadSignature):
            joining.hand_over(claimed, message, unlock=sent)

    assert not PhoneAccount.objects.exists()


def test_the_enrolment_is_kept_as_evidence(ann: User) -> None:
    enrolment, phone = joined(ann)
    kept = fresh(enrolment)
    [key] = ann.tenant.challenge_keys.all()

    verified = verify_enrolment(
        enrolment=kept.evidence,
        public_key=phone.row.device_key,
        expected_audience=f"http://localhost:8000/tenants/{ann.tenant.pk}",
        expected_enrolment=str(kept.pk),
        expected_nonce=kept.nonce,
        expected_challenge=kept.challenge,
    )

    assert verified.label == "Ann's phone"
    assert key.kid


def test_a_phone_suspended_on_the_way_is_refused_plainly(ann: User, phone: SigningPhone) -> None:
    _, code = offered(make_person(ann.tenant, "bea"))
    claimed = phone.take(code)
    Phone.objects.update(state="suspended")

    with pytest.raises(NotClaimedByThisPhone):
        phone.join(claimed)


def test_a_second_account_joins_the_same_phone_without_a_new_token(ann: User, phone: SigningPhone) -> None:
    enrolment, code = offered(make_person(ann.tenant, "bea"))
    token = phone.token

    phone.join(phone.take(code))
    answer_test(fresh(enrolment), phone)

    assert phone.token == token
    assert Phone.objects.count() == 1
    assert fresh(enrolment).state == State.ACTIVE
