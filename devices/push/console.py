"""A sender for installations without notifications: says in the log that a phone has something waiting."""

import logging

log = logging.getLogger("handslag.push")


class ConsoleSender:
    """Writes one line; the phone finds the request when it is opened, or by its open socket."""

    def wake(self, *, phone_id: str, seconds_left: int) -> None:
        log.info("phone %s has a request waiting for %d s", phone_id, seconds_left)
