import pytest

from devices.simulator.phone import NotUnderstood, SimulatedPhone
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


def test_what_exactly_is_asked_is_told_and_only_what_is_understood_is_approved(
    enrolled: SimulatedPhone, server: SmallServer, said: list[str]
) -> None:  # H06
    server.details = ({"type": "deletion", "what": "backup", "where": "Umeå"},)
    commands.list_phone(phone=enrolled, say=said.append)
    assert said[-1].endswith('Umeå, "Blue 42"; deletion: what backup, where Umeå')
    commands.approve(phone=enrolled, handle=None, number="07", say=said.append)
    assert said[-1].startswith("Now approved 07.")

    server.details = ({"type": "what_comes", "fact": "x"},)
    with pytest.raises(NotUnderstood):
        commands.approve(phone=enrolled, handle=None, number="07", say=said.append)
    commands.deny(phone=enrolled, handle=None, say=said.append)
    assert said[-1].startswith("Denied.")
