"""A kind of request is a row in a table: what a new one needs is its row, and nothing else knows kinds by name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.kinds import Kind, UnknownKind
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move
from devices.approvals.refusals import WrongNumber
from devices.approvals.services import end_by_browser, expire_due
from devices.approvals.state import State
from devices.signatures.jws.kinds import CLAIMS
from tests.support.asking import age, ask, finish, new_binding
from tests.support.commit import committed
from tests.support.phones import SigningPhone, phone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Ends:
    """What a kind was told of its requests."""

    def __init__(self) -> None:
        self.told: list[UUID] = []

    def __call__(self, request_id: UUID) -> None:
        self.told.append(request_id)


@pytest.fixture
def ends() -> Ends:
    return Ends()


@pytest.fixture
def ciba(ends: Ends) -> Iterator[Kind]:
    """A kind that somebody builds: one row, for the while in place of that with its word of the protocol."""
    built = kinds.of("ciba")
    kind = Kind(key="ciba", words="of an application", when_ended=ends)
    kinds.register(kind)
    yield kind
    kinds.register(built)


def test_every_kind_has_a_word_of_the_protocol() -> None:
    keys = {kind.key for kind in kinds.registered()}

    assert keys == {"signin", "second_step", "reauth", "enrol", "act", "call", "ciba"}
    assert all(CLAIMS["kind"](key) for key in keys)


def test_a_new_kind_is_asked_shown_answered_and_finished(ann: User, phone: SigningPhone, ciba: Kind) -> None:
    binding = new_binding()
    request = ask(ann, kind="ciba", binding=binding)

    phone.says_yes(request)
    request.refresh_from_db()

    assert finish(request, binding=binding, user=ann).user == ann


def run_out(request: ApprovalRequest) -> None:
    age(request, seconds=200)
    expire_due()


ROADS: dict[str, Callable[[SigningPhone, ApprovalRequest], Any]] = {
    "approved": lambda phone, request: phone.says_yes(request),
    "denied": lambda phone, request: phone.says_no(request),
    "run out": lambda _phone, request: run_out(request),
    "cancelled": lambda _phone, request: move(request, State.CANCELLED),
    "replaced": lambda _phone, request: end_by_browser(
        request, State.SUPERSEDED, binding=request.browser_digest
    ),
}


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_a_kind_is_told_of_the_end_by_whatever_road_after_the_commit(
    road: Any, ann: User, phone: SigningPhone, ciba: Kind, ends: Ends
) -> None:
    request = ask(ann, kind="ciba")

    with committed():
        road(phone, request)
        assert ends.told == []

    assert ends.told == [request.pk]


def test_a_wrong_number_is_an_end_as_well(ann: User, phone: SigningPhone, ciba: Kind, ends: Ends) -> None:
    request = ask(ann, kind="ciba")
    wrong = f"{(int(request.number) + 1) % 100:02d}"

    with pytest.raises(WrongNumber), committed():
        phone.send(request, phone.approval(phone.see(request), number=wrong))

    assert ends.told == [request.pk]


def test_finishing_is_the_askers_own_doing_and_no_end(
    ann: User, phone: SigningPhone, ciba: Kind, ends: Ends
) -> None:
    binding = new_binding()
    request = ask(ann, kind="ciba", binding=binding)
    phone.says_yes(request)
    request.refresh_from_db()

    with committed():
        finish(request, binding=binding, user=ann)

    assert ends.told == []


def test_what_fails_after_the_end_undoes_no_answer(ann: User, phone: SigningPhone, ciba: Kind) -> None:
    def fails(_request_id: UUID) -> None:
        raise ConnectionError("the application is away")

    kinds.register(replace(ciba, when_ended=fails))
    request = ask(ann, kind="ciba")

    with committed():
        phone.says_yes(request)

    request.refresh_from_db()
    assert request.state == State.APPROVED


def test_a_kind_that_counts_has_the_limit_and_one_that_does_not_has_none(ann: User, ciba: Kind) -> None:
    phone_of(ann)
    first, *_others = [ask(ann, kind="ciba") for _ in range(4)]
    kinds.register(replace(ciba, counts=False))
    beside = [ask(ann, kind="ciba") for _ in range(4)]

    first.refresh_from_db()
    assert first.state == State.DISPLACED
    assert [ApprovalRequest.objects.get(pk=one.pk).state for one in beside] == [State.PENDING] * 4
    ask(ann)
    assert ApprovalRequest.objects.filter(state=State.DISPLACED).count() == 1, (
        "what does not count takes no place"
    )


@pytest.mark.parametrize("needs", [True, False])
def test_a_kind_says_whether_phone_sign_in_must_be_on(needs: bool, ann: User, ciba: Kind) -> None:
    kinds.register(replace(ciba, needs_phone_sign_in=needs))
    phone = phone_of(ann, enable=False)

    request = ask(ann, kind="ciba")

    assert (str(request.pk) in {shown.handle for shown in phone.shown()}) is not needs


def test_a_kind_says_whether_the_number_is_typed_and_the_phone_unlocked(ann: User, ciba: Kind) -> None:
    kinds.register(replace(ciba, must_type=True, unlock_required=False, needs_phone_sign_in=False))
    phone = phone_of(ann, unlock=None, enable=False)

    shown = phone.see(ask(ann, kind="ciba", known_browser=True))

    assert (shown.match, shown.challenge.claims["unlock"]) == ("type", "optional")


def test_a_kind_that_only_another_release_knows_is_shown_to_no_phone_and_still_ends(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    ApprovalRequest.objects.update(kind="of_later")

    with pytest.raises(UnknownKind):
        ask(ann, kind="of_later")

    assert phone.shown() == []
    age(request, seconds=200)
    assert expire_due() == 1
