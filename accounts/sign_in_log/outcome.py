"""What an event says of its try to sign in. Pure: an event and a row, no database.

What came of it only ever becomes clearer: what was not accepted may still succeed, what succeeded stays so.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from accounts.audit.models import AuditEvent
from accounts.policy.strengths.words import worst_of
from accounts.sign_in_log.models import SignInAttempt
from accounts.signin.events import SIGN_IN_REFUSED, SIGNED_IN
from accounts.users.places import networks_around, place_of

Result = SignInAttempt.Result
# Of what one event says, by the last part of its tag, where that belongs to a request to a phone.
OF_REQUESTS = {"denied": Result.DENIED, "wrong_number": Result.REFUSED}
WEIGHT = {
    Result.UNDER_WAY: 0,
    Result.NOT_FINISHED: 0,
    Result.REFUSED: 1,
    Result.DENIED: 2,
    Result.SIGNED_IN: 3,
}
# Texts are kept as far as their columns go: what is longer was written by a browser, not by us.
TEXTS = {"application": 120, "browser": 120}


class Whose(NamedTuple):
    """Whose try it is, and which."""

    tenant: UUID
    person: UUID
    mark: str

    @property
    def key(self) -> tuple[UUID, str]:
        """What no two rows share."""
        return self.person, self.mark


def key_of(event: AuditEvent) -> str:
    """What tells its try from others; "" where it is of none."""
    mark = event.details.get("sign_in")
    if mark:
        return str(mark)[:20]
    # What stands by itself, as a passkey that was refused before anybody said who they are.
    return str(event.pk) if event.tag in (SIGNED_IN.tag, SIGN_IN_REFUSED.tag) else ""


def begun(event: AuditEvent, whose: Whose) -> SignInAttempt:
    """The row of a try that begins with this event."""
    return SignInAttempt(
        tenant_id=whose.tenant,
        person_id=whose.person,
        mark=whose.mark,
        at=event.at,
        last_at=event.at,
        first_event=event.pk,
        last_event=event.pk,
    )


def tell(row: SignInAttempt, event: AuditEvent) -> None:
    """Lets the row say what this event adds."""
    said = event.details
    row.last_event, row.last_at = max(row.last_event, event.pk), max(row.last_at, event.at)
    row.methods = _methods(row.methods, said)
    row.method = row.methods[-1][:40] if row.methods else ""
    for name, longest in TEXTS.items():
        setattr(row, name, str(said.get(name) or getattr(row, name))[:longest])
    row.is_new_browser = row.is_new_browser or bool(said.get("new_browser"))
    row.is_again = row.is_again or bool(said.get("again"))
    row.needed = said.get("needed", row.needed)
    row.reported = worst_of(said.get("reported", ())) or row.reported
    if address := str(said.get("address", "")):
        row.address, row.network, row.place = _origin(address)
    result, reason = _result(event)
    if WEIGHT[result] >= WEIGHT[Result(row.result)]:
        row.result = result
        row.reason = reason if reason or result is Result.SIGNED_IN else row.reason


def _methods(before: list[str], said: dict[str, Any]) -> list[str]:
    """The ways so far, those that are told of now at the end; once somebody is signed in, what they gave."""
    if said.get("methods"):
        return list(said["methods"])
    now = [*said.get("proven", ()), *([said["method"]] if said.get("method") else ())]
    return [*(key for key in before if key not in now), *dict.fromkeys(now)]


def _origin(address: str) -> tuple[str, str, str]:
    return address[:45], networks_around(address)[-1][0][:50], place_of(address)


def _result(event: AuditEvent) -> tuple[Result, str]:
    if event.tag == SIGNED_IN.tag:
        return Result.SIGNED_IN, ""
    if event.tag == SIGN_IN_REFUSED.tag:
        return Result.REFUSED, str(event.details.get("reason", ""))[:80]
    what = event.tag.rpartition(":")[2]
    # A request that was asked, or used, says no reason; one that ended otherwise does.
    return OF_REQUESTS.get(what, Result.UNDER_WAY), "" if what in ("asked", "approved") else event.tag
