"""A caller confirms on their own phone, with the number that the helper reads out (G04)."""

from __future__ import annotations

import pytest

from accounts.audit.models import AuditEvent
from accounts.refusals import TooManyTries
from accounts.throttle import memory
from accounts.users.models import User
from accounts.users.services import block, disable
from devices.approvals.models import ApprovalRequest
from devices.approvals.receipts.making import receipt_of
from devices.approvals.receipts.trusting import keys_for
from devices.approvals.refusals import WrongNumber
from devices.call_checks import checking
from devices.call_checks.checking import MOST_OF_PERSON
from devices.call_checks.models import CallCheck
from devices.call_checks.refusals import NobodyMayConfirm, NoPhoneToConfirm
from devices.phones.models import Phone
from devices.signatures.receipts.reading import verify_receipt
from tests.support.letters import carry_letters
from tests.support.people import make_person
from tests.support.phones import SigningPhone

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Result = CallCheck.Result


@pytest.fixture
def helper(ann: User) -> User:
    memory.forget()
    return make_person(ann.tenant, "helle", role="helpdesk", display_name="Helle")


@pytest.fixture
def shows(phone: SigningPhone) -> SigningPhone:
    Phone.objects.filter(pk=phone.row.pk).update(capabilities=["call", "details"])
    phone.row.refresh_from_db()
    return phone


def asked(person: User, helper: User, *, sees_phones: bool = True) -> CallCheck:
    return checking.ask(person, by=helper, sees_phones=sees_phones, network="")


def concluded(check: CallCheck) -> CallCheck:
    checking.conclude(check.request_id)
    return CallCheck.objects.get(pk=check.pk)


def tags(person: User) -> list[str]:
    rows = AuditEvent.objects.filter(subject_id=person.pk, tag__startswith="user:call_check")
    return [tag.removeprefix("user:call_check:") for tag in rows.order_by("pk").values_list("tag", flat=True)]


def test_the_phone_says_who_asks_and_wants_the_number_typed(
    ann: User, shows: SigningPhone, helper: User
) -> None:
    # G04
    check = asked(ann, helper)

    seen = shows.see(check.request)

    assert (seen.kind, seen.match, seen.unlock_required) == ("call", "type", True)
    assert seen.details == ({"type": "call", "who": "Helle", "where": ann.tenant.name},)
    assert "Otherwise deny" in seen.binding_message
    assert seen.is_understood


def test_whoever_types_the_number_is_confirmed_once(
    ann: User, shows: SigningPhone, helper: User
) -> None:  # G04
    check = asked(ann, helper)
    shows.says_yes(check.request)

    found, again = concluded(check), concluded(check)

    assert (found.result, again.result) == (Result.CONFIRMED, Result.CONFIRMED)
    assert found.ended_at is not None
    assert tags(ann) == ["asked", "confirmed"]
    confirmed = AuditEvent.objects.get(tag="user:call_check:confirmed")
    assert confirmed.actor_id == helper.pk


def test_it_gives_a_receipt(ann: User, shows: SigningPhone, helper: User) -> None:  # G04, G09
    check = asked(ann, helper)
    shows.says_yes(check.request)
    concluded(check)

    made = receipt_of(ApprovalRequest.objects.get(pk=check.request_id))

    assert made is not None
    assert verify_receipt(made, trusted=keys_for(made)).context["details"][0]["who"] == "Helle"


def test_a_denial_a_wrong_number_and_silence_confirm_nothing(
    ann: User, shows: SigningPhone, helper: User
) -> None:
    # G04
    denied, missed, cancelled = asked(ann, helper), asked(ann, helper), asked(ann, helper)
    shows.says_no(denied.request)
    with pytest.raises(WrongNumber):
        shows.says_yes(missed.request, number=f"{(int(missed.request.number) + 1) % 100:02d}")
    checking.cancel(cancelled)

    results = [concluded(one).result for one in (denied, missed, cancelled)]

    assert results == [Result.DENIED, Result.WRONG_NUMBER, Result.CANCELLED]
    assert "confirmed" not in tags(ann)


def test_what_runs_out_is_concluded_by_whoever_looks(
    ann: User, shows: SigningPhone, helper: User
) -> None:  # G04
    check = asked(ann, helper)
    over = check.request.asked_at - (check.request.expires_at - check.request.asked_at)
    ApprovalRequest.objects.filter(pk=check.request_id).update(expires_at=over)
    check.request.refresh_from_db()

    assert not checking.waits(check)
    assert concluded(check).result == Result.EXPIRED


def test_the_housekeeping_concludes_what_was_missed(
    ann: User, shows: SigningPhone, helper: User
) -> None:  # G04
    check = asked(ann, helper)
    shows.says_no(check.request)
    CallCheck.objects.update(result="", ended_at=None)

    assert checking.conclude_due() == 1
    assert concluded(check).result == Result.DENIED


def test_t29_somebody_who_is_blocked_meanwhile_confirms_nothing(
    ann: User, shows: SigningPhone, helper: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # G04, T08
    monkeypatch.setattr("devices.approvals.moves._end", lambda _request: None)
    check = asked(ann, helper)
    shows.says_yes(check.request)
    monkeypatch.undo()
    User.objects.filter(pk=ann.pk).update(is_active=False)

    assert concluded(check).result == ""
    assert tags(ann) == ["asked"]


@pytest.mark.parametrize("end", [block, disable])
def test_t29_whoever_may_not_sign_in_is_not_asked(
    ann: User, shows: SigningPhone, helper: User, end: object
) -> None:  # G04
    end(ann, actor=None)  # type: ignore[operator]

    with pytest.raises(NobodyMayConfirm):
        asked(ann, helper)


def test_without_a_phone_that_shows_it_nobody_is_asked(
    ann: User, phone: SigningPhone, helper: User
) -> None:  # G04
    with pytest.raises(NoPhoneToConfirm):
        asked(ann, helper)

    assert not CallCheck.objects.exists()


def test_a18_a_helper_who_sees_no_phones_cannot_tell_that_there_is_none(
    ann: User, phone: SigningPhone, helper: User
) -> None:  # G04
    check = asked(ann, helper, sees_phones=False)

    assert checking.waits(check)
    assert check.request.user_id is None
    assert phone.shown() == []


def test_a16_a_person_is_asked_so_often_and_no_more(
    ann: User, shows: SigningPhone, helper: User
) -> None:  # G04
    for _ in range(MOST_OF_PERSON):
        asked(ann, helper)

    with pytest.raises(TooManyTries):
        asked(ann, helper)


def test_a17_it_was_not_me_ends_no_session(ann: User, shows: SigningPhone, helper: User) -> None:  # G04
    check = asked(ann, helper)
    before = ann.get_session_auth_hash()
    epoch = User.objects.get(pk=ann.pk).get_session_auth_hash()

    reported = shows.says_not_me(check.request)

    assert "sessions_ended" not in reported.alert.effects
    assert "browser_ended" not in reported.alert.effects
    assert User.objects.get(pk=ann.pk).get_session_auth_hash() == epoch == before
    assert concluded(check).result == Result.DENIED


def test_a17_it_is_told_as_a_call_and_not_as_a_sign_in(
    ann: User, shows: SigningPhone, helper: User
) -> None:  # G04
    reported = shows.says_not_me(asked(ann, helper).request)

    assert reported.alert.told == "You told us that a call to the help desk was not yours"
    assert reported.alert.noted == "A call to the help desk that was not theirs"
    to_helper, to_person = sorted(carry_letters(), key=lambda letter: letter.to[0] == ann.username)
    assert to_helper.subject == f"A call to the help desk that was not theirs: {ann.username}"
    assert "You said on your phone that a call to the help desk was not yours" in to_person.body
    for letter in (to_helper, to_person):
        assert "sign-in that was not" not in letter.body


def test_what_came_of_it_is_written_by_the_first(ann: User, shows: SigningPhone, helper: User) -> None:  # G04
    check = asked(ann, helper)
    late = CallCheck.objects.select_related("request", "person__tenant", "asked_by").get(pk=check.pk)
    shows.says_no(check.request)
    concluded(check)

    checking._end(late, Result.CONFIRMED)

    assert CallCheck.objects.get(pk=check.pk).result == Result.DENIED
    assert tags(ann) == ["asked", "not_confirmed"]


def test_no_log_has_it_as_a_sign_in(ann: User, shows: SigningPhone, helper: User) -> None:  # G04, E13
    before = AuditEvent.objects.latest("pk").pk
    check = asked(ann, helper)
    shows.says_yes(check.request)
    concluded(check)

    events = AuditEvent.objects.filter(pk__gt=before, subject_id=ann.pk)

    assert {"user:request:asked", "user:request:approved"} <= set(events.values_list("tag", flat=True))
    assert not [event.tag for event in events if "sign_in" in event.details]
