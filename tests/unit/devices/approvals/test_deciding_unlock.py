"""Nothing weaker than what was asked for (T12, E20)."""

from typing import Any

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.deciding import Answer
from devices.approvals.refusals import (
    BadSignature,
    PolicyChanged,
)
from devices.approvals.state import State
from devices.phones.models import PhoneAccount
from devices.phones.refusals import UnlockRequired
from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import MessageMalformed
from devices.signatures.keys import SigningKey
from devices.simulator.unlocking import UnlockMode
from tests.support.asking import ask, finish, new_binding, offered, test_request_of
from tests.support.people import change_policy, make_person, set_up
from tests.support.phones import SigningPhone, phone_of
from tests.unit.devices.approvals.looking import state_of, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("unlock", ["pin", "platform", "hardware"])
def test_t12_an_approval_without_the_unlock_is_refused(unlock: UnlockMode, ann: User) -> None:
    change_policy(ann.tenant, unlock_hardware="any")
    phone, request = phone_of(ann, unlock=unlock), ask(ann)
    shown = phone.see(request)

    with pytest.raises(UnlockRequired) as refused:
        phone.send(request, phone.approval(shown, number=request.number, unlocked=False))

    assert refused.value.status == 403
    assert state_of(request) is State.PENDING
    assert phone.send(request, phone.approval(shown, number=request.number)) is State.APPROVED


def test_t12_an_account_without_unlock_approves_no_sign_in(ann: User) -> None:
    phone, request = phone_of(ann, unlock=None, enable=False), ask(ann)
    # Not by the product's own ways: the answer is refused all the same.
    PhoneAccount.objects.update(phone_sign_in=True)

    with pytest.raises(UnlockRequired):
        phone.says_yes(request)

    assert state_of(request) is State.PENDING


def test_t12_a_proof_that_the_device_key_did_not_announce_is_refused(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    unlocked = phone.approval(shown, number=request.number)

    for announced in (None, sha256_b64url("another proof")):
        decision = phone.sign(shown, is_approval=True, number=request.number, unlock_hash=announced)
        with pytest.raises(BadSignature):
            phone.send(request, Answer(decision, unlocked.unlock))

    assert state_of(request) is State.PENDING


@pytest.mark.parametrize("unlock", ["pin", "platform", "hardware"])
def test_t12_the_unlock_of_another_account_on_the_phone_is_refused(
    unlock: UnlockMode, ann: User, nordljus: Tenant
) -> None:
    change_policy(nordljus, unlock_hardware="any")
    phone = SigningPhone()
    own = phone.add(ann, unlock=unlock)
    other = phone.add(make_person(nordljus, "bea"), unlock=unlock, enable=False)
    own.unlock = other.unlock
    request = ask(ann)

    with pytest.raises(BadSignature):
        phone.says_yes(request)

    assert state_of(request) is State.PENDING


def test_t12_a_pin_proof_does_not_count_for_an_account_with_the_phones_own_lock(ann: User) -> None:
    phone = phone_of(ann, unlock="platform")
    request = ask(ann)
    [account] = phone.accounts.values()
    account.unlock = SigningKey.generate()

    with pytest.raises(UnlockRequired):
        phone.says_yes(request)

    assert state_of(request) is State.PENDING


def test_t12_the_device_key_is_no_unlock(ann: User, phone: SigningPhone) -> None:
    """The same factor twice is one factor."""
    [account] = phone.accounts.values()
    account.unlock = phone.key
    request = ask(ann)

    with pytest.raises(BadSignature):
        phone.says_yes(request)


def test_t12_an_unlock_for_one_number_does_not_unlock_another(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    other = phone.approval(shown, number=wrong(request.number))
    assert other.unlock is not None
    decision = phone.sign(
        shown,
        is_approval=True,
        number=request.number,
        unlock_hash=sha256_b64url(other.unlock["proof"]),
    )

    with pytest.raises(BadSignature):
        phone.send(request, Answer(decision, other.unlock))


@pytest.mark.parametrize(
    "proof", [{}, {"mode": "none"}, {"mode": "pin"}, {"mode": "pin", "proof": 7}], ids=repr
)
def test_t12_something_that_is_no_proof_is_no_proof(
    proof: dict[str, Any], ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    decision = phone.sign(phone.see(request), is_approval=True, number=request.number)

    with pytest.raises((UnlockRequired, MessageMalformed)):
        phone.send(request, Answer(decision, proof))

    assert state_of(request) is State.PENDING


@pytest.mark.parametrize("kind", ["signin", "second_step", "reauth"])
def test_t12_e20_a_pin_counts_no_more_once_policy_wants_the_phones_own_lock(
    kind: str, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann, kind=kind)
    shown = phone.see(request)
    change_policy(ann.tenant, unlock="platform")

    with pytest.raises(PolicyChanged):
        phone.send(request, phone.approval(shown, number=request.number))

    assert state_of(request) is State.PENDING


def test_t12_e20_nor_does_one_that_was_given_before_the_change(ann: User, phone: SigningPhone) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)
    phone.says_yes(request)
    change_policy(ann.tenant, unlock="platform")

    request.refresh_from_db()
    with pytest.raises(PolicyChanged):
        finish(request, binding=binding, user=ann)


@pytest.mark.parametrize(
    ("unlock", "factors", "amr"),
    [
        ("platform", {"have", "unlock"}, ("swk", "user", "mca", "mfa")),
        ("pin", {"have", "unlock"}, ("swk", "pin", "mca", "mfa")),
        ("hardware", {"have", "unlock"}, ("swk", "user", "mca", "mfa")),
        (None, {"have"}, ("swk", "mca")),
    ],
)
def test_t12_only_what_was_proven_is_claimed(
    unlock: UnlockMode | None, factors: set[str], amr: tuple[str, ...], ann: User
) -> None:
    binding = new_binding()
    change_policy(ann.tenant, unlock_second_step=bool(unlock), unlock_hardware="any")
    phone = phone_of(ann, unlock=unlock, enable=False)
    request = ask(ann, binding=binding, kind="second_step", factors=frozenset({"know"}))
    phone.says_yes(request)

    request.refresh_from_db()
    proof = finish(request, binding=binding, user=ann).proof

    assert (proof.key, set(proof.factors), proof.amr) == ("phone", factors, amr)


@pytest.mark.parametrize(
    ("kind", "factors", "is_needed"),
    [
        ("second_step", {"know"}, False),
        ("second_step", {"have"}, True),
        ("second_step", {"know", "have"}, True),
        ("second_step", set(), True),
        ("signin", {"know"}, True),
        ("reauth", {"know"}, True),
    ],
)
def test_f03_only_a_second_step_after_something_known_goes_without_the_unlock(
    kind: str, factors: set[str], is_needed: bool, ann: User
) -> None:  # F03, T12
    change_policy(ann.tenant, unlock_second_step=False)
    phone = phone_of(ann)

    request = ask(ann, kind=kind, factors=frozenset(factors))

    assert request.unlock_required is is_needed
    assert phone.see(request).unlock_required is is_needed


def test_f03_the_closing_test_of_a_phone_with_a_lock_still_needs_it(ann: User) -> None:  # F03, B04
    change_policy(ann.tenant, unlock_second_step=False)
    phone = SigningPhone()
    enrolment, code = offered(ann)
    phone.join(phone.take(code), unlock="pin")
    test = test_request_of(enrolment)

    assert phone.see(test).unlock_required
    with pytest.raises(UnlockRequired):
        phone.send(test, phone.approval(phone.see(test), number=test.number, unlocked=False))


def test_f03_an_approval_without_the_unlock_counts_no_more_once_the_policy_wants_it(ann: User) -> None:  # E19
    change_policy(ann.tenant, unlock_second_step=False)
    phone, binding = phone_of(ann), new_binding()
    request = ask(ann, binding=binding, kind="second_step", factors=frozenset({"know"}))
    waiting = ask(ann, kind="second_step", factors=frozenset({"know"}))
    phone.send(request, phone.approval(phone.see(request), number=request.number, unlocked=False))
    # As if the answers came before the policy has ended what was asked.
    set_up(ann.tenant, "phone", unlock="platform_or_pin", unlock_second_step=True)

    request.refresh_from_db()
    with pytest.raises(PolicyChanged):
        finish(request, binding=binding, user=ann)
    with pytest.raises(PolicyChanged):
        phone.send(waiting, phone.approval(phone.see(waiting), number=waiting.number, unlocked=False))
    assert state_of(waiting) is State.REVOKED
