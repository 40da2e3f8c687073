"""Whatever is refused below /device-api/ is told to a program: problem+json, a nonce for the next proof, what to do."""

import pytest
from django.test import Client

from devices.simulator.phone import AccountOnPhone
from tests.support.phones import SigningPhone, nonces_of_now
from tests.web.devices.api.calling import call, check_refused

NOT_THERE = (
    ("POST", "requests/not-a-handle/decision/", 404),
    ("POST", "requests/00000000-0000-0000-0000-000000000000/decision", 404),
    ("GET", "nothing/", 404),
    ("GET", "", 404),
)
NOT_ALLOWED = (
    ("DELETE", "requests/", "GET"),
    ("OPTIONS", "requests/", "GET"),
    ("PATCH", "phone/", "GET"),
    ("POST", "openapi.json", "GET, HEAD"),
)


def test_an_address_that_is_not_there_is_answered_with_the_versions_that_are_spoken(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    for method, path, status in NOT_THERE:
        check_refused(call(phone, path, b"", method=method), f"{method} {path}", status=status, versions=[1])


@pytest.mark.parametrize("path", ["v2/requests/", "v2/", "", "requests/", "v10/phone/", "V1/phone/"])
def test_another_version_is_answered_with_the_versions_that_are_spoken(path: str) -> None:
    answer = Client().post(f"/device-api/{path}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert (answer.json()["code"], answer.json()["versions"]) == ("unknown_version", [1])
    assert answer["DPoP-Nonce"] in nonces_of_now()


def test_a_method_that_is_not_there_is_answered_with_those_that_are(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    for method, path, allowed in NOT_ALLOWED:
        answer = call(phone, path, b"", method=method)

        check_refused(answer, f"{method} {path}", status=405)
        assert allowed in answer["Allow"]


def test_t25_another_host_is_refused_to_a_program_as_well(db: None) -> None:
    answer = Client().get("/device-api/v1/requests/", headers={"Host": "evil.example"})

    check_refused(answer, "another host")


def test_a_fault_of_ours_is_told_to_a_program_as_well(
    phone: SigningPhone, account: AccountOnPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("devices.api.requests.waiting_for", breaks)
    answer = call(phone, "requests/", b"", method="GET", raises=False)

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == "fault"
    assert answer["DPoP-Nonce"] in nonces_of_now()


def test_who_asks_too_often_is_told_when_to_come_back(db: None) -> None:
    answers = [Client().post("/device-api/v1/enrolments/claim/") for _ in range(21)]

    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too_many_tries")
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert answers[-1]["DPoP-Nonce"] in nonces_of_now()
