"""What phones signed outlives request, phone and person, and can be verified by its own row alone (E13)."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.audit.models import AuditEvent
from accounts.machine import giving_way
from accounts.secrets import keyed_digests
from accounts.users.models import User
from devices.approvals.evidence import keeping
from devices.approvals.evidence.keeping import STAMP, keep
from devices.approvals.evidence.models import ApprovalEvidence
from devices.approvals.evidence.verifying import verify, what_is_wrong
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.refusals import WrongNumber
from devices.challenge_keys.models import ChallengeKey
from devices.phones.models import Phone
from devices.signatures.keys import SigningKey
from devices.simulator.unlocking import UnlockMode
from tests.support.asking import ask
from tests.support.kept_log import keep_log
from tests.support.keys import renewal_of, send_renewal, takes_up
from tests.support.people import make_person
from tests.support.phones import SigningPhone, phone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("unlock", ["pin", "platform"])
def test_an_approval_can_be_verified_when_everything_else_is_gone(
    unlock: UnlockMode, ann: User, settings: Settings
) -> None:  # E13
    phone, request = phone_of(ann, unlock=unlock), ask(ann)
    phone.says_yes(request)
    keep_log()

    ApprovalRequest.objects.all().delete()
    Phone.objects.all().delete()
    ann.delete()
    ChallengeKey.objects.all().delete()
    settings.PUBLIC_URL = "https://moved.example"

    kept = ApprovalEvidence.objects.get(request_id=request.pk)
    decision = verify(kept)
    assert (decision.kind, decision.number) == ("approval", request.number)
    assert (kept.person_id, kept.tenant_id) == (request.user_id, request.tenant_id)
    assert not Challenge.objects.exists()
    assert list(what_is_wrong()) == []


def test_denials_and_wrong_numbers_are_kept_and_silence_is_not(ann: User, phone: SigningPhone) -> None:  # E13
    denied, missed, silent = ask(ann), ask(ann), ask(ann)
    phone.says_no(denied)
    phone.see(silent)
    with pytest.raises(WrongNumber):
        phone.says_yes(missed, number=f"{(int(missed.number) + 1) % 100:02d}")

    keep_log()
    keep_log()

    asked = ApprovalEvidence.objects.filter(request_id__in=[denied.pk, missed.pk, silent.pk])
    kept = {row.request_id: verify(row).kind for row in asked}
    assert kept == {denied.pk: "denial", missed.pk: "approval"}


def test_keys_that_were_renewed_before_it_was_kept_are_kept_as_they_were(
    ann: User, phone: SigningPhone
) -> None:  # E13
    request = ask(ann)
    phone.says_yes(request)
    new_key = SigningKey.generate()
    takes_up(
        phone,
        new_key,
        send_renewal(phone, renewal_of(phone, device=new_key, pin=SigningKey.generate())),
    )
    phone.refresh()
    keep_log()

    row = ApprovalEvidence.objects.get(request_id=request.pk)

    assert verify(row).number == request.number
    assert row.device_key != phone.row.device_key


def test_many_answers_are_kept_with_as_many_questions_as_one(ann: User, phone: SigningPhone) -> None:  # E13
    def asked_for(count: int) -> int:
        for _ in range(count):
            phone.says_yes(ask(ann))
        with CaptureQueriesContext(connection) as asked:
            keep(list(AuditEvent.objects.order_by("pk")))
        return len(asked)

    assert asked_for(1) == asked_for(4)
    assert ApprovalEvidence.objects.count() == 6, "with the one that added the phone"


def test_of_more_answers_than_are_read_in_one_question_each_is_kept_once(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # E13
    pieces: list[str] = []
    monkeypatch.setattr(giving_way, "give_way", lambda: pieces.append("a piece"))
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    for _ in range(3):
        phone.says_yes(ask(ann))

    for _ in range(2):
        keep(list(AuditEvent.objects.order_by("pk")))
    assert len(pieces) == 4, "two of two each, and the same again"

    kept = ApprovalEvidence.objects.values_list("request_id", flat=True)
    assert sorted(kept) == sorted(Challenge.objects.exclude(decision="").values_list("request", flat=True))
    assert len(kept) == 4, "with the one that added the phone"


def _of_another(row: ApprovalEvidence) -> None:
    row.person_id = make_person(User.objects.get(pk=row.person_id).tenant, "bo").pk


def _other_key(row: ApprovalEvidence) -> None:
    row.device_key = SigningKey.generate().public_jwk


def _other_decision(row: ApprovalEvidence) -> None:
    head, body, signature = row.decision.split(".")
    row.decision = ".".join((head, body[:-2] + ("AA" if body[-2:] != "AA" else "BB"), signature))


def _no_unlock(row: ApprovalEvidence) -> None:
    row.unlock_proof = None


@pytest.mark.parametrize("tamper", [_of_another, _other_key, _other_decision, _no_unlock])
@pytest.mark.parametrize("has_key", [False, True])
def test_what_was_changed_does_not_hold_and_the_command_ends_with_one(
    tamper: object, ann: User, phone: SigningPhone, *, has_key: bool
) -> None:  # E13
    request = ask(ann)
    phone.says_yes(request)
    keep_log()
    row = ApprovalEvidence.objects.get(request_id=request.pk)
    tamper(row)  # type: ignore[operator]
    if has_key:
        if tamper is _of_another:
            pytest.skip("who it was is what our own key vouches for")
        row.stamp = keyed_digests(row.said, purpose=STAMP)[0]
    row.save()

    wrong = list(what_is_wrong())
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")

    assert len(wrong) == 1
    assert str(row.request_id) in wrong[0]
    assert ended.value.code == 1
