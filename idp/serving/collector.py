"""Python's collector of cycles, kept from stopping the process: what has settled is set aside (decision 0151)."""

from __future__ import annotations

import gc

# Python's 700 collects several times in each page. Far more would let large refused bodies pile up, where something
# still holds them in a cycle (T30). With 2 000 of them waiting they come to some ten megabytes.
OBJECTS_BETWEEN_COLLECTIONS = 2000
# Sockets opened until they are set aside: that pause looks at what came since the last, some 85 objects each.
SETTLE_EVERY = 250
# Everything is looked at anew once so many were opened, and so many more for each that is open: it costs as much.
LOOK_AGAIN_AFTER = 10_000
LOOK_AGAIN_TIMES = 20


class Collector:
    """Sets aside what the server has loaded, and then sockets as they come; looks at it all again from time to time."""

    def __init__(self) -> None:
        self.has_begun = False
        self.since_settled = self.since_looked = 0

    def begin(self) -> None:
        """What is loaded now stays for good: it need not be walked again and again."""
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        self.has_begun = True
        self._look_again()

    def socket_opened(self, *, open_now: int) -> None:
        """Count one more socket, of so many that are open; a server sets them aside when enough have come."""
        if not self.has_begun:
            return
        self.since_settled += 1
        self.since_looked += 1
        if self.since_looked >= LOOK_AGAIN_AFTER + LOOK_AGAIN_TIMES * open_now:
            self._look_again()
        elif self.since_settled >= SETTLE_EVERY:
            self._settle()

    def _look_again(self) -> None:
        """What was set aside and has become garbage in a cycle meanwhile is found now."""
        gc.unfreeze()
        self._settle()
        self.since_looked = 0

    def _settle(self) -> None:
        # First what is garbage already: set aside it would stay.
        gc.collect()
        gc.freeze()
        self.since_settled = 0
