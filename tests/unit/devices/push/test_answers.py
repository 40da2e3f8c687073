"""What a push service's answer means."""

import pytest

from accounts.outward.line import Reply
from devices.push.answers import check, failure_of
from devices.push.contract import AddressGone, NotTaken, Refused, TryLater


def reply(status: int, **headers: str) -> Reply:
    return Reply(status, headers, b"secret")


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_what_was_taken(status: int) -> None:
    check(reply(status))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, AddressGone),
        (410, AddressGone),
        (429, TryLater),
        (500, TryLater),
        (503, TryLater),
        (301, Refused),
        (400, Refused),
        (401, Refused),
        (403, Refused),
        (413, Refused),
    ],
)
def test_what_was_not(status: int, kind: type[NotTaken]) -> None:
    with pytest.raises(kind, match=f"answered {status}"):
        check(reply(status))


def test_i10_what_else_it_says_is_not_repeated() -> None:
    assert str(failure_of(reply(500))) == "answered 500 Internal Server Error"


@pytest.mark.parametrize(("status", "is_ours"), [(401, True), (403, True), (400, False), (413, False)])
def test_whom_it_does_not_know_it_takes_nothing_of(status: int, *, is_ours: bool) -> None:
    failure = failure_of(reply(status))

    assert isinstance(failure, Refused)
    assert failure.is_ours == is_ours
