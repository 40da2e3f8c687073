"""Moving to a new phone: the old one confirms with its lock, the new one makes keys and a lock of its own (B14)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.users.services import block, end_sessions
from devices.enrolment.models import Enrolment
from devices.moving.models import Move, MovedAccount
from devices.phones.models import PhoneAccount
from devices.phones.services import suspend_account
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from tests.support import moving
from tests.support.people import change_policy, make_person, make_personal, turn_off
from tests.support.phones import SigningPhone, phone_of


@pytest.fixture
def old(ann: User) -> SigningPhone:
    """Ann's phone, which she leaves."""
    return phone_of(ann)


@pytest.fixture
def new() -> SigningPhone:
    return SigningPhone(label="Ann's new phone")


def own(phone: SigningPhone) -> AccountOnPhone:
    [account] = phone.accounts.values()
    return account


def claimed(old: SigningPhone, new: SigningPhone) -> str:
    return str(moving.claim(new, moving.begin(old))["move"])


def refused(work: Any, *given: Any) -> tuple[int, str]:
    with pytest.raises(CallRefused) as refusal:
        work(*given)
    return refusal.value.status, refusal.value.code


def test_the_whole_way(old: SigningPhone, new: SigningPhone, ann: User) -> None:  # B14
    move = claimed(old, new)
    assert moving.to_add(new, move, ann.tenant) == [], "nothing before the old phone has confirmed"

    assert moving.confirm(old, own(old)) == "confirmed"
    moving.add_all(new, move, ann.tenant)

    assert moving.standing(old)["accounts"][0]["state"] == "added"
    kept, added = PhoneAccount.objects.filter(user=ann).order_by("created_at")
    assert (added.name, added.confirmed, added.phone_sign_in) == ("Ann's new phone", True, True)
    assert kept.is_usable, "the old one is removed by choice"
    old.remove(own(old))
    assert PhoneAccount.objects.get(pk=kept.pk).state == "ended"


def test_both_phones_have_what_the_two_words_are_made_of(old: SigningPhone, new: SigningPhone) -> None:  # B14
    told = moving.claim(new, moving.begin(old))

    claims = moving.asked(old, own(old)).claims

    assert told["phone"] == old.key.thumbprint
    assert claims["phone"] == new.key.thumbprint
    assert claims["salt"] == told["salt"]
    assert claims["label"] == "Ann's new phone"


def test_the_salt_is_drawn_at_the_claim(old: SigningPhone) -> None:  # B14, T18
    """Whoever knew it before could try keys until both phones show the same words."""
    moving.begin(old)
    assert Move.objects.get().salt == ""

    salts = {moving.claim(SigningPhone(), moving.begin(old))["salt"] for _ in range(2)}

    assert len(salts) == 2


def test_a_second_phone_gets_nothing_and_the_old_one_is_told(
    old: SigningPhone, new: SigningPhone
) -> None:  # B14
    code = moving.begin(old)
    moving.claim(new, code)

    assert refused(moving.claim, SigningPhone(), code) == (409, "code_used")

    assert moving.standing(old)["second_claim"]
    assert AuditEvent.objects.filter(tag="user:move:claimed_again").exists()


def test_however_often_a_second_phone_tries_its_person_is_told_once(
    old: SigningPhone, new: SigningPhone
) -> None:  # B14, T39
    code = moving.begin(old)
    moving.claim(new, code)

    for _ in range(3):
        assert refused(moving.claim, SigningPhone(), code) == (409, "code_used")

    assert AuditEvent.objects.filter(tag="user:move:claimed_again").count() == 1


def test_the_same_phone_is_told_the_same_again(old: SigningPhone, new: SigningPhone) -> None:  # B14
    code = moving.begin(old)

    assert moving.claim(new, code) == moving.claim(new, code)


def test_a_phone_does_not_move_to_itself(old: SigningPhone) -> None:  # B14
    assert refused(moving.claim, old, moving.begin(old)) == (409, "same_phone")


def test_only_the_phone_that_claimed_learns_what_it_may_add(
    old: SigningPhone, new: SigningPhone, ann: User
) -> None:  # B14, T09
    move = claimed(old, new)
    moving.confirm(old, own(old))

    assert refused(moving.to_add, SigningPhone(), move, ann.tenant) == (404, "no_move")


def test_without_its_lock_the_old_phone_moves_nothing(
    old: SigningPhone, new: SigningPhone
) -> None:  # B14, T17
    claimed(old, new)
    challenge = moving.asked(old, own(old))
    proof = moving.proof_for(old, own(old), challenge)

    alone = moving.signed(old, challenge, unlock_hash=proof.digest)
    other = moving.signed(old, challenge, unlock_hash="A" * 43)

    assert refused(moving.send, old, own(old), alone, None) == (400, "malformed")
    assert refused(moving.send, old, own(old), other, proof.sent) == (400, "bad_signature")
    assert not Enrolment.objects.filter(state="claimed").exists()


@pytest.mark.parametrize(
    "said",
    [{"nonce": "A" * 43}, {"chh": "A" * 43}, {"txn": "another"}, {"aud": "another"}, {"iss": "another"}],
    ids=lambda said: next(iter(said)),
)
def test_a_word_for_anything_else_moves_nothing(
    said: dict[str, str], old: SigningPhone, new: SigningPhone
) -> None:  # B14, T11
    claimed(old, new)
    challenge = moving.asked(old, own(old))
    proof = moving.proof_for(old, own(old), challenge)

    message = moving.signed(old, challenge, unlock_hash=proof.digest, **said)

    assert refused(moving.send, old, own(old), message, proof.sent) == (400, "bad_signature")


def test_the_word_is_for_the_phone_whose_words_were_compared(
    old: SigningPhone, new: SigningPhone
) -> None:  # B14, T10
    """What was signed for one move counts for no other, though account and old phone are the same."""
    claimed(old, new)
    challenge = moving.asked(old, own(old))
    proof = moving.proof_for(old, own(old), challenge)
    message = moving.signed(old, challenge, unlock_hash=proof.digest)

    claimed(old, SigningPhone(label="Thief's"))

    assert refused(moving.send, old, own(old), message, proof.sent) == (400, "bad_signature")


def test_the_same_word_again_gets_the_same_answer_and_no_other_counts(
    old: SigningPhone, new: SigningPhone, ann: User
) -> None:  # B14, T10
    move = claimed(old, new)
    challenge = moving.asked(old, own(old))
    proof = moving.proof_for(old, own(old), challenge)
    message = moving.signed(old, challenge, unlock_hash=proof.digest)
    for _ in range(2):
        assert moving.send(old, own(old), message, proof.sent) == "confirmed"
    assert len(moving.to_add(new, move, ann.tenant)) == 1

    assert refused(moving.confirm, old, own(old)) == (404, "no_move")


@pytest.mark.parametrize("what", ["policy", "setting", "blocked", "lost", "unlock"])
def test_what_was_taken_away_before_it_was_confirmed_moves_nothing(
    what: str, old: SigningPhone, new: SigningPhone, ann: User
) -> None:  # B14, E19, T08
    claimed(old, new)
    challenge = moving.asked(old, own(old))
    proof = moving.proof_for(old, own(old), challenge)
    message = moving.signed(old, challenge, unlock_hash=proof.digest)
    take_away(what, ann)

    # A block ends whatever is on its way.
    why = (404, "no_move") if what == "blocked" else (403, "may_not_move")
    assert refused(moving.send, old, own(old), message, proof.sent) == why


@pytest.mark.parametrize("what", ["policy", "blocked", "unlock"])
def test_what_was_taken_away_after_it_was_confirmed_adds_nothing(
    what: str, old: SigningPhone, new: SigningPhone, ann: User
) -> None:  # B14, E19, T08
    move = claimed(old, new)
    moving.confirm(old, own(old))
    [enrolment] = moving.to_add(new, move, ann.tenant)
    take_away(what, ann)

    new.claimed = enrolment
    with pytest.raises(CallRefused):
        new.complete(unlock="pin")

    assert PhoneAccount.objects.filter(user=ann).count() == 1


def take_away(what: str, user: User) -> None:
    if what == "policy":
        turn_off(user.tenant, "phone")
    elif what == "setting":
        change_policy(user.tenant, may_move=False)
    elif what == "unlock":
        change_policy(user.tenant, unlock="platform")
    elif what == "blocked":
        block(user)
    else:
        suspend_account(PhoneAccount.objects.get(user=user), actor=user)


def test_what_was_confirmed_dies_with_all_sessions(
    old: SigningPhone, new: SigningPhone, ann: User
) -> None:  # T08
    move = claimed(old, new)
    moving.confirm(old, own(old))

    end_sessions(ann, actor=None, why="admin")

    with pytest.raises(CallRefused):
        moving.add_all(new, move, ann.tenant)


def test_stopped_on_the_old_phone_it_adds_nothing_and_its_person_is_told(
    old: SigningPhone, new: SigningPhone, ann: User
) -> None:  # B14
    move = claimed(old, new)
    moving.confirm(old, own(old))
    [enrolment] = moving.to_add(new, move, ann.tenant)

    moving.stop(old)

    new.claimed = enrolment
    assert refused(new.complete) == (409, "not_claimed")
    assert refused(moving.standing, old) == (404, "no_move")
    assert AuditEvent.objects.filter(tag="user:move:stopped", subject=ann).exists()


def test_a_code_lives_for_ten_minutes(old: SigningPhone, new: SigningPhone) -> None:  # B14
    code = moving.begin(old)
    Move.objects.update(expires_at=Now())

    assert refused(moving.claim, new, code) == (410, "expired")


def test_beginning_again_ends_the_move_before(old: SigningPhone, new: SigningPhone) -> None:  # B14
    code = moving.begin(old)
    moving.begin(old)

    assert refused(moving.claim, new, code) == (410, "expired")


def test_a_phone_begins_so_many_moves_in_a_day(old: SigningPhone) -> None:  # B14
    for _ in range(20):
        moving.begin(old)

    assert refused(moving.begin, old) == (429, "too_many_tries")


def test_the_code_is_kept_as_a_digest(old: SigningPhone) -> None:  # I10
    code = moving.begin(old)

    assert len(code) >= 43, "256 bits"
    assert code not in str(list(Move.objects.values_list()))


def test_a_phone_without_a_lock_has_nothing_to_move(ann: User) -> None:  # B14, B07
    assert refused(moving.begin, phone_of(ann, unlock=None, enable=False)) == (403, "nothing_to_move")


def test_t20_a_key_that_no_hardware_vouches_for_moves_nothing_where_one_must(ann: User) -> None:  # B14, E20
    """It approves no sign-in any more: it must not speak for a phone that does."""
    change_policy(ann.tenant, unlock_hardware="any")
    phone = phone_of(ann, unlock="hardware")
    change_policy(ann.tenant, unlock_hardware="attested")

    assert refused(moving.begin, phone) == (403, "nothing_to_move")


def test_each_organisation_decides_for_its_own(
    old: SigningPhone, new: SigningPhone, ann: User
) -> None:  # B14, T09
    """An account of another tenant on the same phone is asked and signed for by itself."""
    eva = make_person(make_personal(), "eva")
    personal = old.add(eva, enable=False)
    change_policy(ann.tenant, may_move=False)

    claimed(old, new)

    assert [one["account"] for one in moving.standing(old)["accounts"]] == [personal.id]


def test_several_accounts_move_one_by_one(old: SigningPhone, new: SigningPhone, ann: User) -> None:  # B14
    eva = make_person(make_personal(), "eva")
    old.add(eva, enable=False)
    move = claimed(old, new)
    for account in old.accounts.values():
        moving.confirm(old, account)

    new.learn_keys(eva.tenant)
    moving.add_all(new, move, ann.tenant)

    assert {account.user for account in PhoneAccount.objects.filter(phone=new.row, confirmed=True)} == {
        ann,
        eva,
    }


def test_two_work_accounts_both_come_and_one_of_them_signs_in(
    old: SigningPhone, new: SigningPhone, ann: User
) -> None:  # B14, B09
    new.add(make_person(ann.tenant, "bo"))
    move = claimed(old, new)
    moving.confirm(old, own(old))

    moving.add_all(new, move, ann.tenant)

    account = PhoneAccount.objects.get(user=ann, phone=new.row)
    assert (account.confirmed, account.phone_sign_in) == (True, False)


def test_each_step_stands_in_the_log(old: SigningPhone, new: SigningPhone, ann: User) -> None:  # B14
    move = claimed(old, new)
    moving.confirm(old, own(old))
    moving.add_all(new, move, ann.tenant)

    kinds = set(AuditEvent.objects.filter(subject=ann).values_list("tag", flat=True))
    assert {"user:move:begun", "user:move:claimed", "user:move:confirmed", "user:phone:bound"} <= kinds
    assert MovedAccount.objects.get().evidence
