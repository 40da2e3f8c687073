"""The role a sender of notifications fills."""

from typing import Protocol


class Sender(Protocol):
    """Wakes a phone. Must return soon, and must carry no name, number or address (A03)."""

    def wake(self, *, phone_id: str, seconds_left: int) -> None:
        """Wakes the phone, and gives up once `seconds_left` have passed: nothing is sent after expiry."""
