"""What a phone's signed answer does, and what it cannot do."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.answers import Answer
from devices.approvals.finishing import consume
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.refusals import (
    AlreadyDecided,
    BadSignature,
    PolicyChanged,
    RequestExpired,
    UnknownRequest,
    UnlockRequired,
    WrongNumber,
)
from devices.approvals.state import State
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.encoding import sha256_b64url
from devices.signatures.jws.kinds import ENROLMENT, UNLOCK, UNLOCK_SETUP, MessageKind
from devices.signatures.keys import SigningKey
from devices.simulator.messages import build_answer, build_pin_proof
from tests.support import invariants
from tests.support.signing_phone import (
    SigningPhone,
    ask,
    new_binding,
    new_phone,
    organisation,
    person,
    phone_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def state_of(request: ApprovalRequest) -> State:
    return State(ApprovalRequest.objects.get(pk=request.pk).state)


def wrong(number: str) -> str:
    return f"{(int(number) + 1) % 100:02d}"


@pytest.mark.parametrize("unlock", ["pin", "platform"])
def test_a06_the_right_number_and_the_unlock_approve(unlock: str, ann: User) -> None:
    phone, request = phone_of(ann, unlock=unlock), ask(ann)

    said = phone.approve(request)

    assert (said, state_of(request)) == (State.APPROVED, State.APPROVED)
    request.refresh_from_db()
    assert request.decided_by == phone.row.accounts.get()
    assert request.finish_by is not None
    assert request.approved_at is not None
    assert request.finish_by - request.approved_at == timedelta(seconds=60)
    assert phone.row.accounts.get().last_used_at is not None
    invariants.check()


def test_a11_a_plain_approval_needs_no_number_where_policy_asks_for_none(db: None) -> None:
    ann = person(organisation("home", kind="personal", number_known="approve"))
    phone, request = phone_of(ann), ask(ann, known_browser=True)

    assert request.match == "approve"
    assert phone.approve(request) is State.APPROVED


def test_t02_a_wrong_number_ends_the_request_for_good(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)

    with pytest.raises(WrongNumber):
        phone.send(request, phone.approval(shown, number=wrong(request.number)))

    assert state_of(request) is State.WRONG_NUMBER
    with pytest.raises(AlreadyDecided) as second:
        phone.send(request, phone.approval(shown, number=request.number))
    assert second.value.status == 409
    assert state_of(request) is State.WRONG_NUMBER
    invariants.check()


@pytest.mark.parametrize("number", [None, "", "007", "7"])
def test_t02_an_approval_without_the_number_as_shown_never_approves(
    number: str | None, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)

    with pytest.raises((WrongNumber, BadSignature)):
        phone.send(request, phone.approval(phone.see(request), number=number))

    assert state_of(request) in (State.WRONG_NUMBER, State.PENDING)


def test_t03_the_victims_number_approves_the_victims_browser_only(ann: User, phone: SigningPhone) -> None:
    """Two browsers, one person: the attacker's request waits on the same phone."""
    attacker, victim = ask(ann), ask(ann)

    with pytest.raises(WrongNumber):
        phone.approve(attacker, number=victim.number)
    phone.approve(victim)

    assert (state_of(attacker), state_of(victim)) == (State.WRONG_NUMBER, State.APPROVED)


def test_t03_an_answer_to_one_request_is_none_to_another(ann: User, phone: SigningPhone) -> None:
    attacker, victim = ask(ann), ask(ann)
    shown = phone.see(victim)
    phone.see(attacker)

    # The denial as well: it has no unlock proof, which is bound to its request by itself.
    for sent in (phone.approval(shown, number=attacker.number), phone.denial(shown)):
        with pytest.raises(BadSignature):
            phone.send(attacker, sent)

    assert state_of(attacker) is State.PENDING


def test_a04_a_denial_needs_neither_number_nor_unlock(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)

    assert phone.deny(request) is State.DENIED
    assert state_of(request) is State.DENIED
    invariants.check()


@pytest.mark.parametrize(
    "standing",
    [
        lambda: User.objects.update(is_active=False),
        lambda: Tenant.objects.update(is_active=False),
        lambda: MethodPolicy.objects.update(is_on=False),
        lambda: PhoneAccount.objects.update(phone_sign_in=False),
    ],
)
def test_a04_saying_no_is_possible_whatever_else_has_changed(
    standing: Any, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    shown = phone.see(request)
    standing()

    assert phone.send(request, phone.denial(shown)) is State.DENIED


def test_an_approved_request_can_still_be_denied_until_it_is_used(ann: User, phone: SigningPhone) -> None:
    second = phone_of(ann)
    request = ask(ann)
    shown = second.see(request)
    phone.approve(request)

    assert second.send(request, second.denial(shown)) is State.DENIED
    assert state_of(request) is State.DENIED
    invariants.check()


# --- T07, T10: too late, twice, again


@pytest.mark.parametrize("over", ["denied", "cancelled", "superseded", "wrong_number", "consumed"])
@pytest.mark.parametrize("is_approval", [True, False], ids=["approval", "denial"])
def test_t07_no_answer_counts_after_the_end(
    over: str, is_approval: bool, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    shown = phone.see(request)
    ApprovalRequest.objects.update(state=over)

    sent = phone.approval(shown, number=request.number) if is_approval else phone.denial(shown)
    with pytest.raises(AlreadyDecided):
        phone.send(request, sent)

    assert state_of(request) == over
    assert Challenge.objects.get().decision == ""


@pytest.mark.parametrize("is_approval", [True, False], ids=["approval", "denial"])
def test_t07_no_answer_counts_after_the_time_to_answer(
    is_approval: bool, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    shown = phone.see(request)
    # Nobody has moved it to expired: the database's clock alone must refuse.
    ApprovalRequest.objects.update(expires_at=timezone.now() - timedelta(milliseconds=50))

    sent = phone.approval(shown, number=request.number) if is_approval else phone.denial(shown)
    with pytest.raises(RequestExpired) as refused:
        phone.send(request, sent)

    assert refused.value.status == 410
    assert state_of(request) is State.PENDING


@pytest.mark.parametrize("off", [-24, 24])
def test_the_phones_clock_does_not_matter(off: int, ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    now = int(time.time()) + off * 3600

    sent = phone.approval(phone.see(request), number=request.number, iat=now, exp=now + 120)

    assert phone.send(request, sent) is State.APPROVED


def everything() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (ApprovalRequest, Challenge, PhoneAccount, AuditEvent, Phone)
    ]


def test_t10_the_same_approval_again_gets_the_same_answer_and_changes_nothing(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=request.number)
    phone.send(request, sent)
    before = everything()

    assert phone.send(request, sent) is State.APPROVED
    assert everything() == before


def test_t10_the_same_denial_again_gets_the_same_answer_and_changes_nothing(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    sent = phone.denial(phone.see(request))
    phone.send(request, sent)
    before = everything()

    assert phone.send(request, sent) is State.DENIED
    assert everything() == before


def test_t10_the_same_wrong_number_again_is_wrong_again_and_changes_nothing(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=wrong(request.number))
    with pytest.raises(WrongNumber):
        phone.send(request, sent)
    before = everything()

    with pytest.raises(WrongNumber):
        phone.send(request, sent)
    assert everything() == before


@pytest.mark.parametrize("later", ["consumed", "expired", "cancelled", "denied"])
def test_t10_a_repeated_approval_is_told_what_it_was_told_first(
    later: str, ann: User, phone: SigningPhone
) -> None:
    """Whatever became of the request since: the phone asks again because the first reply was lost on the way."""
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=request.number)
    phone.send(request, sent)
    ApprovalRequest.objects.update(state=later)

    assert phone.send(request, sent) is State.APPROVED
    assert state_of(request) == later


def test_t10_the_same_jti_with_other_bytes_is_refused(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    phone.send(request, phone.approval(shown, number=request.number, jti="anRpLTE"))
    before = everything()

    for other in (
        phone.approval(shown, number=request.number, jti="anRpLTE"),
        phone.approval(shown, number=wrong(request.number), jti="anRpLTE"),
    ):
        with pytest.raises(AlreadyDecided):
            phone.send(request, other)

    assert everything() == before


def test_t10_an_approval_from_an_earlier_request_approves_no_later_one(
    ann: User, phone: SigningPhone
) -> None:
    first = ask(ann)
    sent = phone.approval(phone.see(first), number=first.number)
    phone.send(first, sent)
    second = ask(ann)
    phone.see(second)

    with pytest.raises(BadSignature):
        phone.send(second, sent)

    assert state_of(second) is State.PENDING


# --- T11: one kind is never read as another


@pytest.mark.parametrize("kind", [ENROLMENT, UNLOCK, UNLOCK_SETUP], ids=lambda kind: kind.typ)
def test_t11_no_other_signed_message_is_a_decision(kind: MessageKind, ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    said = {"number": request.number} if kind is UNLOCK else {}
    message = build_answer(
        kind=kind,
        key=phone.key,
        issuer=str(phone.row.pk),
        challenge=shown,
        now=int(time.time()),
        said=said,
    )

    with pytest.raises(BadSignature):
        phone.send(request, Answer(message, None))

    assert state_of(request) is State.PENDING


@pytest.mark.parametrize(
    "text", ["", "a.b.c", "." * 3, "\ud800", "é", "a" * 5000, "null"], ids=lambda text: ascii(text[:8])
)
@pytest.mark.parametrize("already", [False, True], ids=["first", "after an answer"])
def test_t11_bytes_that_are_no_message_are_refused_and_change_nothing(
    text: str, already: bool, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    shown = phone.see(request)
    if already:
        phone.send(request, phone.approval(shown, number=request.number))
    before = everything()

    with pytest.raises(BadSignature):
        phone.send(request, Answer(text, None))

    assert everything() == before


def test_t11_the_unlock_proof_itself_is_no_approval(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    pin_key = phone.unlocks[shown.claims["sub"]]
    assert isinstance(pin_key, SigningKey)
    proof = build_pin_proof(key=pin_key, challenge=shown, now=int(time.time()), number=request.number)

    with pytest.raises(BadSignature):
        phone.send(request, Answer(proof, {"mode": "pin", "proof": proof}))


def test_an_approval_by_another_key_is_refused(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    thief = replace(phone, key=SigningKey.generate())

    with pytest.raises(BadSignature):
        phone.send(request, thief.approval(shown, number=request.number))


# --- T12: nothing weaker than what was asked for


@pytest.mark.parametrize("unlock", ["pin", "platform"])
def test_t12_an_approval_without_the_unlock_is_refused(unlock: str, ann: User) -> None:
    phone, request = phone_of(ann, unlock=unlock), ask(ann)
    shown = phone.see(request)

    with pytest.raises(UnlockRequired) as refused:
        phone.send(request, phone.approval(shown, number=request.number, unlocked=False))

    assert refused.value.status == 403
    assert state_of(request) is State.PENDING
    assert phone.send(request, phone.approval(shown, number=request.number)) is State.APPROVED


def test_t12_an_account_without_unlock_approves_no_sign_in(ann: User) -> None:
    phone, request = phone_of(ann, unlock=""), ask(ann)

    with pytest.raises(UnlockRequired):
        phone.approve(request)

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


@pytest.mark.parametrize("unlock", ["pin", "platform"])
def test_t12_the_unlock_of_another_account_on_the_phone_is_refused(
    unlock: str, ann: User, nordljus: Tenant
) -> None:
    phone = new_phone()
    own, other = phone.add(ann, unlock=unlock), phone.add(person(nordljus, "bea"), unlock=unlock)
    phone.unlocks[str(own.pk)] = phone.unlocks[str(other.pk)]
    request = ask(ann)

    with pytest.raises(BadSignature):
        phone.approve(request)

    assert state_of(request) is State.PENDING


def test_t12_a_pin_proof_does_not_count_for_an_account_with_the_phones_own_lock(ann: User) -> None:
    phone = phone_of(ann, unlock="platform")
    request = ask(ann)
    [account] = phone.unlocks
    phone.unlocks[account] = SigningKey.generate()

    with pytest.raises(UnlockRequired):
        phone.approve(request)

    assert state_of(request) is State.PENDING


def test_t12_the_device_key_is_no_unlock(ann: User, phone: SigningPhone) -> None:
    """The same factor twice is one factor."""
    [account] = phone.unlocks
    phone.unlocks[account] = phone.key
    request = ask(ann)

    with pytest.raises(BadSignature):
        phone.approve(request)


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

    with pytest.raises((UnlockRequired, BadSignature)):
        phone.send(request, Answer(decision, proof))

    assert state_of(request) is State.PENDING


@pytest.mark.parametrize("kind", ["signin", "second_step", "reauth"])
def test_t12_e20_a_pin_counts_no_more_once_policy_wants_the_phones_own_lock(
    kind: str, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann, kind=kind)
    shown = phone.see(request)
    TenantPolicy.objects.update(unlock="platform")

    with pytest.raises(PolicyChanged):
        phone.send(request, phone.approval(shown, number=request.number))

    assert state_of(request) is State.PENDING


def test_t12_e20_nor_does_one_that_was_given_before_the_change(ann: User, phone: SigningPhone) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)
    phone.approve(request)
    TenantPolicy.objects.update(unlock="platform")

    request.refresh_from_db()
    with pytest.raises(PolicyChanged):
        consume(request, binding=binding, user=ann)


@pytest.mark.parametrize(
    ("unlock", "factors", "amr"),
    [
        ("platform", {"have", "unlock"}, ("swk", "user", "mca", "mfa")),
        ("pin", {"have", "unlock"}, ("swk", "pin", "mca", "mfa")),
        ("", {"have"}, ("swk", "mca")),
    ],
)
def test_t12_only_what_was_proven_is_claimed(
    unlock: str, factors: set[str], amr: tuple[str, ...], ann: User
) -> None:
    binding = new_binding()
    phone, request = phone_of(ann, unlock=unlock), ask(ann, binding=binding, kind="second_step")
    ApprovalRequest.objects.update(unlock_required=bool(unlock))
    phone.approve(request)

    request.refresh_from_db()
    proof = consume(request, binding=binding, user=ann).proof

    assert (proof.key, set(proof.factors), proof.amr) == ("phone", factors, amr)


# --- T08: what must stand when the answer comes


CHANGES: dict[str, Any] = {
    "user disabled": lambda: User.objects.update(is_active=False),
    "tenant out of use": lambda: Tenant.objects.update(is_active=False),
    "policy off": lambda: MethodPolicy.objects.filter(method="phone").update(is_on=False),
    "policy gone": lambda: MethodPolicy.objects.filter(method="phone").delete(),
    "tenant policy gone": lambda: TenantPolicy.objects.all().delete(),
    "unregistered": lambda: PhoneAccount.objects.update(phone_sign_in=False),
    "account suspended": lambda: PhoneAccount.objects.update(state="suspended"),
    "account ended": lambda: PhoneAccount.objects.update(state="ended"),
    "phone suspended": lambda: Phone.objects.update(state="suspended"),
    "phone removed": lambda: Phone.objects.update(state="removed"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("kind", ["signin", "reauth"])
def test_t08_e19_an_approval_counts_only_while_everything_stands(
    kind: str, change: Any, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann, kind=kind)
    shown = phone.see(request)
    change()

    with pytest.raises(PolicyChanged):
        phone.send(request, phone.approval(shown, number=request.number))

    assert state_of(request) is State.PENDING


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_t08_e19_and_is_used_only_while_everything_stands(
    change: Any, ann: User, phone: SigningPhone
) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)
    phone.approve(request)
    change()

    request.refresh_from_db()
    with pytest.raises(PolicyChanged):
        consume(request, binding=binding, user=ann)

    assert state_of(request) is State.APPROVED


# --- T09: nobody else's


def test_t09_another_persons_phone_answers_nothing(ann: User, phone: SigningPhone) -> None:
    stranger = phone_of(person(organisation("sundby"), "bea"))
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=request.number)

    with pytest.raises(UnknownRequest):
        stranger.send(request, sent)

    assert state_of(request) is State.PENDING


def test_t09_a_challenge_of_another_tenant_answers_nothing_here(ann: User) -> None:
    """One phone with accounts of two tenants: the answer for the one is no answer for the other."""
    phone, bea = new_phone(), person(organisation("sundby"), "bea")
    phone.add(ann)
    phone.add(bea)
    here, there = ask(ann), ask(bea)
    shown = phone.see(there)
    phone.see(here)

    with pytest.raises(BadSignature):
        phone.send(here, phone.approval(shown, number=here.number))
    with pytest.raises(BadSignature):
        phone.send(there, phone.approval(shown, number=there.number, aud="http://localhost:8000/tenants/x"))

    assert (state_of(here), state_of(there)) == (State.PENDING, State.PENDING)
    invariants.i9_nothing_crosses_tenants()
