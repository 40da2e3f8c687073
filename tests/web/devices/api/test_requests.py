"""Requests as a phone meets them: what waits, that one was opened, the answer."""

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.asking.places import MOST_OPEN
from devices.approvals.models import ApprovalRequest, Challenge
from devices.simulator.calls import CallRefused
from devices.simulator.messages import build_decision
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import ask, finish, new_binding
from tests.support.people import turn_off
from tests.support.phones import SigningPhone
from tests.support.rows import everything

pytestmark = pytest.mark.both_databases


def state_of(request: ApprovalRequest) -> str:
    return ApprovalRequest.objects.get(pk=request.pk).state


def test_a_request_that_waits_is_shown_seen_and_approved(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)

    [request] = phone.requests()
    phone.mark_seen(request)
    said = phone.approve(request, number=asked.number)

    assert said == "approved"
    assert state_of(asked) == "approved"
    assert ApprovalRequest.objects.get(pk=asked.pk).seen_at is not None
    assert phone.requests() == []


def test_of_the_list_that_a_phone_opens_the_first_is_marked_as_seen_and_no_other(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    stranger, known = ask(ann), ask(ann, known_browser=True)

    opened = phone.open_first()

    assert [one.handle for one in opened] == [str(known.pk), str(stranger.pk)]
    assert ApprovalRequest.objects.get(pk=known.pk).seen_at is not None
    assert ApprovalRequest.objects.get(pk=stranger.pk).seen_at is None


def test_where_nothing_waits_there_is_nothing_to_open(phone: SigningPhone, account: AccountOnPhone) -> None:
    assert phone.open_first() == []


def test_opening_again_changes_nothing(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    asked = ask(ann)
    [first] = phone.open_first()
    seen_at = ApprovalRequest.objects.get(pk=asked.pk).seen_at
    assert seen_at is not None

    assert phone.open_first() == [first]
    assert ApprovalRequest.objects.get(pk=asked.pk).seen_at == seen_at


def test_the_phones_own_lock_approves_too(ann: User, phone: SigningPhone) -> None:
    phone.add(ann, unlock="platform")
    asked = ask(ann)

    said = phone.approve(phone.requests()[0], number=asked.number)

    assert said == "approved"
    proof = Challenge.objects.get(request=asked).unlock_proof
    assert proof is not None
    assert proof["mode"] == "platform"


def test_the_server_tells_its_time(phone: SigningPhone, account: AccountOnPhone) -> None:
    answer = phone.calls.call(method="GET", path="requests/")

    assert abs(answer["server_time"] - timezone.now().timestamp()) < 5


def test_a_phone_whose_clock_is_a_day_off_approves_all_the_same(ann: User) -> None:
    # C09: freshness comes from the server's nonces.
    phone = SigningPhone(clock=lambda: timezone.now().timestamp() - 86_400)
    phone.add(ann)
    asked = ask(ann)

    assert phone.approve(phone.requests()[0], number=asked.number) == "approved"


def test_a_denial_needs_the_device_key_alone(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    asked = ask(ann)

    said = phone.deny(phone.requests()[0], reason="not_me")

    assert said == "denied"
    assert state_of(asked) == "denied"


def test_t02_a_wrong_number_ends_the_request(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    wrong = f"{(int(asked.number) + 1) % 100:02d}"

    with pytest.raises(CallRefused) as first:
        phone.approve(request, number=wrong)
    with pytest.raises(CallRefused) as second:
        phone.approve(request, number=asked.number)

    assert (first.value.status, first.value.code) == (403, "wrong_number")
    assert (second.value.status, second.value.code) == (409, "already_decided")
    assert state_of(asked) == "wrong_number"


def test_t06_the_same_answer_again_gets_the_same_reply_and_changes_nothing(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    proof = phone.prove_unlock(request, number=asked.number)
    assert proof is not None
    decision = build_decision(
        key=phone.key,
        phone_id=phone.id,
        challenge=request.challenge,
        now=phone.calls.now(),
        is_approval=True,
        number=asked.number,
        unlock_hash=proof.digest,
    )

    first = phone.send_decision(request, decision=decision, unlock=proof.sent)
    before = everything()
    second = phone.send_decision(request, decision=decision, unlock=proof.sent)

    assert (first, second) == ("approved", "approved")
    assert everything() == before


@pytest.mark.parametrize("length", [1, 128])
def test_a_jti_may_have_1_to_128_characters(
    length: int, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    sent = phone.approval(request, number=asked.number, jti="a" * length)

    assert phone.send_decision(request, decision=sent.decision, unlock=sent.unlock) == "approved"


def test_an_approval_may_be_taken_back_until_the_browser_has_finished(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    phone.approve(request, number=asked.number)

    said = phone.deny(request)

    assert said == "denied"
    assert state_of(asked) == "denied"
    with pytest.raises(CallRefused) as refused:
        phone.approve(request, number=asked.number)
    assert (refused.value.status, refused.value.code) == (409, "already_decided")


def test_once_the_browser_has_finished_nothing_is_taken_back(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    binding = new_binding()
    asked = ask(ann, binding=binding)
    [request] = phone.requests()
    phone.approve(request, number=asked.number)
    asked.refresh_from_db()
    finish(asked, binding=binding, user=User.objects.get(pk=ann.pk))

    with pytest.raises(CallRefused) as refused:
        phone.deny(request)

    assert (refused.value.status, refused.value.code) == (409, "already_decided")


def test_t07_nothing_is_answered_after_a_denial(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    phone.deny(request)

    with pytest.raises(CallRefused) as refused:
        phone.approve(request, number=asked.number)

    assert (refused.value.status, refused.value.code) == (409, "already_decided")
    assert state_of(asked) == "denied"


def test_t07_nothing_is_answered_after_expiry(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    # By the database's clock, which no test can move: the request is made older instead.
    ApprovalRequest.objects.filter(pk=asked.pk).update(expires_at=Now())

    with pytest.raises(CallRefused) as refused:
        phone.approve(request, number=asked.number)

    assert (refused.value.status, refused.value.code) == (410, "expired")
    assert phone.requests() == []


def test_t08_a_policy_turned_off_meanwhile_refuses(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    turn_off(ann.tenant, "phone")

    with pytest.raises(CallRefused) as refused:
        phone.approve(request, number=asked.number)

    assert (refused.value.status, refused.value.code) == (403, "policy_changed")
    assert state_of(asked) == "revoked"


def test_t12_an_approval_without_its_unlock_is_refused(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)

    with pytest.raises(CallRefused) as refused:
        phone.approve(phone.requests()[0], number=asked.number, with_unlock=False)

    assert (refused.value.status, refused.value.code) == (403, "unlock_required")
    assert state_of(asked) == "pending"


def test_t12_another_kind_of_unlock_than_was_enrolled_is_refused(ann: User, phone: SigningPhone) -> None:
    account = phone.add(ann, unlock="platform")
    asked = ask(ann)
    pin_phone = SigningPhone()
    pin_account = pin_phone.add(ann)
    account.unlock = pin_account.unlock

    with pytest.raises(CallRefused) as refused:
        phone.approve(phone.requests()[0], number=asked.number)

    assert (refused.value.status, refused.value.code) == (403, "unlock_required")


def test_t11_a_denial_is_no_approval_and_an_unlock_is_no_decision(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    proof = phone.prove_unlock(request, number=asked.number)
    assert proof is not None

    for message in (proof.sent["proof"], request.challenge.text):
        with pytest.raises(CallRefused) as refused:
            phone.send_decision(request, decision=message, unlock=proof.sent)
        assert refused.value.status == 400
        assert refused.value.code in ("bad_signature", "malformed")

    assert state_of(asked) == "pending"


def test_a_request_is_seen_once(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    asked = ask(ann)
    [request] = phone.requests()
    phone.mark_seen(request)
    first = ApprovalRequest.objects.get(pk=asked.pk).seen_at

    phone.mark_seen(request)

    assert ApprovalRequest.objects.get(pk=asked.pk).seen_at == first


def test_all_that_wait_are_shown_and_never_more_than_twelve(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # A15
    for number in range(20):
        ask(ann, known_browser=number % 4 == 0, network=f"192.0.{number}.1")

    assert len(phone.requests()) == MOST_OPEN


def test_the_phone_is_shown_the_same_bytes_every_time(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    ask(ann)

    first, second = phone.requests(), phone.requests()

    assert first[0].challenge.text == second[0].challenge.text


def test_i5_every_move_has_its_audit_row(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    asked = ask(ann)
    phone.approve(phone.requests()[0], number=asked.number)

    tags = [
        event.tag
        for event in AuditEvent.objects.order_by("id")
        if event.details.get("request") == str(asked.pk)
    ]

    assert tags == ["user:request:asked", "user:request:approved"]
