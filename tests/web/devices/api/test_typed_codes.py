"""Adding a phone by the code that a person typed: once, in time, and guessed by nobody (B17)."""

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.audit.models import AuditEvent
from accounts.throttle.counting import Limit
from accounts.users.models import User
from devices.enrolment.codes import guessing
from devices.enrolment.codes.typed import grouped, typed_form
from devices.enrolment.models import Enrolment
from devices.enrolment.services import end
from devices.enrolment.state import State
from devices.simulator.calls import CallRefused
from tests.support.asking import offered
from tests.support.people import make_person
from tests.support.phones import SigningPhone

WRONG = "2222-2222-2222"


def typed_of(user: User) -> tuple[Enrolment, str]:
    enrolment, code = offered(user)
    return enrolment, grouped(typed_form(code))


def refused(phone: SigningPhone, code: str) -> CallRefused:
    with pytest.raises(CallRefused) as refusal:
        phone.claim(code)
    return refusal.value


def outcome(code: str) -> str:
    try:
        SigningPhone().claim(code)
    except CallRefused as refusal:
        return refusal.code
    return "claimed"


@pytest.fixture
def nobody_else(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other limit is in the way of many tries."""
    monkeypatch.setattr("devices.api.enrolments.Claim.a_minute", 10_000)


@pytest.mark.both_databases
def test_a_phone_claims_by_it_however_it_was_typed(ann: User) -> None:  # B17
    enrolment, typed = typed_of(ann)

    SigningPhone().claim(f" {typed.lower().replace('-', ' ')} ")

    enrolment.refresh_from_db()
    assert enrolment.state == State.CLAIMED


def test_one_claim_makes_both_codes_worthless_to_others(ann: User) -> None:  # B05, B17
    enrolment, code = offered(ann)
    typed, first = typed_form(code), SigningPhone()
    first.claim(typed)

    assert first.claim(typed).id == str(enrolment.pk), "the answer was lost: the same again"
    assert refused(SigningPhone(), typed).code == "code_used"
    assert refused(SigningPhone(), code).code == "code_used"
    assert AuditEvent.objects.filter(tag="user:enrolment:claimed_again").count() == 1


def test_it_dies_with_its_enrolment(ann: User) -> None:  # B17
    late, too_late = typed_of(ann)
    Enrolment.objects.update(expires_at=Now())
    assert refused(SigningPhone(), too_late).code == "expired"

    ended, over = typed_of(ann)
    end(ended, State.CANCELLED)
    assert refused(SigningPhone(), over).code == "code_used"
    assert not Enrolment.objects.filter(pk__in=(late.pk, ended.pk), state=State.CLAIMED).exists()


def test_the_tables_do_not_tell_it(ann: User) -> None:  # B17, I10
    _enrolment, typed = typed_of(ann)

    kept = str(Enrolment.objects.values().get())

    assert typed not in kept
    assert typed.replace("-", "") not in kept


@pytest.mark.usefixtures("nobody_else")
@pytest.mark.both_databases
def test_after_twenty_wrong_ones_a_network_types_no_more_and_still_scans(ann: User) -> None:  # B17, T15
    assert {outcome(WRONG) for _ in range(guessing.MOST_WRONG)} == {"code_unknown"}
    _enrolment, code = offered(ann)

    assert outcome(typed_form(code)) == "typed_codes_closed"
    assert outcome(code) == "claimed"


@pytest.mark.usefixtures("nobody_else")
def test_another_network_goes_on_typing(ann: User, settings: Settings) -> None:  # B17
    for _ in range(guessing.MOST_WRONG):
        refused(SigningPhone(), WRONG)
    _enrolment, typed = typed_of(ann)
    elsewhere = SigningPhone()
    elsewhere.calls.transport.client = Client(REMOTE_ADDR="198.51.100.9")  # type: ignore[attr-defined]

    elsewhere.claim(typed)

    assert Enrolment.objects.get().state == State.CLAIMED


@pytest.mark.usefixtures("nobody_else")
def test_right_ones_are_not_counted(ann: User) -> None:  # B17
    people = [make_person(ann.tenant, f"p{number}") for number in range(4)]
    for _ in range(guessing.MOST_WRONG - 1):
        refused(SigningPhone(), WRONG)

    came_of_it = [outcome(typed_of(person)[1]) for person in people]

    assert came_of_it == ["claimed"] * len(people)
    assert refused(SigningPhone(), WRONG).code == "code_unknown"
    assert refused(SigningPhone(), WRONG).code == "typed_codes_closed"


@pytest.mark.usefixtures("nobody_else")
def test_from_however_many_networks_there_is_an_end_to_guessing(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # B17, T15
    monkeypatch.setattr(guessing, "IN_ALL", Limit(scope="all", key="all", most=3, seconds=600))
    for number in range(3):
        phone = SigningPhone()
        phone.calls.transport.client = Client(REMOTE_ADDR=f"198.51.{number}.9")  # type: ignore[attr-defined]
        refused(phone, WRONG)
    _enrolment, code = offered(ann)

    assert outcome(typed_form(code)) == "typed_codes_closed"
    assert outcome(code) == "claimed"
