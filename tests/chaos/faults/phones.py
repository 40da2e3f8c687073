"""What phones do that nobody meant."""

from __future__ import annotations

import random
from collections.abc import Generator

from tests.chaos.faults import fault
from tests.chaos.installation import Installation

DAY = 24 * 3600


@fault("each call of a phone comes twice")
def calls_repeated(at: Installation, _dice: random.Random) -> Generator[None]:
    at.crowd.repeat_calls(is_on=True)
    yield
    at.crowd.repeat_calls(is_on=False)


@fault("the clocks of all phones are a day wrong")
def phone_clocks(at: Installation, dice: random.Random) -> Generator[None]:
    at.crowd.set_clocks(off_by=dice.choice([DAY, -DAY]))
    yield
    at.crowd.set_clocks(off_by=0)


@fault("decisions are sent once more, long after, by another server")
def decisions_late(at: Installation, _dice: random.Random) -> Generator[None]:
    yield
    at.crowd.send_again()
