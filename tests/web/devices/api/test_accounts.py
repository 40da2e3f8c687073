"""One account on a phone: its lock, phone sign-in, and taking it off."""

from collections.abc import Mapping
from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.enrolment.models import Enrolment
from devices.phones.models import PhoneAccount
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from devices.simulator.transport import Answer
from devices.simulator.unlocking import UnlockMode
from tests.support.asking import ask, offered
from tests.support.carrying import ClientTransport
from tests.support.people import change_policy, make_person, make_personal, make_tenant, turn_off
from tests.support.phones import SigningPhone, row_of
from tests.support.rows import everything

pytestmark = pytest.mark.both_databases


@pytest.fixture
def without_lock(ann: User, phone: SigningPhone) -> AccountOnPhone:
    return phone.add(ann, unlock=None, enable=False)


@pytest.mark.parametrize("mode", ["pin", "platform"])
def test_b07_a_lock_comes_first_and_then_phone_sign_in(
    ann: User, phone: SigningPhone, without_lock: AccountOnPhone, mode: UnlockMode
) -> None:
    with pytest.raises(CallRefused) as refused:
        phone.enable_phone_sign_in(without_lock)

    phone.set_up_unlock(without_lock, mode=mode)
    phone.enable_phone_sign_in(without_lock)
    asked = ask(ann)

    assert (refused.value.status, refused.value.code) == (403, "no_unlock")
    assert phone.approve(phone.requests()[0], number=asked.number) == "approved"


def test_a_lock_is_never_replaced(phone: SigningPhone, account: AccountOnPhone) -> None:
    before = everything()

    with pytest.raises(CallRefused) as refused:
        phone.set_up_unlock(account, mode="pin")

    assert (refused.value.status, refused.value.code) == (409, "unlock_already_set")
    assert everything() == before


def test_a_second_answer_to_the_challenge_finds_the_lock_already_set(
    phone: SigningPhone, without_lock: AccountOnPhone
) -> None:
    sent = Remembering()
    phone.calls.transport = sent
    phone.set_up_unlock(without_lock, mode="pin")

    with pytest.raises(CallRefused) as refused:
        phone.calls.call(method="PUT", path=f"accounts/{without_lock.id}/unlock/", body=sent.last)

    assert (refused.value.status, refused.value.code) == (409, "unlock_already_set")


class Remembering(ClientTransport):
    """Keeps the body that was sent last."""

    last: Mapping[str, Any] | None = None

    def send(self, *, body: Mapping[str, Any] | None, **call: Any) -> Answer:
        self.last = body
        return super().send(body=body, **call)


def test_b01_phone_sign_in_needs_the_organisations_policy(ann: User, phone: SigningPhone) -> None:
    account = phone.add(ann, enable=False)
    turn_off(ann.tenant, "phone")

    with pytest.raises(CallRefused) as refused:
        phone.enable_phone_sign_in(account)

    assert (refused.value.status, refused.value.code) == (403, "policy_off")
    assert not row_of(account).phone_sign_in


def test_e20_a_lock_no_longer_accepted_is_told(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    phone.unregister(account)
    change_policy(ann.tenant, unlock="platform")

    with pytest.raises(CallRefused) as refused:
        phone.enable_phone_sign_in(account)

    assert (refused.value.status, refused.value.code) == (403, "unlock_not_allowed")


def test_b09_one_organisation_account_per_phone(phone: SigningPhone, account: AccountOnPhone) -> None:
    second = phone.add(make_person(make_tenant("sydsol")), enable=False)

    with pytest.raises(CallRefused) as refused:
        phone.enable_phone_sign_in(second)
    phone.unregister(account)
    phone.enable_phone_sign_in(second)

    assert (refused.value.status, refused.value.code) == (403, "another_account_registered")
    assert not row_of(account).phone_sign_in
    assert row_of(second).phone_sign_in


def test_b09_personal_accounts_do_not_count(phone: SigningPhone, account: AccountOnPhone) -> None:
    mine = phone.add(make_person(make_personal()))

    assert row_of(mine).phone_sign_in
    assert row_of(account).phone_sign_in


def test_unregistered_the_account_still_answers_second_steps_and_nothing_else(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    phone.unregister(account)
    ask(ann)
    second_step = ask(ann, kind="second_step")

    [request] = phone.requests()

    assert request.handle == str(second_step.pk)


def test_c03_removing_an_account_ends_phone_sign_in_on_the_server(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    ask(ann)

    phone.remove(account)

    assert row_of(account).state == PhoneAccount.State.ENDED
    assert not row_of(account).phone_sign_in
    assert phone.requests() == []


def test_t18_a_phone_that_never_passed_its_test_takes_itself_off_and_signs_nobody_out(
    ann: User, phone: SigningPhone
) -> None:
    """Whoever photographed the code gets this far: what they made ends, and nothing else happens to the person."""
    phone.claim(offered(ann)[1])
    untested = phone.complete(unlock="pin")
    before = User.objects.get(pk=ann.pk).session_epoch

    phone.remove(untested)

    enrolment = Enrolment.objects.select_related("test_request", "phone_account").get()
    assert enrolment.test_request is not None
    assert (enrolment.state, enrolment.test_request.state) == ("rejected", "cancelled")
    assert row_of(untested).state == PhoneAccount.State.ENDED
    assert phone.requests() == []
    assert User.objects.get(pk=ann.pk).session_epoch == before
    assert not AuditEvent.objects.filter(tag__in=("user:phone:removed", "user:sessions:ended")).exists()


def test_c03_an_account_that_ended_is_no_longer_there_to_change(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    phone.remove(account)

    for change in (phone.remove, phone.enable_phone_sign_in, phone.unregister):
        with pytest.raises(CallRefused) as refused:
            change(account)
        assert (refused.value.status, refused.value.code) == (404, "not_found")


def test_t09_an_account_on_another_phone_is_not_there(phone: SigningPhone, account: AccountOnPhone) -> None:
    other = SigningPhone()
    other.add(make_person(make_tenant("sydsol"), "eve"))
    other.refresh()
    before = everything()

    for change in (other.remove, other.enable_phone_sign_in, other.unregister):
        with pytest.raises(CallRefused) as refused:
            change(account)
        assert (refused.value.status, refused.value.code) == (404, "not_found")
    with pytest.raises(CallRefused) as refused:
        other.set_up_unlock(account, mode="pin")
    assert (refused.value.status, refused.value.code) == (404, "not_found")
    assert everything() == before


def test_t10_a_lock_cannot_be_set_up_without_a_challenge(
    phone: SigningPhone, without_lock: AccountOnPhone
) -> None:
    body = {"setup": "a.b.c", "unlock": {"mode": "pin", "jwk": phone.key.public_jwk, "proof": "a.b.c"}}

    with pytest.raises(CallRefused) as refused:
        phone.calls.call(method="PUT", path=f"accounts/{without_lock.id}/unlock/", body=body)

    assert refused.value.status == 409
    assert row_of(without_lock).unlock_mode == ""
