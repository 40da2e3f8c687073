"""Asking, waking, ending and finishing: the browser's side of a request."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals import services
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move
from devices.approvals.refusals import PolicyChanged, ResentTooOften
from devices.approvals.services import expire_due, request_of_browser, send_again
from devices.approvals.state import State
from tests.support import invariants
from tests.support.asking import ask, new_binding
from tests.support.people import change_policy, forget_policy, make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DRAWN = 20_000
# 99 degrees of freedom: a fair draw exceeds this once in ten million runs.
CHI_SQUARE_BOUND = 190.0


def age(request: ApprovalRequest, *, seconds: int) -> None:
    """Moves a request into the past, as the database's clock sees it."""
    past = timedelta(seconds=seconds)
    ApprovalRequest.objects.filter(pk=request.pk).update(
        asked_at=request.asked_at - past, expires_at=request.expires_at - past
    )
    request.refresh_from_db()


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
    monkeypatch.setattr("devices.approvals.services.secrets.randbelow", lambda _below: next(draws))

    shown = [ask(ann).number, ask(ann, known_browser=True).number, ask(ann).number]

    assert shown == ["07", "08", "09"]


def test_a02_a_request_lives_as_long_as_the_policy_says(ann: User) -> None:
    change_policy(ann.tenant, request_life_seconds=45)

    request = ask(ann)

    assert request.expires_at - request.asked_at == timedelta(seconds=45)


def test_a15_a_fourth_open_request_becomes_a_decoy_that_no_phone_sees(ann: User, phone: SigningPhone) -> None:
    real = [ask(ann) for _ in range(3)]

    fourth = ask(ann)

    assert [request.user for request in real] == [ann] * 3
    assert fourth.user is None
    assert fourth.number
    assert str(fourth.pk) not in {one.handle for one in phone.shown()}


def test_a16_a_storm_of_strangers_leaves_the_known_browser_its_request(
    ann: User, phone: SigningPhone
) -> None:
    for _ in range(10):
        ask(ann)

    own = ask(ann, known_browser=True)

    assert own.user == ann
    assert phone.shown()[0].handle == str(own.pk)


def test_an_ended_request_makes_room_for_another(ann: User, phone: SigningPhone) -> None:
    first, *_others = (ask(ann) for _ in range(3))
    phone.says_no(first)

    assert ask(ann).user == ann


def test_a_tenant_without_policy_asks_nobody(ann: User) -> None:
    forget_policy(ann.tenant)

    with pytest.raises(PolicyChanged):
        ask(ann)


def test_a18_a_decoy_wakes_nobody_and_is_seen_by_nobody(ann: User, phone: SigningPhone) -> None:
    decoy = ask(ann, user=None)

    assert (decoy.user, decoy.state, len(decoy.number)) == (None, State.PENDING, 2)
    assert decoy.wake_due_at is None
    assert phone.shown() == []


def test_asking_writes_that_the_phones_are_to_be_woken(ann: User, phone: SigningPhone) -> None:
    asked = [ask(ann) for _ in range(4)]

    assert [request.wake_due_at == request.asked_at for request in asked] == [True, True, True, False]
    assert [request.is_quiet for request in asked] == [False, False, False, True]


def test_who_has_no_phone_has_none_to_be_woken(ann: User) -> None:
    phone_of(ann, enable=False)

    assert ask(ann).wake_due_at is None
    assert ask(ann, kind="second_step").wake_due_at is not None


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


def test_a09_a_request_is_found_by_its_own_browser_only(ann: User) -> None:
    binding = new_binding()
    ask(ann, binding=binding)
    request = ask(ann, binding=binding)

    assert request_of_browser(binding) == request, "the last one"
    assert request_of_browser(new_binding()) is None


@pytest.mark.parametrize("state", [State.PENDING, State.APPROVED])
def test_the_open_request_of_a_browser_is_found_whatever_the_clocks_of_two_servers_say(
    state: State, ann: User
) -> None:
    binding = new_binding()
    denied, request = ask(ann, binding=binding), ask(ann, binding=binding)
    move(denied, State.DENIED)
    ApprovalRequest.objects.filter(pk=request.pk).update(
        state=state, asked_at=F("asked_at") - timedelta(seconds=3)
    )

    assert request_of_browser(binding) == request


def test_i4_housekeeping_expires_what_has_run_out_and_nothing_else(ann: User, phone: SigningPhone) -> None:
    pending, approved, waiting = ask(ann), ask(ann), ask(ann)
    phone.says_yes(approved)
    age(pending, seconds=200)
    ApprovalRequest.objects.filter(pk=approved.pk).update(finish_by=timezone.now() - timedelta(seconds=1))

    assert expire_due() == 2
    assert expire_due() == 0

    states = {request.pk: request.state for request in ApprovalRequest.objects.exclude(kind="enrol")}
    assert states == {pending.pk: "expired", approved.pk: "expired", waiting.pk: "pending"}
    assert AuditEvent.objects.filter(tag="user:request:expired").count() == 2
    invariants.i5_one_audit_row_per_move()


def test_i4_a_flood_of_requests_ends_in_one_run(nordljus: Tenant) -> None:
    """200 usernames a second for half a minute: a run that takes a fixed number falls behind for good (T01)."""
    gone = timezone.now() - timedelta(seconds=1)
    decoys = [
        ApprovalRequest(
            tenant=nordljus,
            kind="signin",
            match="type",
            number="07",
            browser_digest="b",
            asked_at=gone,
            expires_at=gone,
        )
        for _ in range(1100)
    ]
    ApprovalRequest.objects.bulk_create(decoys)

    assert expire_due() == 1100


def test_i9_requests_of_one_tenant_do_not_count_against_another(ann: User, phone: SigningPhone) -> None:
    bea = make_person(make_tenant("sundby"), "bea")
    for _ in range(5):
        ask(bea)

    assert ask(ann).user == ann


def test_b04_open_requests_never_keep_the_closing_test_of_a_phone_out(ann: User, phone: SigningPhone) -> None:
    for _ in range(3):
        ask(ann, known_browser=True)

    test = ask(ann, kind="enrol", known_browser=True, only_account=phone.row.accounts.get())

    assert test.user == ann
    assert ask(ann, known_browser=True).user is None, "the places of others stay taken"
