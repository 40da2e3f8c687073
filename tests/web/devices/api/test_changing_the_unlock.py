"""Another lock for an account: by whoever opens the one it has, or by adding it anew where that is gone (T12)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals import challenges
from devices.approvals.models import Challenge
from devices.enrolment.closing_test import conclude_test
from devices.enrolment.unlocks import LOCKS_A_DAY
from devices.otp.models import AuthenticatorApp
from devices.phones.models import PhoneAccount
from devices.signatures.encoding import sha256_b64url
from devices.signatures.keys import SigningKey
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from devices.simulator.unlocking import UnlockMode
from tests.support.asking import ask, offered, test_number, test_request_of
from tests.support.evidence import verify_evidence
from tests.support.keys import Changing, change_of, renewal_of, send_change, send_renewal
from tests.support.people import change_policy, make_person, make_tenant, turned_on
from tests.support.phone_codes import show_codes
from tests.support.phones import SigningPhone, row_of

pytestmark = pytest.mark.both_databases


def refusal(phone: SigningPhone, account: AccountOnPhone, changing: Changing) -> tuple[int, str]:
    with pytest.raises(CallRefused) as refused:
        send_change(phone, account, changing)
    return refused.value.status, refused.value.code


def bent(changing: Changing, **members: Any) -> Changing:
    body = {name: one for name, one in (changing.body | members).items() if one is not None}
    return Changing(body, changing.made)


@pytest.mark.parametrize(("before", "after"), [("pin", "platform"), ("platform", "pin"), ("pin", "pin")])
def test_whoever_opens_the_lock_there_is_changes_it(
    before: UnlockMode, after: UnlockMode, ann: User, phone: SigningPhone
) -> None:  # T12
    account = phone.add(ann, unlock=before)

    facts = send_change(phone, account, change_of(phone, account, after))

    assert facts["unlock"]["mode"] == after
    assert facts["phone_sign_in"]["enabled"]
    asked = ask(ann)
    assert phone.approve(phone.requests()[0], number=asked.number) == "approved"
    told = AuditEvent.objects.get(tag="user:phone:unlock_changed")
    assert (told.subject, told.details["mode"]) == (ann, after)


def test_t31_the_lock_of_an_account_is_changed_so_often_a_day_and_no_more(
    ann: User, phone: SigningPhone
) -> None:
    account = phone.add(ann, unlock="pin")
    for _ in range(LOCKS_A_DAY):
        send_change(phone, account, change_of(phone, account, "pin"))

    with pytest.raises(CallRefused) as refused:
        change_of(phone, account, "pin")

    assert (refused.value.status, refused.value.code) == (429, "too_many_tries")


def test_t12_whoever_holds_the_phone_alone_changes_nothing(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    before = row_of(account).unlock_public_key
    thiefs = SigningKey.generate()

    assert refusal(phone, account, bent(change_of(phone, account, "pin"), proof=None)) == (
        409,
        "unlock_already_set",
    )
    by_another = change_of(phone, account, "pin", opened_by=thiefs)
    assert refusal(phone, account, by_another) == (400, "bad_signature")
    of_another_mode = bent(
        change_of(phone, account, "pin"), proof={"mode": "platform", "assertion": _assertion(ann)}
    )
    assert refusal(phone, account, of_another_mode) == (403, "unlock_required")

    assert row_of(account).unlock_public_key == before


def _assertion(ann: User) -> dict[str, Any]:
    other = SigningPhone()
    account = other.add(make_person(make_tenant("sundby"), "bea"), unlock="platform")
    assertion: dict[str, Any] = change_of(other, account, "pin").body["proof"]["assertion"]
    return assertion


@pytest.mark.parametrize("said", [None, sha256_b64url("another proof")])
def test_t12_the_device_key_announces_the_proof_of_the_old_lock(
    said: str | None, phone: SigningPhone, account: AccountOnPhone
) -> None:
    """Neither can be put in the place of another that was given for something else."""
    changing = change_of(phone, account, "pin", proof_hash=said)

    assert refusal(phone, account, changing) == (400, "bad_signature")


def test_t10_a_proof_for_an_earlier_challenge_changes_nothing(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    old, new = change_of(phone, account, "pin"), change_of(phone, account, "pin")

    assert refusal(phone, account, old) == (400, "bad_signature")
    assert refusal(phone, account, bent(new, proof=old.body["proof"])) == (400, "bad_signature")
    send_change(phone, account, new)
    assert refusal(phone, account, new) == (409, "not_claimed")


@pytest.mark.parametrize("after", ["pin", "hardware"])
def test_t12_no_lock_is_changed_to_the_device_key_that_waits_for_its_first_use(
    after: UnlockMode, ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_policy(ann.tenant, unlock_hardware="any")
    account = phone.add(ann, unlock="pin")
    waiting = SigningKey.generate()
    send_renewal(phone, renewal_of(phone, device=waiting))
    monkeypatch.setattr(SigningKey, "generate", lambda: waiting)

    assert refusal(phone, account, change_of(phone, account, after)) == (400, "bad_signature")


def test_e20_a_lock_that_is_not_taken_is_not_changed_to(ann: User, phone: SigningPhone) -> None:
    account = phone.add(ann, unlock="platform")
    changing = change_of(phone, account, "pin")
    change_policy(ann.tenant, unlock="platform")

    assert refusal(phone, account, changing) == (403, "unlock_not_allowed")


def test_e20_a_lock_that_is_taken_no_more_vouches_for_no_other(ann: User, phone: SigningPhone) -> None:
    account = phone.add(ann, unlock="pin")
    changing = change_of(phone, account, "platform")
    change_policy(ann.tenant, unlock="platform")

    assert refusal(phone, account, changing) == (403, "unlock_not_allowed")


def test_what_the_former_lock_signed_can_be_verified_ever_after(
    ann: User, phone: SigningPhone
) -> None:  # E13
    account = phone.add(ann, unlock="platform")
    asked = ask(ann)
    phone.approve(phone.requests()[0], number=asked.number)

    send_change(phone, account, change_of(phone, account, "pin"))

    kept = Challenge.objects.select_related("request__tenant", "phone_account__phone").get(request=asked)
    assert verify_evidence(kept).number == asked.number


def adds_again(phone: SigningPhone, user: User, *, unlock: UnlockMode = "pin") -> AccountOnPhone:
    """The lock is gone: a code from the web, claimed by the same phone, with another lock."""
    enrolment, code = offered(user)
    phone.claim(code, replaces="unlock")
    account = phone.complete(unlock=unlock)
    test = next(one for one in phone.requests() if one.kind == "enrol")
    phone.approve(test, number=test_number(account))
    conclude_test(test_request_of(enrolment).pk)
    return account


def test_where_the_lock_is_gone_the_account_is_added_anew_and_takes_the_old_ones_place(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # B07
    name = row_of(account).name

    again = adds_again(phone, ann, unlock="platform")

    now = row_of(again)
    assert (now.name, now.phone_sign_in, now.unlock_mode) == (name, True, "platform")
    assert row_of(account).state == "ended"
    assert [listed["id"] for listed in phone.refresh()["accounts"]] == [again.id]
    assert AuditEvent.objects.filter(tag="user:phone:unlock_changed", subject=ann).count() == 1
    assert AuditEvent.objects.filter(tag="user:phone:bound", subject=ann).count() == 1
    asked = ask(ann)
    assert phone.approve(phone.requests()[0], number=asked.number) == "approved"


@pytest.mark.parametrize("newest_first", [False, True])
def test_while_two_accounts_of_one_person_stand_the_new_one_has_its_test(
    ann: User,
    phone: SigningPhone,
    account: AccountOnPhone,
    monkeypatch: pytest.MonkeyPatch,
    *,
    newest_first: bool,
) -> None:  # B07
    """In whatever order the database tells them."""
    told = challenges._asked_on

    def in_order(phone_id: uuid.UUID) -> list[PhoneAccount]:
        return sorted(told(phone_id), key=lambda one: one.pk != row_of(account).pk, reverse=newest_first)

    monkeypatch.setattr(challenges, "_asked_on", in_order)

    again = adds_again(phone, ann, unlock="platform")

    assert row_of(again).confirmed
    asked = ask(ann)
    [shown] = phone.requests()
    assert phone.approve(shown, number=asked.number) == "approved"


def test_the_codes_of_an_account_that_is_added_anew_go(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # C06 I10
    with turned_on(ann.tenant, "authenticator_code"):
        show_codes(phone, account)

        adds_again(phone, ann, unlock="platform")

    assert not AuthenticatorApp.objects.exists()


def test_until_its_test_is_passed_the_old_account_stands(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # T18
    _enrolment, code = offered(ann)
    phone.claim(code, replaces="unlock")
    testing = phone.complete(unlock="pin")

    listed = {one["id"]: one["state"] for one in phone.refresh()["accounts"]}
    assert listed == {account.id: "active", testing.id: "testing"}

    phone.deny(next(one for one in phone.requests() if one.kind == "enrol"))

    assert [(one["id"], one["state"]) for one in phone.refresh()["accounts"]] == [(account.id, "active")]
    assert PhoneAccount.objects.filter(user=ann, confirmed=True, state="active").count() == 1


def test_an_account_that_is_there_is_added_anew_only_by_whoever_says_so(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # B05
    _enrolment, code = offered(ann)

    with pytest.raises(CallRefused) as refused:
        phone.claim(code)
    with pytest.raises(CallRefused) as unknown:
        phone.claim(code, replaces="everything")

    assert (refused.value.status, refused.value.code) == (409, "already_on_this_phone")
    assert unknown.value.code == "malformed"
    assert phone.claim(code, replaces="unlock").id == phone.claim(code, replaces="unlock").id
