"""Asking and asking once more: what is made, who is woken, who gives way."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.users.models import User
from devices.approvals.asking import services
from devices.approvals.asking.fatigue import LATELY, SOON
from devices.approvals.asking.places import MOST_KNOWN
from devices.approvals.asking.services import send_again
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move
from devices.approvals.refusals import PolicyChanged, ResentTooOften
from devices.approvals.services import expire_due
from devices.approvals.state import State
from tests.support.asking import age, ask, finish, let_pass, new_binding
from tests.support.people import change_policy, forget_policy, make_person, make_tenant
from tests.support.phones import SigningPhone

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DRAWN = 20_000
# 99 degrees of freedom: a fair draw exceeds this less often than once in ten thousand million runs.
CHI_SQUARE_BOUND = 220.0


def test_t02_numbers_are_uniform_and_keep_their_leading_zero() -> None:
    drawn = Counter(services._new_number(2, taken=set()) for _ in range(DRAWN))

    expected = DRAWN / 100
    chi_square = sum((drawn[f"{n:02d}"] - expected) ** 2 / expected for n in range(100))
    assert set(drawn) == {f"{n:02d}" for n in range(100)}
    assert chi_square < CHI_SQUARE_BOUND


def test_t02_six_digits_are_six_digits() -> None:
    assert all(len(services._new_number(6, taken=set())) == 6 for _ in range(200))


def test_t02_a_new_number_is_none_that_another_open_request_shows() -> None:
    taken = {f"{n:02d}" for n in range(99)}

    assert services._new_number(2, taken=taken) == "99"


def test_t02_open_requests_of_a_person_show_different_numbers(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every draw gives 7 twice: the second must be drawn again.
    draws = iter([7, 7, 8, 8, 9])
    monkeypatch.setattr("devices.approvals.asking.services.secrets.randbelow", lambda _below: next(draws))

    shown = [ask(ann).number, ask(ann, known_browser=True).number, ask(ann).number]

    assert shown == ["07", "08", "09"]


def test_a02_a_request_lives_as_long_as_the_policy_says(ann: User) -> None:
    change_policy(ann.tenant, request_life_seconds=45)

    request = ask(ann)

    assert request.expires_at - request.asked_at == timedelta(seconds=45)


def test_a_tenant_without_policy_asks_nobody(ann: User) -> None:
    forget_policy(ann.tenant)

    with pytest.raises(PolicyChanged):
        ask(ann)


def test_a18_a_decoy_wakes_nobody_and_is_seen_by_nobody(ann: User, phone: SigningPhone) -> None:
    decoy = ask(ann, user=None)

    assert (decoy.user, decoy.state, len(decoy.number)) == (None, State.PENDING, 2)
    assert decoy.wake_due_at is None
    assert phone.shown() == []


def test_sending_again_waits_thirty_seconds_and_ends_after_two(ann: User, phone: SigningPhone) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)

    with pytest.raises(ResentTooOften):
        send_again(request, binding=binding)
    age(request, seconds=31)
    send_again(request, binding=binding)
    send_again(request, binding=binding)

    with pytest.raises(ResentTooOften):
        send_again(request, binding=binding)


def test_sending_again_has_the_phones_woken_anew_but_never_a_decoys(ann: User, phone: SigningPhone) -> None:
    bindings = [new_binding(), new_binding()]
    requests = [ask(ann, binding=bindings[0]), ask(ann, binding=bindings[1], user=None)]
    for request, binding in zip(requests, bindings, strict=True):
        age(request, seconds=31)
        ApprovalRequest.objects.filter(pk=request.pk).update(wake_due_at=None, wake_tries=4, wake_left=["x"])
        send_again(request, binding=binding)
        request.refresh_from_db()

    assert [request.wake_due_at is not None for request in requests] == [True, False]
    assert (requests[0].wake_tries, requests[0].wake_left) == (0, None)


def test_a09_only_the_asking_browser_sends_again(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    age(request, seconds=31)

    with pytest.raises(ResentTooOften):
        send_again(request, binding=new_binding())


def state_of(request: ApprovalRequest) -> str:
    return ApprovalRequest.objects.get(pk=request.pk).state


def wakes(request: ApprovalRequest) -> bool:
    return ApprovalRequest.objects.get(pk=request.pk).wake_due_at is not None


def test_a15_the_fourth_of_a_network_makes_its_oldest_give_way_and_nobody_elses(
    ann: User, phone: SigningPhone
) -> None:
    elsewhere = ask(ann, network="198.51.100.9")
    near = [ask(ann) for _ in range(4)]

    assert [state_of(one) for one in near] == ["displaced", "pending", "pending", "pending"]
    assert state_of(elsewhere) == "pending"
    assert {one.handle for one in phone.shown()} == {str(one.pk) for one in (elsewhere, *near[1:])}


def test_a15_strangers_from_everywhere_keep_no_browser_of_the_persons_out(
    ann: User, phone: SigningPhone
) -> None:
    """Whoever has a /56 asks from 256 networks."""
    for number in range(40):
        ask(ann, network=f"2001:db8:0:{number:x}::/64")
    own, new = ask(ann, known_browser=True), ask(ann, network="203.0.113.5")

    shown = [one.handle for one in phone.shown()]

    assert shown[0] == str(own.pk)
    assert str(new.pk) in shown
    assert len(shown) <= 12


@pytest.mark.parametrize("is_somebody", [True, False], ids=["somebody", "nobody"])
def test_a18_who_gives_way_and_who_is_quiet_is_the_same_for_a_name_that_nobody_has(
    is_somebody: bool, ann: User, phone: SigningPhone
) -> None:
    asked = [ask(ann, user=ann if is_somebody else None) for _ in range(5)]

    rows = [ApprovalRequest.objects.get(pk=one.pk) for one in asked]
    assert [row.state for row in rows] == ["displaced"] * 2 + ["pending"] * 3
    assert [row.is_quiet for row in rows] == [False, False, True, True, True]


def test_a16_beyond_the_caps_nobody_is_woken_and_the_request_is_on_the_phone(
    ann: User, phone: SigningPhone
) -> None:
    asked, woken = [], []
    for n in range(5):
        asked.append(ask(ann, known_browser=True, network=f"192.0.2.{n}"))
        woken.append(wakes(asked[-1]))

    assert woken == [True, True, True, False, False]
    assert [one.is_quiet for one in asked] == [False, False, False, True, True]
    assert {one.handle for one in phone.shown()} == {str(one.pk) for one in asked[-MOST_KNOWN:]}


def test_a16_ten_minutes_later_phones_are_woken_again_and_after_ten_in_a_day_no_more(
    ann: User, phone: SigningPhone
) -> None:
    woken = []
    for _ in range(12):
        request = ask(ann, known_browser=True)
        woken.append(wakes(request))
        move(request, State.CANCELLED)
        let_pass(seconds=int(SOON.total_seconds()))

    assert woken == [True] * 10 + [False] * 2
    let_pass(seconds=int(LATELY.total_seconds()))
    assert wakes(ask(ann, known_browser=True))


def test_a16_a_sign_in_that_succeeded_begins_the_count_anew(ann: User, phone: SigningPhone) -> None:
    for _ in range(3):
        last_binding = new_binding()
        last = ask(ann, known_browser=True, binding=last_binding)
    phone.says_yes(last)
    last.refresh_from_db()
    finish(last, binding=last_binding, user=ann)

    assert wakes(ask(ann, known_browser=True))


def test_a17_a_sign_in_that_its_person_says_was_not_theirs_is_no_success_but_a_refusal(
    ann: User, phone: SigningPhone
) -> None:
    for _ in range(2):
        ask(ann, known_browser=True)
    binding = new_binding()
    theirs = ask(ann, binding=binding)
    phone.says_yes(theirs)
    theirs.refresh_from_db()
    finish(theirs, binding=binding, user=ann)
    ApprovalRequest.objects.filter(pk=theirs.pk).update(reported_at=timezone.now())

    assert not wakes(ask(ann, known_browser=True))
    let_pass(seconds=int(SOON.total_seconds()))
    assert (wakes(ask(ann, known_browser=True)), wakes(ask(ann))) == (True, False)


def denied(request: ApprovalRequest, phone: SigningPhone) -> None:
    phone.says_no(request)


def ignored(_request: ApprovalRequest, _phone: SigningPhone) -> None:
    let_pass(seconds=121)
    expire_due()


def ignored_and_not_yet_written_down(_request: ApprovalRequest, _phone: SigningPhone) -> None:
    let_pass(seconds=121)


@pytest.mark.parametrize("end", [denied, ignored, ignored_and_not_yet_written_down])
def test_a16_after_a_new_browser_was_denied_or_ignored_new_browsers_are_quiet_for_a_day(
    end: Callable[[ApprovalRequest, SigningPhone], None], ann: User, phone: SigningPhone
) -> None:
    end(ask(ann), phone)

    let_pass(seconds=int(LATELY.total_seconds()) - 600)
    quiet, known = ask(ann), ask(ann, known_browser=True)
    let_pass(seconds=600)

    assert (wakes(quiet), wakes(known)) == (False, True)
    assert wakes(ask(ann))


@pytest.mark.parametrize("kind", ["signin", "second_step", "reauth", "enrol"])
def test_t35_every_kind_of_request_counts_and_is_counted(kind: str, ann: User, phone: SigningPhone) -> None:
    only = phone.row.accounts.get() if kind == "enrol" else None
    first = ask(ann, kind=kind, known_browser=True, only_account=only)
    for _ in range(2):
        ask(ann, known_browser=True)

    assert wakes(first)
    assert not wakes(ask(ann, known_browser=True))
    assert not wakes(ask(ann, kind=kind, known_browser=True, only_account=only))


def test_t35_sending_again_counts_and_beyond_the_caps_wakes_nobody(ann: User, phone: SigningPhone) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)
    woken = []
    for _ in range(2):
        let_pass(seconds=31)
        ApprovalRequest.objects.filter(pk=request.pk).update(wake_due_at=None)
        send_again(request, binding=binding)
        woken.append(wakes(request))

    request.refresh_from_db()
    assert woken == [True, False]
    assert (request.is_quiet, request.notifications, request.resends) == (True, 2, 2)


def test_i9_what_is_asked_of_one_tenant_does_not_count_against_another(
    ann: User, phone: SigningPhone
) -> None:
    bea = make_person(make_tenant("sundby"), "bea")
    for _ in range(5):
        ask(bea)

    assert wakes(ask(ann))


def test_b04_the_closing_test_of_a_phone_takes_nobodys_place_and_always_has_one(
    ann: User, phone: SigningPhone
) -> None:
    others = [ask(ann, known_browser=True) for _ in range(3)]

    test = ask(ann, kind="enrol", known_browser=True, only_account=phone.row.accounts.get())

    assert [state_of(one) for one in (*others, test)] == ["pending"] * 4


def test_a_storm_that_is_over_is_not_read_again(ann: User, phone: SigningPhone) -> None:  # T01
    for _ in range(10):
        ask(ann)

    remembered = ApprovalRequest.objects.filter(remembered_until__gt=timezone.now(), kind="signin")
    assert remembered.count() == 5, "three that are open, two that woke a phone"
