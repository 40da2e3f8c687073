"""A sender for phones without notifications, while developing: says in the log that one has something waiting."""

import logging

from devices.push.contract import Address, Wake

log = logging.getLogger("handslag.push")


class ConsoleSender:
    """Writes one line; the phone finds the request when it is opened, or by its open socket."""

    def is_ready(self) -> bool:
        return True

    def wake(self, address: Address, wake: Wake) -> None:
        log.info("phone %s has a %s waiting for %d s", address.phone_id, wake.what, wake.seconds_left)
