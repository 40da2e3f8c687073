"""Many phones wait at once, and each answers once, by the rule (H06)."""

from collections.abc import Iterator
from typing import Any

import pytest

from devices.simulator.calls import CallRefused
from devices.simulator.phone import SimulatedPhone
from devices.simulator.terminal import watching
from devices.simulator.terminal.rules import Rule
from devices.simulator.terminal.watching import Watch
from tests.unit.devices.simulator.small_server import NOW, ORIGIN, SmallServer


@pytest.fixture(autouse=True)
def looks_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def news(**_given: object) -> Iterator[None]:
        yield
        yield

    monkeypatch.setattr(watching, "news", news)


def another() -> SimulatedPhone:
    phone = SimulatedPhone(transport=SmallServer(), public_url=ORIGIN, clock=lambda: NOW)
    phone.claim("the-code")
    phone.complete(unlock="pin")
    return phone


def watched(*phones: SimulatedPhone, answer: Any, enough: int = 0, ask: Any = None) -> list[str]:
    said: list[str] = []
    watch = Watch(rule=Rule(answer=answer), say=said.append, ask=ask or pytest.fail, enough=enough)
    for n, phone in enumerate(phones):
        watch.add(name=f"phone{n}", phone=phone, server="", keep=lambda: said.append("kept"))
    watch.run()
    return said


def test_each_phone_answers_each_request_once_and_says_so_by_name() -> None:  # H06
    said = watched(another(), another(), answer="deny")

    assert sorted(line for line in said if "Denied" in line) == ["phone0: Denied.", "phone1: Denied."]
    assert said.count("kept") == 2


def test_it_is_over_when_there_were_enough_answers() -> None:  # H06
    phone = another()

    said = watched(phone, answer="deny", enough=1)

    assert said[-2:] == ["phone0: Denied.", "kept"]


@pytest.mark.parametrize(
    ("answers", "last"),
    [(["07"], "Now approved 07."), (["n"], "Denied."), (["", "y", "what", "42"], "Now approved 42.")],
)
def test_whoever_sits_there_is_asked_until_it_is_understood(answers: list[str], last: str) -> None:  # H06
    waiting = iter(answers)

    said = watched(another(), answer="ask", ask=lambda _question: next(waiting))

    assert said[-2:] == [f"phone0: {last}", "kept"]
    assert list(waiting) == []


def test_a_refused_answer_is_told_and_the_watch_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:  # H06
    phone = another()

    def refuse(*_given: object, **_named: object) -> str:
        raise CallRefused(status=410, code="expired", text="It has run out.")

    monkeypatch.setattr(phone, "deny", refuse)

    said = watched(phone, another(), answer="deny")

    assert "phone0: Not answered: 410 expired: It has run out." in said
    assert "phone1: Denied." in said
