"""From where the server sees a caller come, which a proxy must say and nobody else may; its clock, its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from accounts import clock
from accounts.incidents import in_a_line
from accounts.users.places import is_trusted_proxy
from idp.doctor.asked import PAGE, pass_header
from idp.doctor.found import Found, failed, not_tried, ok, warning
from idp.doctor.outside.calling import Answer, Door

# RFC 5737: nobody is there. What a stranger writes, to be taken for somebody else.
FORGED = "192.0.2.66"
# Beyond it codes by time fail on phones whose clock is right.
FAR_APART_SECONDS = 30
APART_SECONDS = 5
WRITE = (
    "Let it write the address it sees in place of X-Forwarded-For, or to the right of what came: docs/operate.md, "
    "The proxy."
)
NTP = "Keep the clock right by NTP, on the machine of the database first: docs/operate.md, Clocks."


@dataclass(frozen=True)
class _Told:
    """What the server says of our call, and the answer that said it."""

    facts: dict[str, Any]
    answer: Answer


def address(door: Door) -> Found:
    """The server sees who comes, and not the proxy, nor whoever the caller says to be (T25)."""
    told = _ask(door)
    if isinstance(told, Found):
        return told
    peer, seen = told.facts["peer"], told.facts["address"]
    *_before, nearest = [hop.strip() for hop in told.facts["forwarded"].split(",")]
    if not is_trusted_proxy(peer):
        return _not_believed(peer, is_behind_proxy=door.is_https or nearest not in ("", FORGED))
    if nearest == FORGED:
        return failed(f"the proxy at {peer} passes on what strangers write: they may be anybody", WRITE)
    if not nearest:
        return failed(f"the proxy at {peer} does not say who comes", WRITE)
    if seen == FORGED:
        return not_tried(f"we come from {nearest}, which is a proxy of yours itself: ask from elsewhere")
    return ok(f"seen as {seen}, by the word of the proxy at {peer}")


def _not_believed(peer: str, *, is_behind_proxy: bool) -> Found:
    # Handslag itself speaks no TLS: where there is TLS, somebody stands in front.
    if not is_behind_proxy:
        return ok(f"seen as {peer}, without a proxy")
    return failed(
        f"the proxy at {peer} is not believed: everybody seems to come from there",
        f"Set TRUSTED_PROXIES={peer}, or to the network of your proxies, and start the servers again.",
    )


def clocks(door: Door) -> Found:
    """The database's clock, by which everything counts, the server's, and the Date of what answers."""
    told = _ask(door)
    if isinstance(told, Found):
        return told
    sent = parsedate_to_datetime(told.answer.headers["Date"]).astimezone(UTC)
    apart = {
        "what answers": sent.timestamp() - clock.seconds(),
        "the server": float(told.facts["ahead_seconds"]),
        "this machine": clock.ahead_seconds(),
    }
    says = "from the database's: " + ", ".join(f"{who} {by:+.0f} s" for who, by in apart.items())
    furthest = max(map(abs, apart.values()))
    if furthest > FAR_APART_SECONDS:
        return failed(says, NTP)
    return warning(says, NTP) if furthest > APART_SECONDS else ok(says)


def files(door: Door) -> Found:
    """As many connections as are allowed may be open files of the server."""
    told = _ask(door)
    if isinstance(told, Found):
        return told
    has, wants = told.facts["files"], told.facts["files_wanted"]
    says = f"the server may open {has} files, {wants} are wanted"
    if has < wants:
        return warning(says, f"Set LimitNOFILE={wants} in its systemd unit, or ulimit -n {wants}.")
    return ok(says)


def _ask(door: Door) -> _Told | Found:
    try:
        answer = door.ask(PAGE, headers={**pass_header(), "X-Forwarded-For": FORGED})
    except (OSError, HTTPException) as why:
        return not_tried(f"the server does not answer: {in_a_line(why)}")
    if answer.status != 200:
        return failed(
            f"{PAGE} answers {answer.status}: the server does not know us",
            "Run the doctor with the settings of the server: the same SECRET_KEY. A server of an earlier release is "
            "to be started anew.",
        )
    return _Told(json.loads(answer.body), answer)
