"""Everything in order, saying what it does."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable

from accounts.audit.models import AuditEvent
from accounts.sign_in_log.models import SignInAttempt
from accounts.users.models import User
from tests.load.filling.having import give_people
from tests.load.filling.logs import add_others, add_tries, count_days, have_read, last_event
from tests.load.filling.people import Organisation, add_people, begin_noting, make_groups, make_organisations
from tests.load.filling.quickly import indexes_waiting, tell_planner
from tests.load.filling.speech import speech

Say = Callable[[str], None]


def fill(*, people: int, tries: int, say: Say) -> list[Organisation]:
    """Adds organisations with so many people, and so many tries to sign in; returns them, the largest first."""
    said = speech(secrets.token_hex(4))
    started = time.monotonic()

    def tell(line: str) -> None:
        say(f"{time.monotonic() - started:6.0f} s  {line}")

    begin_noting(said)
    organisations = make_organisations(people)
    tell(f"{len(organisations)} organisations")
    with indexes_waiting([User]):
        for one in organisations:
            add_people(one, said)
        tell(f"{people:,} people; their indexes")
    for one in organisations:
        members = make_groups(one, said)
        had: Counter[str] = Counter()
        for what, many in give_people(one.people, said):
            had[what] += many
        tell(f"{one.tenant.name}: {len(one.people):,} people, {members:,} memberships, " + _told(had))
    with indexes_waiting([SignInAttempt, AuditEvent]):
        before = last_event()
        for done in add_tries(tries, before=before, people=people, said=said):
            tell(f"{done:,} of {tries:,} sign-ins")
        others = add_others(tries, before=before, people=people, said=said)
        tell(f"{others:,} other events; the indexes of the logs")
    tell(f"{count_days(said):,} counts of days")
    have_read()
    tell("what the planner must know")
    tell_planner()
    tell("done")
    return organisations


def _told(had: Counter[str]) -> str:
    return ", ".join(f"{many:,} {what}" for what, many in had.items() if many)
