"""What phones were told of their answers in this test: whoever was told that it counts may rely on it (I3)."""

from __future__ import annotations

from uuid import UUID

from devices.approvals.state import State

_given: list[tuple[UUID, State]] = []


def note(request_id: UUID, said: State) -> None:
    """A phone was answered so."""
    _given.append((request_id, said))


def given() -> list[tuple[UUID, State]]:
    """Every answer since the test began, of requests and what phones were told."""
    return list(_given)


def forget() -> None:
    """The next test begins without any."""
    _given.clear()
