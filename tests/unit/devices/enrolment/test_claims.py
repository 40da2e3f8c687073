"""Claiming a code: once, in time, by a phone with a key of its own."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.refusals import Refusal
from accounts.users.models import User
from devices.approvals.refusals import PolicyChanged
from devices.enrolment.claims import claim
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import (
    AlreadyOnThisPhone,
    CodeExpired,
    CodeUsed,
    NotClaimedByThisPhone,
    PhoneAlreadyKnown,
    UnknownCode,
)
from devices.enrolment.services import end
from devices.enrolment.state import State
from tests.support.asking import offered
from tests.support.people import (
    change_policy,
    forget_policy,
    make_person,
    make_tenant,
    take_out_of_use,
    turn_off,
)
from tests.support.phones import SigningPhone
from tests.support.rows import everything
from tests.unit.devices.enrolment.joining import ENDINGS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_b05_a_code_is_256_bits_and_nowhere_stored(ann: User) -> None:
    _, code = offered(ann)

    assert len(code) == 43
    assert code not in str(Enrolment.objects.values().get())
    assert code not in str(list(AuditEvent.objects.values()))


def test_b02_the_claiming_phone_is_told_organisation_and_account(ann: User) -> None:
    enrolment, code = offered(ann)
    phone = SigningPhone()

    claims = phone.take(code).challenge.claims

    assert claims["tenant"] == {"id": str(ann.tenant.pk), "name": "Nordljus", "kind": "organisation"}
    assert claims["account"] == {"username": ann.username, "display_name": "Ann"}
    assert claims["unlock_modes"] == ["platform", "pin"]
    assert (claims["txn"], claims["aud"]) == (str(enrolment.pk), phone.key.thumbprint)


def test_e20_only_the_kinds_of_lock_the_policy_accepts_are_offered(ann: User) -> None:
    change_policy(ann.tenant, unlock="platform")
    phone = SigningPhone()

    claims = phone.take(offered(ann)[1]).challenge.claims

    assert claims["unlock_modes"] == ["platform"]


def test_t18_b05_a_second_claim_is_refused_and_noted_for_the_browser(ann: User) -> None:
    enrolment, code = offered(ann)
    first, second = SigningPhone(), SigningPhone()
    first.take(code)

    with pytest.raises(CodeUsed):
        second.take(code)

    enrolment.refresh_from_db()
    assert enrolment.thumbprint == first.key.thumbprint
    assert enrolment.second_claim_at is not None
    assert AuditEvent.objects.filter(tag="user:enrolment:claimed_again").exists()


def test_t39_t18_however_often_others_try_a_code_its_person_is_told_once(ann: User) -> None:
    """Whoever has photographed it could go on for as long as the row is kept."""
    enrolment, code = offered(ann)
    SigningPhone().take(code)

    for _ in range(3):
        with pytest.raises(CodeUsed):
            SigningPhone().take(code)

    enrolment.refresh_from_db()
    assert enrolment.second_claim_at is not None
    assert AuditEvent.objects.filter(tag="user:enrolment:claimed_again").count() == 1


def test_b05_the_phone_that_claimed_gets_the_same_answer_again_and_nobody_is_alarmed(ann: User) -> None:
    _, code = offered(ann)
    phone = SigningPhone()
    first = phone.take(code)
    before = everything()

    again = phone.take(code)

    assert again == first
    assert everything() == before


def test_b05_a_claim_is_answered_again_only_while_it_could_be_completed(ann: User) -> None:
    enrolment, code = offered(ann)
    phone = SigningPhone()
    phone.take(code)
    Enrolment.objects.update(expires_at=Now())

    with pytest.raises(CodeExpired):
        phone.take(code)

    enrolment.refresh_from_db()
    assert enrolment.second_claim_at is None


@pytest.mark.parametrize("change", ["user disabled", "tenant out of use", "policy off", "tenant policy gone"])
def test_t08_a_claim_is_answered_again_only_while_user_and_policy_stand(change: str, ann: User) -> None:
    _, code = offered(ann)
    phone = SigningPhone()
    phone.take(code)
    CHANGES[change](ann)

    with pytest.raises(PolicyChanged):
        phone.take(code)


def test_t08_a_claim_is_answered_again_only_while_the_session_that_offered_it_lasts(ann: User) -> None:
    _, code = offered(ann)
    phone = SigningPhone()
    phone.take(code)
    ENDINGS["sessions ended"](ann)

    with pytest.raises(NotClaimedByThisPhone):
        phone.take(code)


def test_b05_a_claim_after_completing_is_refused_and_is_no_second_phone(ann: User) -> None:
    enrolment, code = offered(ann)
    phone = SigningPhone()
    claimed = phone.take(code)
    phone.hand_over(claimed, phone.joining_message(claimed, proof=None), unlock=None)

    with pytest.raises(CodeUsed):
        phone.take(code)

    enrolment.refresh_from_db()
    assert enrolment.second_claim_at is None
    assert not AuditEvent.objects.filter(tag="user:enrolment:claimed_again").exists()


def test_t26_what_a_phone_calls_itself_is_plain_text_and_bounded(ann: User) -> None:
    enrolment, code = offered(ann)
    phone = SigningPhone()
    claim(
        code,
        jwk=phone.key.public_jwk,
        thumbprint=phone.key.thumbprint,
        phone=None,
        label="\u202eAnn's\n\u200b phone" + "x" * 200,
        now=timezone.now(),
    )

    enrolment.refresh_from_db()
    assert enrolment.label == "Ann's phone" + "x" * 69


def test_b05_a_code_dies_after_ten_minutes(ann: User) -> None:
    enrolment, code = offered(ann)
    assert enrolment.expires_at - timezone.now() <= timedelta(minutes=10)
    Enrolment.objects.update(expires_at=timezone.now() - timedelta(milliseconds=50))

    with pytest.raises(CodeExpired):
        SigningPhone().take(code)

    enrolment.refresh_from_db()
    assert enrolment.thumbprint == ""


@pytest.mark.parametrize("code", ["", "x", "a" * 43, "é"], ids=ascii)
def test_an_unknown_code_claims_nothing(code: str, ann: User) -> None:
    offered(ann)

    with pytest.raises(UnknownCode):
        SigningPhone().take(code)


@pytest.mark.parametrize(("state", "refusal"), [(State.CANCELLED, CodeUsed), (State.EXPIRED, CodeExpired)])
def test_t07_a_code_that_has_ended_claims_nothing(state: State, refusal: type[Refusal], ann: User) -> None:
    enrolment, code = offered(ann)
    end(enrolment, state)

    with pytest.raises(refusal):
        SigningPhone().take(code)

    enrolment.refresh_from_db()
    assert enrolment.state == state


def test_a_new_code_ends_the_one_before(ann: User) -> None:
    _, first = offered(ann)
    _, second = offered(ann)

    with pytest.raises(CodeUsed):
        SigningPhone().take(first)
    claimed = SigningPhone().take(second)
    assert Enrolment.objects.get(pk=claimed.id).state == State.CLAIMED


def test_t09_one_persons_new_code_ends_nobody_elses(ann: User) -> None:
    _, code = offered(ann)
    offered(make_person(make_tenant("sundby"), "bea"))

    claimed = SigningPhone().take(code)
    assert claimed.challenge.claims["account"]["username"] == ann.username


CHANGES: dict[str, Any] = {
    "user disabled": lambda ann: User.objects.filter(pk=ann.pk).update(is_active=False),
    "tenant out of use": lambda ann: take_out_of_use(ann.tenant),
    "policy off": lambda ann: turn_off(ann.tenant, "phone"),
    "tenant policy gone": lambda ann: forget_policy(ann.tenant),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_t08_a_code_claims_only_while_user_and_policy_stand(change: Any, ann: User) -> None:
    enrolment, code = offered(ann)
    change(ann)

    with pytest.raises(PolicyChanged):
        SigningPhone().take(code)

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.challenge) == (State.OFFERED, "")


@pytest.mark.parametrize("change", ENDINGS.values(), ids=ENDINGS)
def test_t08_a_code_claims_only_while_the_session_that_offered_it_lasts(change: Any, ann: User) -> None:
    enrolment, code = offered(ann)
    change(ann)

    with pytest.raises(NotClaimedByThisPhone):
        SigningPhone().take(code)

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.challenge) == (State.OFFERED, "")


def test_t08_a_code_from_before_codes_knew_their_session_claims_nothing(ann: User) -> None:
    _, code = offered(ann)
    Enrolment.objects.update(auth_hash="")

    with pytest.raises(NotClaimedByThisPhone):
        SigningPhone().take(code)


def test_a_known_device_key_must_come_with_its_token(ann: User, phone: SigningPhone) -> None:
    bea = make_person(ann.tenant, "bea")
    _, code = offered(bea)

    with pytest.raises(PhoneAlreadyKnown):
        SigningPhone(key=phone.key).take(code)
    assert phone.take(code).challenge.claims["account"]["username"] == bea.username


def test_an_account_is_on_a_phone_once(ann: User, phone: SigningPhone) -> None:
    enrolment, code = offered(ann)

    with pytest.raises(AlreadyOnThisPhone):
        phone.take(code)

    enrolment.refresh_from_db()
    assert enrolment.state == State.OFFERED


def test_every_refusal_to_claim_has_a_text_that_tells_nobodys_name(ann: User) -> None:
    refusals: tuple[type[Refusal], ...] = (UnknownCode, CodeUsed, CodeExpired, PhoneAlreadyKnown)

    assert all(ann.username not in str(refusal.public_text) for refusal in refusals)
