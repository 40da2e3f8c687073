"""*It wasn't me*, said by a phone: what it ends, whom it warns, and what it blocks (A17)."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.deciding import Answer
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.refusals import AlreadyDecided, BadSignature, PolicyChanged, TooLateToReport
from devices.approvals.reporting.services import REPORT_WITHIN, Reported, report
from devices.approvals.services import withdraw
from devices.enrolment.closing_test import conclude_test
from devices.phones.services import suspend_account
from devices.signatures.answers import ExpectedAnswer
from devices.signatures.errors import MessageMalformed
from devices.signatures.reports import verify_report
from devices.simulator.received import IncomingRequest
from tests.support import invariants
from tests.support.asking import ask, finish, new_binding, offered, test_request_of
from tests.support.clock import travel
from tests.support.commit import committed
from tests.support.people import change_policy, make_person, make_personal
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.rows import everything

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def tell(phone: SigningPhone, request: ApprovalRequest, seen: IncomingRequest) -> Reported:
    with committed():
        return report(phone.row, request.pk, phone.report_of(seen))


def effects(told: Reported) -> list[str]:
    effects: list[str] = told.alert.effects
    return effects


def epoch(user: User) -> int:
    return User.objects.get(pk=user.pk).session_epoch


def test_it_denies_what_waits_and_raises_an_alert_with_what_it_did(ann: User, phone: SigningPhone) -> None:
    # A17
    request = ask(ann)

    told = tell(phone, request, phone.see(request))

    request.refresh_from_db()
    assert (told.state, request.state) == ("denied", "denied")
    assert request.reported_at is not None
    alert = Alert.objects.get()
    assert (alert.user, alert.tenant, alert.about) == (ann, ann.tenant, str(request.pk))
    assert alert.details["browser"] == "Firefox"
    assert effects(told) == ["browser_ended", "admins_told"]
    assert epoch(ann) == ann.session_epoch
    invariants.check()


def test_it_follows_a_denial(ann: User, phone: SigningPhone) -> None:  # A17
    request = ask(ann)
    seen = phone.see(request)
    phone.says_no(request)

    told = tell(phone, request, seen)

    assert told.state == "denied"
    assert Alert.objects.count() == 1
    invariants.check()


def test_what_was_approved_and_not_finished_is_finished_by_nobody(ann: User, phone: SigningPhone) -> None:
    # A17
    binding = new_binding()
    request = ask(ann, binding=binding)
    seen = phone.see(request)
    phone.says_yes(request)

    told = tell(phone, request, seen)

    assert told.state == "denied"
    request.refresh_from_db()
    with pytest.raises(AlreadyDecided):
        finish(request, binding=binding, user=ann)


@pytest.mark.parametrize("kind", ["second_step", "reauth"])
def test_every_session_ends_where_something_had_been_proven_before(
    kind: str, ann: User, phone: SigningPhone
) -> None:  # A17
    request = ask(ann, kind=kind)

    told = tell(phone, request, phone.see(request))

    assert effects(told) == ["browser_ended", "sessions_ended", "admins_told"]
    assert epoch(ann) == ann.session_epoch + 1


def test_every_session_ends_where_the_browser_had_finished(ann: User, phone: SigningPhone) -> None:  # A17, I8
    binding = new_binding()
    request = ask(ann, binding=binding)
    seen = phone.see(request)
    phone.says_yes(request)
    request.refresh_from_db()
    finish(request, binding=binding, user=ann)

    told = tell(phone, request, seen)

    assert told.state == "approved"
    assert "sessions_ended" in effects(told)
    assert epoch(ann) == ann.session_epoch + 1


def test_all_that_browsers_requests_end_and_nobody_elses(ann: User, phone: SigningPhone) -> None:  # A17
    binding = new_binding()
    first, again, other = ask(ann, binding=binding), ask(ann, binding=binding), ask(ann)
    seen = phone.see(first)

    tell(phone, first, seen)

    states = {row.pk: (row.state, row.reported_at is not None) for row in ApprovalRequest.objects.all()}
    assert states[first.pk] == states[again.pk] == ("denied", True)
    assert states[other.pk] == ("pending", False)


def test_t10_told_twice_and_by_another_phone_it_is_one_alert(ann: User, phone: SigningPhone) -> None:  # A17
    other = phone_of(ann)
    request = ask(ann, kind="second_step")
    here, there = phone.see(request), other.see(request)
    first = tell(phone, request, here)
    before = epoch(ann)

    again, elsewhere = tell(phone, request, here), tell(other, request, there)

    assert first.alert == again.alert == elsewhere.alert
    assert Alert.objects.count() == 1
    assert epoch(ann) == before
    assert AuditEvent.objects.filter(tag="user:report:made").count() == 1


def test_a_policy_that_blocks_lets_nobody_in_until_somebody_releases(ann: User, phone: SigningPhone) -> None:
    # A17
    change_policy(ann.tenant, when_reported="block")
    request, other = ask(ann), ask(ann)

    told = tell(phone, request, phone.see(request))

    ann.refresh_from_db()
    other.refresh_from_db()
    assert effects(told) == ["browser_ended", "sessions_ended", "sign_in_blocked", "admins_told"]
    assert not ann.may_sign_in
    assert other.state == "revoked"
    assert phone.requests() == []
    invariants.check()


def test_of_a_personal_account_those_who_run_the_server_are_told() -> None:  # A17
    bo = make_person(make_personal(), "bo")
    phone, request = phone_of(bo), ask(bo)

    told = tell(phone, request, phone.see(request))

    assert "operators_told" in effects(told)


def test_it_says_what_else_was_proven(ann: User, phone: SigningPhone) -> None:  # A17
    context = {"application": "", "browser": "", "system": "", "place": "", "ip": "", "proven": ["password"]}
    request = ask(ann, kind="second_step", context=context)

    told = tell(phone, request, phone.see(request))

    assert told.alert.known == ["password"]


def test_a_phone_that_was_lost_may_report_nothing(ann: User, phone: SigningPhone) -> None:  # A17
    request = ask(ann)
    seen = phone.see(request)
    suspend_account(account_of(ann), actor=ann)

    with pytest.raises(PolicyChanged):
        tell(phone, request, seen)

    assert Alert.objects.count() == 0


def test_a_phone_that_has_not_passed_its_test_may_report_nothing(ann: User) -> None:  # A17
    phone = SigningPhone()
    enrolment, code = offered(ann)
    phone.join(phone.take(code), unlock="pin")
    test = test_request_of(enrolment)

    with pytest.raises(PolicyChanged):
        tell(phone, test, phone.see(test))

    assert Alert.objects.count() == 0


def test_the_test_of_a_phone_may_not_be_reported_once_it_is_passed_either(ann: User) -> None:  # A17
    phone = SigningPhone()
    enrolment, code = offered(ann)
    phone.join(phone.take(code), unlock="pin")
    test = test_request_of(enrolment)
    seen = phone.see(test)
    phone.says_yes(test)
    conclude_test(test.pk)

    with pytest.raises(PolicyChanged):
        tell(phone, test, seen)

    assert Alert.objects.count() == 0


def test_a_day_later_it_is_too_late(ann: User, phone: SigningPhone) -> None:  # A17
    request = ask(ann)
    seen = phone.see(request)
    withdraw(binding=request.browser_digest, is_replaced=False)
    ApprovalRequest.objects.update(asked_at=timezone.now() - REPORT_WITHIN)

    with pytest.raises(TooLateToReport):
        tell(phone, request, seen)

    assert Alert.objects.count() == 0


@pytest.mark.parametrize(
    "forged", [{"nonce": "A" * 43}, {"chh": "A" * 43}, {"txn": "another"}, {"iss": "another"}, {"aud": "x"}]
)
def test_t11_a_report_counts_for_the_request_it_answers_alone(
    forged: dict[str, str], ann: User, phone: SigningPhone
) -> None:  # A17
    request = ask(ann)
    sent = phone.report_of(phone.see(request), **forged)

    with pytest.raises(BadSignature):
        report(phone.row, request.pk, sent)

    assert Alert.objects.count() == 0


def test_t11_no_other_answer_passes_for_a_report_nor_a_report_for_another(
    ann: User, phone: SigningPhone
) -> None:  # A17
    request = ask(ann)
    seen = phone.see(request)
    before = everything()

    for sent in (phone.approval(seen, number=request.number).decision, phone.denial(seen).decision):
        with pytest.raises(MessageMalformed):
            report(phone.row, request.pk, sent)
    with pytest.raises(MessageMalformed):
        phone.send(request, Answer(phone.report_of(seen), None))

    assert everything() == before


def test_what_was_signed_is_kept_and_can_be_verified_later(ann: User, phone: SigningPhone) -> None:  # E13
    request = ask(ann)
    seen = phone.see(request)
    sent = phone.report_of(seen)
    report(phone.row, request.pk, sent)

    kept = Challenge.objects.get(request=request)

    claims = seen.challenge.claims
    verify_report(
        report=kept.report,
        public_key=phone.row.device_key,
        expected=ExpectedAnswer(
            issuer=phone.id,
            audience=claims["iss"],
            transaction=claims["txn"],
            nonce=kept.nonce,
            challenge=kept.jws,
        ),
    )
    assert json.dumps(Alert.objects.get().details).find(kept.nonce) == -1


def test_by_the_databases_clock_a_page_servers_own_says_nothing(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    seen = phone.see(request)
    sent = phone.report_of(seen)

    with travel(timezone.now() + 2 * REPORT_WITHIN, tick=False):
        report(phone.row, request.pk, sent)

    assert Alert.objects.count() == 1
