"""A phone that nobody holds answers as it was told (H06)."""

import sys

import pytest

from devices.simulator.phone import SimulatedPhone
from devices.simulator.received import IncomingRequest, ReceivedChallenge
from devices.simulator.terminal.rules import Rule, answer_by, number_from, wrong_number
from tests.unit.devices.simulator.small_server import SmallServer

PRINTS_42 = f'{sys.executable} -c "print(42)"'


def answered(phone: SimulatedPhone, rule: Rule, waited: list[float] | None = None) -> str:
    [request] = phone.requests()
    return answer_by(rule, phone=phone, request=request, wait=(waited if waited is not None else []).append)


def test_it_approves_with_the_number_that_a_command_tells(enrolled: SimulatedPhone) -> None:  # H06
    assert answered(enrolled, Rule(answer="approve", number_from=PRINTS_42)) == "Now approved 42."


def test_without_a_number_it_leaves_the_request_to_somebody_who_sees_it(
    enrolled: SimulatedPhone, server: SmallServer
) -> None:  # H06
    assert answered(enrolled, Rule(answer="approve")).startswith("Waits for its number")
    assert ("POST", "requests/r1/decision/") not in server.calls


def test_it_approves_without_a_number_where_none_is_asked(
    enrolled: SimulatedPhone, server: SmallServer
) -> None:  # H06
    server.match = "approve"

    assert answered(enrolled, Rule(answer="approve")) == "Now approved None."


def test_it_denies(enrolled: SimulatedPhone) -> None:  # H06
    assert answered(enrolled, Rule(answer="deny")) == "Denied."


def test_it_gives_a_number_that_cannot_be_right(enrolled: SimulatedPhone, server: SmallServer) -> None:  # H06
    assert answered(enrolled, Rule(answer="wrong")) == "Now approved 000000."
    server.match = "approve"
    assert answered(enrolled, Rule(answer="wrong")) == "There is no number to give wrongly."


def test_it_leaves_a_request_unanswered(enrolled: SimulatedPhone, server: SmallServer) -> None:  # H06
    assert answered(enrolled, Rule(answer="never")).startswith("Left unanswered")
    assert server.calls[-1] == ("POST", "requests/r1/seen/")


def test_it_takes_its_time_before_it_answers(enrolled: SimulatedPhone) -> None:  # H06
    waited: list[float] = []

    answered(enrolled, Rule(answer="deny", after=7), waited)

    assert waited == [7]


@pytest.mark.parametrize(
    ("match", "digits", "choices"),
    [("type", 2, ()), ("type", 6, ()), ("choose", 2, tuple(f"{n:02d}" for n in range(99)))],
)
def test_a_wrong_number_is_none_that_is_offered_and_none_that_is_asked(
    match: str, digits: int, choices: tuple[str, ...]
) -> None:  # H06
    claims = {"match": match, "digits": digits, "choices": choices}
    request = IncomingRequest(handle="r1", challenge=ReceivedChallenge(text="", claims=claims))

    number = wrong_number(request)

    assert number == "99" if choices else len(number) not in (0, digits)


@pytest.mark.parametrize("said", ["", "none", "4x", "\u0664\u0662"])
def test_what_a_command_prints_is_a_number_or_nothing(said: str) -> None:  # H06
    assert number_from(f"{sys.executable} -c \"print('{said}')\"", "r1") == ""
