"""The role a sender of notifications fills."""

from typing import Protocol

# Longer than this nobody waits for a sender: the phone counts as not woken, and it is tried again.
GIVE_UP_AFTER_SECONDS = 10


class Sender(Protocol):
    """Wakes a phone. Must carry no name, number or address (A03). Several threads call it at once."""

    def wake(self, *, phone_id: str, seconds_left: int) -> None:
        """Wakes the phone, or raises what went wrong, within GIVE_UP_AFTER_SECONDS.

        It also gives up once `seconds_left` have passed: nothing is sent after expiry.
        """
