"""Which requests give a receipt, and what stands in it (G09)."""

from __future__ import annotations

import pytest

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.receipts.making import approved_by, receipt_of
from devices.approvals.receipts.trusting import keys_for
from devices.challenge_keys.models import ChallengeKey
from devices.challenge_keys.services import rotate
from devices.signatures.keys import SigningKey
from devices.signatures.receipts.reading import VerifiedReceipt, verify_receipt
from devices.simulator.unlocking import UnlockMode
from tests.support.asking import ask
from tests.support.keys import renewal_of, send_renewal, takes_up
from tests.support.phones import SigningPhone, phone_of
from tests.support.receipts import PARTICULAR, approved_act, ask_for_act, use

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def shown(request: ApprovalRequest) -> VerifiedReceipt:
    made = receipt_of(request)
    assert made is not None
    return verify_receipt(made, trusted=keys_for(made))


@pytest.mark.parametrize("unlock", ["pin", "platform"])
def test_the_receipt_of_an_act_shows_what_was_signed(unlock: UnlockMode, ann: User) -> None:  # G09
    request = approved_act(ann, phone_of(ann, unlock=unlock))

    receipt = shown(request)

    assert receipt.context["details"] == [PARTICULAR]
    assert (receipt.username, receipt.unlock, receipt.kind) == (ann.username, unlock, "act")
    assert receipt.request == str(request.pk)


def test_an_approval_that_was_not_used_has_none(ann: User, phone: SigningPhone) -> None:  # G09
    request = ask_for_act(ann, phone)
    before = receipt_of(request)
    phone.says_yes(request)
    request.refresh_from_db()
    approved = receipt_of(request)

    assert (before, approved) == (None, None)
    assert receipt_of(use(request)) is not None


def test_what_was_denied_has_none(ann: User, phone: SigningPhone) -> None:  # G09
    request = ask_for_act(ann, phone)
    phone.says_no(request)
    request.refresh_from_db()

    assert receipt_of(request) is None
    assert not approved_by(ann).exists()


def test_a_sign_in_gives_none(ann: User, phone: SigningPhone) -> None:  # G09
    request = ask(ann)
    phone.says_yes(request)
    ApprovalRequest.objects.filter(pk=request.pk).update(state="consumed")
    request.refresh_from_db()

    assert receipt_of(request) is None


def test_what_somebody_calls_their_phone_is_told_to_nobody_else(
    ann: User, phone: SigningPhone
) -> None:  # G09
    request = approved_act(ann, phone)
    theirs = receipt_of(request, in_full=True)
    assert theirs is not None

    for_others, in_full = shown(request), verify_receipt(theirs, trusted=keys_for(theirs))
    assert (for_others.phone_name, for_others.display_name) == ("", "")
    assert (in_full.phone_name, in_full.display_name) == ("Ann's phone", ann.display_name)


def test_keys_that_were_replaced_since_are_still_those_of_then(ann: User, phone: SigningPhone) -> None:  # G09
    request = approved_act(ann, phone)
    old = phone.key.thumbprint
    new_key = SigningKey.generate()
    takes_up(
        phone, new_key, send_renewal(phone, renewal_of(phone, device=new_key, pin=SigningKey.generate()))
    )
    for _ in range(3):
        rotate(ann.tenant, actor=None)

    receipt = shown(request)

    assert receipt.key_name == old
    assert receipt.signed_by == ChallengeKey.objects.filter(tenant=ann.tenant)[0].kid


def test_what_was_tampered_with_in_the_database_is_handed_to_nobody(
    ann: User, phone: SigningPhone, caplog: pytest.LogCaptureFixture
) -> None:  # G09
    request = approved_act(ann, phone)
    row = Challenge.objects.get(request=request)
    head, body, signature = row.decision.split(".")
    row.decision = f"{head}.{body}.{signature[:-4]}{'AAAA' if signature[-4:] != 'AAAA' else 'BBBB'}"
    row.save()

    assert receipt_of(request) is None
    assert "does not hold" in caplog.text


def test_its_organisation_alone_is_asked_for_keys(ann: User, phone: SigningPhone) -> None:  # T09
    made = receipt_of(approved_act(ann, phone))
    assert made is not None
    ChallengeKey.objects.filter(tenant=ann.tenant).delete()

    assert keys_for(made) == []
