from collections.abc import Iterator

import pytest

from devices.simulator.phone import SimulatedPhone
from devices.simulator.terminal import commands
from tests.unit.devices.simulator.small_server import SmallServer


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_phone_is_enrolled_by_the_whole_link(phone: SimulatedPhone, said: list[str]) -> None:
    link = "https://id.nordljus.example/authenticator/#enrol=the-code"

    commands.enrol(phone=phone, code=link, unlock="pin", say=said.append)

    assert said[0] == "Nordljus adds the account ann@nordljus.example to this phone."
    assert phone.accounts


def test_the_list_shows_accounts_and_requests(enrolled: SimulatedPhone, said: list[str]) -> None:
    commands.list_phone(phone=enrolled, say=said.append)

    assert said == [
        "ann@nordljus.example at Nordljus: active, phone sign-in on",
        "[r1] signin at Mail from Firefox, Linux, Umeå",
    ]


def test_phone_sign_in_is_turned_on_where_it_is_off(
    enrolled: SimulatedPhone, server: SmallServer, said: list[str]
) -> None:
    server.phone_sign_in = False

    commands.enable(phone=enrolled, say=said.append)

    assert said == ["ann@nordljus.example signs in with this phone from now on."]
    assert server.calls[-1] == ("POST", "accounts/a1/phone-sign-in/")


def test_the_waiting_request_is_approved_with_its_number(enrolled: SimulatedPhone, said: list[str]) -> None:
    commands.approve(phone=enrolled, handle=None, number="07", say=said.append)

    assert said[0].startswith("Now approved 07.")


def test_an_approval_without_a_number_is_not_sent_where_one_is_asked(
    enrolled: SimulatedPhone, server: SmallServer, said: list[str]
) -> None:
    with pytest.raises(commands.CannotDo, match="Give the number"):
        commands.approve(phone=enrolled, handle=None, number=None, say=said.append)

    assert ("POST", "requests/r1/decision/") not in server.calls


def test_a_request_is_denied_by_its_handle(enrolled: SimulatedPhone, said: list[str]) -> None:
    commands.deny(phone=enrolled, handle="r1", say=said.append)

    assert said[0].startswith("Denied.")


def test_a_request_is_reported_by_its_handle_and_what_that_did_is_said(
    enrolled: SimulatedPhone, said: list[str]
) -> None:  # A17
    commands.report(phone=enrolled, handle="r1", say=said.append)

    assert said[0].startswith("Reported.")
    assert said[1] == "We ended the sign-in in that browser."


def test_a_handle_that_does_not_wait_is_said_so(enrolled: SimulatedPhone, said: list[str]) -> None:
    with pytest.raises(commands.CannotDo, match="No such request"):
        commands.deny(phone=enrolled, handle="r2", say=said.append)


def test_a_phone_without_accounts_says_what_to_do_first(phone: SimulatedPhone, said: list[str]) -> None:
    with pytest.raises(commands.CannotDo, match="phone enrol CODE"):
        commands.list_phone(phone=phone, say=said.append)


@pytest.mark.parametrize(
    ("answers", "last"),
    [(["07"], "Now approved 07."), (["n"], "Denied."), (["", "y", "what", "42"], "Now approved 42.")],
)
def test_watching_asks_once_for_each_request_until_it_understands(
    answers: list[str],
    last: str,
    enrolled: SimulatedPhone,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def twice(**_given: object) -> Iterator[None]:
        yield
        yield

    monkeypatch.setattr(commands, "news", twice)
    waiting = iter(answers)

    commands.watch(
        phone=enrolled,
        server="",
        say=said.append,
        ask=lambda _question: next(waiting),
        refused=RuntimeError,
    )

    assert said[-1] == last
    assert list(waiting) == []
