"""Wakes a phone where it can be woken, and notes what the push service answered."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from accounts import clock
from devices.addresses.models import PhoneAddress
from devices.addresses.services import address_of
from devices.push import deliver
from devices.push.contract import AddressGone, NotTaken, Refused, TooLate, TryLater, Wake

State = PhoneAddress.State
UNKNOWN = (
    "notifications fail for every phone of kind %s: its push service does not know us (%s); "
    "check the keys and credentials"
)

log = logging.getLogger("handslag.push")


def carry(row: PhoneAddress, wake: Wake) -> None:
    """Wakes the phone. Raises what went wrong, once it is noted."""
    try:
        deliver.wake(address_of(row), wake)
    except Exception as why:
        note_outcome(row, why)
        raise
    note_outcome(row, None)


def note_outcome(row: PhoneAddress, why: Exception | None) -> None:
    """Notes that the push service took what was sent there, or why not; costs nothing while it always does."""
    if why is not None:
        _note_failure(row, why)
        return
    if row.state != State.WORKING:
        _note(row, State.WORKING, last_answer="", knows_us=True, resting_until=None)


def _note_failure(row: PhoneAddress, why: Exception) -> None:
    if isinstance(why, TooLate):
        return
    if isinstance(why, AddressGone):
        _note(row, State.GONE, address_encrypted="", last_answer=str(why))
        return
    is_ours = isinstance(why, Refused) and why.is_ours
    if is_ours:
        # Of such lines a few are written (idp/serving/log/crowds.py): it is the same for every phone.
        log.error(UNKNOWN, row.kind, why, extra={"refused": f"push of kind {row.kind}"})
    rests = {}
    if isinstance(why, TryLater):
        rests = {"resting_until": clock.now() + timedelta(seconds=why.seconds)}
    # Of what our own program or its libraries raise, the kind alone: their words may hold the address (I10).
    words = str(why) if isinstance(why, NotTaken) else type(why).__name__
    _note(row, State.FAILING, last_answer=words, knows_us=not is_ours, **rests)


def _note(row: PhoneAddress, state: PhoneAddress.State, **changes: Any) -> None:
    """Notes it of this very address: what the phone has registered meanwhile is another, and untested."""
    same = PhoneAddress.objects.filter(pk=row.pk, address_encrypted=row.address_encrypted)
    since = {"since": clock.now()} if state != row.state else {}
    same.update(state=state, **since, **changes)
