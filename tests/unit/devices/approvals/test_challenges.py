"""What a phone is shown."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.users.models import User
from devices.approvals import challenges
from devices.approvals.asking.places import MOST_OF_STRANGERS
from devices.approvals.challenges import challenge_for, mark_seen
from devices.approvals.models import ApprovalRequest
from devices.approvals.refusals import UnknownRequest
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account
from tests.support.asking import ask
from tests.support.people import change_policy, make_person, make_tenant
from tests.support.phones import SigningPhone, account_of, phone_of, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DRAWN = 6_000
NUMBER = "QZXJVK"


def choosing(user: User) -> ApprovalRequest:
    return ask(user, known_browser=True)


def test_a05_three_different_numbers_are_offered_and_one_is_right(ann: User, phone: SigningPhone) -> None:
    request = choosing(ann)

    shown = phone.see(request)

    offered = shown.challenge.claims["choices"]
    assert shown.challenge.claims["match"] == "choose"
    assert len(offered) == len(set(offered)) == 3
    assert request.number in offered
    assert all(len(number) == 2 for number in offered)


def test_a05_the_right_number_stands_in_each_place_equally_often() -> None:
    places = Counter(challenges._choices("42", digits=2).index("42") for _ in range(DRAWN))

    chi_square = sum((places[n] - DRAWN / 3) ** 2 / (DRAWN / 3) for n in range(3))
    assert chi_square < 50  # two degrees of freedom: not once in ten thousand million runs


def test_a05_the_wrong_numbers_are_spread_over_all_others() -> None:
    others = Counter(
        number for _ in range(DRAWN) for number in challenges._choices("42", digits=2) if number != "42"
    )

    expected = 2 * DRAWN / 99
    assert len(others) == 99
    assert sum((others[n] - expected) ** 2 / expected for n in others) < 220


def test_a05_looking_again_shows_the_very_same_bytes(ann: User, phone: SigningPhone) -> None:
    """Choices drawn anew would give the number away: it is the one that stays."""
    choosing(ann)

    assert phone.shown() == phone.shown()


def test_t02_a_typed_number_is_nowhere_in_what_the_phone_is_sent(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_policy(ann.tenant, digits=6)
    # Letters stand for its digits, which a time or an id may have by chance.
    monkeypatch.setattr("devices.approvals.asking.services._new_number", lambda *_given, **_named: NUMBER)
    request = ask(ann, known_browser=True)

    shown = phone.see(request)

    assert request.number == NUMBER
    assert (shown.challenge.claims["match"], shown.challenge.claims["digits"]) == ("type", 6)
    assert "choices" not in shown.challenge.claims
    assert "number" not in shown.challenge.claims
    assert NUMBER not in str(shown.challenge.claims)


def test_a04_the_phone_is_told_who_asks_from_where_and_when(ann: User, phone: SigningPhone) -> None:
    request = choosing(ann)

    claims = phone.see(request).challenge.claims

    assert claims["context"] == {
        "tenant": "Nordljus",
        "application": "Admin portal",
        "browser": "Firefox",
        "system": "Linux",
        "place": "SE",
        "ip": "192.0.2.7",
        "known_browser": True,
        "asked_at": int(request.asked_at.timestamp()),
    }
    assert claims["exp"] == int(request.expires_at.timestamp())


@pytest.mark.parametrize(
    ("hidden", "empty"), [("show_place", ("place", "ip")), ("show_application", ("application",))]
)
def test_e08_what_the_policy_hides_is_not_sent_at_all(
    hidden: str, empty: tuple[str, ...], ann: User, phone: SigningPhone
) -> None:
    change_policy(ann.tenant, **{hidden: False})

    context = phone.see(choosing(ann)).challenge.claims["context"]

    silent = {name for name, told in context.items() if told == ""}
    assert silent == set(empty)


def test_all_are_shown_known_browsers_first(ann: User, phone: SigningPhone) -> None:  # A15
    strangers = [ask(ann, network=f"192.0.{n}.1") for n in range(MOST_OF_STRANGERS)]
    own = [choosing(ann), choosing(ann)]

    shown = [seen.handle for seen in phone.shown()]

    assert shown == [str(request.pk) for request in (*own, *strangers)]


def test_a_request_that_has_run_out_is_not_shown(ann: User, phone: SigningPhone) -> None:
    ask(ann)
    ApprovalRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert phone.shown() == []


@pytest.mark.parametrize(
    "standing",
    [{"state": "suspended"}, {"state": "ended"}, {"confirmed": False}, {"phone_sign_in": False}],
    ids=repr,
)
def test_an_account_that_may_not_answer_is_shown_nothing(
    standing: dict[str, object], ann: User, phone: SigningPhone
) -> None:
    ask(ann)
    PhoneAccount.objects.update(**standing)

    assert phone.shown() == []


@pytest.mark.parametrize(
    "standing", [{"is_active": False}, {"blocked_at": Now()}], ids=["disabled", "blocked"]
)
def test_t08_a_disabled_or_blocked_person_is_asked_nothing(
    standing: dict[str, Any], ann: User, phone: SigningPhone
) -> None:
    ask(ann)
    User.objects.update(**standing)

    assert phone.shown() == []


def test_a_second_step_reaches_an_account_without_phone_sign_in(ann: User) -> None:
    phone = phone_of(ann, enable=False)
    request = ask(ann, kind="second_step")

    assert phone.see(request).challenge.claims["kind"] == "second_step"


def test_b04_the_test_of_a_phone_reaches_that_phone_only(ann: User, phone: SigningPhone) -> None:
    other = SigningPhone()
    tested = other.add(ann)
    PhoneAccount.objects.filter(pk=tested.id).update(confirmed=False)

    request = ask(ann, kind="enrol", known_browser=True, only_account=row_of(tested))

    assert phone.shown() == []
    shown = other.see(request)
    assert shown.challenge.claims["match"] == "type"


def test_t09_another_tenants_phone_finds_nothing(ann: User, phone: SigningPhone) -> None:
    stranger = phone_of(make_person(make_tenant("sundby"), "bea"))
    request = ask(ann)
    phone.shown()

    assert stranger.shown() == []
    with pytest.raises(UnknownRequest):
        challenge_for(stranger.row, request.pk)
    with pytest.raises(UnknownRequest):
        mark_seen(stranger.row, request.pk)


def test_a08_opening_a_request_is_noted_once_and_only_while_it_waits(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    phone.shown()

    mark_seen(phone.row, request.pk)
    request.refresh_from_db()
    first = request.seen_at
    mark_seen(phone.row, request.pk)
    request.refresh_from_db()

    assert first is not None
    assert request.seen_at == first


def test_a_request_never_shown_to_a_phone_cannot_be_answered_by_it(ann: User, phone: SigningPhone) -> None:
    with pytest.raises(UnknownRequest):
        challenge_for(phone.row, ask(ann).pk)


def test_t09_what_was_asked_of_another_tenant_is_not_shown(ann: User, phone: SigningPhone) -> None:
    ask(ann)
    User.objects.filter(pk=ann.pk).update(tenant=make_tenant("sundby"))

    assert phone.shown() == []


def test_t08_an_account_that_ended_is_not_taken_for_the_one_added_anew(
    ann: User, phone: SigningPhone
) -> None:
    remove_account(account_of(ann), actor=ann)
    new = phone.add(ann)
    ask(ann)

    [shown] = phone.shown()

    assert shown.account_id == new.id
