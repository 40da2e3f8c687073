"""How a phone that nobody holds answers: by rule, after a while, and telling what it does."""

import secrets
import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from devices.simulator.phone import SimulatedPhone
from devices.simulator.received import IncomingRequest

Answer = Literal["approve", "ask", "deny", "never", "wrong"]
ANSWERS: tuple[Answer, ...] = ("ask", "approve", "deny", "wrong", "never")
Say = Callable[[str], None]
NUMBER_WITHIN_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What to answer, and after how many seconds. `number_from`: a command that prints a request's number.

    It is given the request's handle. A phone never learns the number by itself: whoever sees the browser has to tell.
    """

    answer: Answer = "ask"
    after: float = 0
    number_from: str = ""


def answer_by(
    rule: Rule,
    *,
    phone: SimulatedPhone,
    request: IncomingRequest,
    wait: Callable[[float], object] = time.sleep,
) -> str:
    """Answer the request by the rule; return what was done, as a sentence."""
    phone.mark_seen(request)
    if rule.answer == "never":
        return "Left unanswered, as it was told."
    wait(rule.after)
    if rule.answer == "deny":
        return sentence_of(phone.deny(request))
    if request.match == "approve":
        return (
            "There is no number to give wrongly."
            if rule.answer == "wrong"
            else sentence_of(phone.approve(request))
        )
    number = (
        wrong_number(request) if rule.answer == "wrong" else number_from(rule.number_from, request.handle)
    )
    if not number:
        return "Waits for its number: answer with phone approve NUMBER"
    return sentence_of(phone.approve(request, number=number))


def wrong_number(request: IncomingRequest) -> str:
    """A number that cannot be the right one: none that is offered, or of another length than is asked."""
    if request.match == "type":
        return "00" if request.digits == 6 else "000000"
    return secrets.choice(
        [number for number in (f"{n:02d}" for n in range(100)) if number not in request.choices]
    )


def number_from(command: str, handle: str) -> str:
    """What the command prints for this request, if that is a number; "" otherwise."""
    if not command:
        return ""
    ran = subprocess.run(  # noqa: S603 - the command of whoever started this phone
        [*shlex.split(command), handle],
        capture_output=True,
        text=True,
        check=False,
        timeout=NUMBER_WITHIN_SECONDS,
    )
    said = ran.stdout.strip()
    return said if said.isascii() and said.isdecimal() else ""


def sentence_of(state: str) -> str:
    """What became of a request, for the person who looks on."""
    return {"approved": "Approved.", "denied": "Denied."}.get(state, f"Now {state}.")
