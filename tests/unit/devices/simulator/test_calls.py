from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest

from devices.signatures.keys import SigningKey
from devices.simulator.calls import CallRefused, DeviceCalls
from devices.simulator.transport import Answer
from tests.unit.devices.simulator.small_server import NOW, ORIGIN, SmallServer


class Refusing:
    """Refuses every call; counts them."""

    def __init__(self, body: Any, status: int = 401) -> None:
        self.answer = Answer(status=status, headers={}, body=body)
        self.count = 0

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        assert method
        assert path
        assert headers["DPoP"]
        assert body is None
        self.count += 1
        return self.answer


class Repeating:
    """A line that breaks before the first answer to a call, and carries it once more by itself."""

    def __init__(self, server: SmallServer) -> None:
        self.server, self.has_broken = server, False

    def send(self, *, headers: Mapping[str, str], **call: Any) -> Answer:
        said = self.server.send(headers=headers, **call)
        if said.status != HTTPStatus.OK or self.has_broken:
            return said
        self.has_broken = True
        return Answer(status=401, headers={}, body={"code": "proof_replayed"})


def calls_by(transport: Any) -> DeviceCalls:
    return DeviceCalls(transport=transport, public_url=ORIGIN, key=SigningKey.generate(), clock=lambda: NOW)


def test_the_servers_nonce_is_learned_and_used_from_then_on() -> None:
    server = SmallServer()
    calls = calls_by(server)

    calls.call(method="GET", path="tenants/t1/jwks/")
    calls.call(method="GET", path="tenants/t1/jwks/")

    assert calls.nonce == server.nonce
    assert len(server.calls) == 2


def test_a_call_that_its_carrier_repeated_is_made_once_more_with_another_proof() -> None:
    server = SmallServer()
    calls = calls_by(Repeating(server))

    answer = calls.call(method="GET", path="tenants/t1/jwks/")

    assert answer["keys"]
    assert len(server.calls) == 2


@pytest.mark.parametrize("code", ["use_dpop_nonce", "proof_replayed"])
def test_a_server_that_never_accepts_another_proof_is_asked_twice_and_no_more(code: str) -> None:
    server = Refusing({"code": code})

    with pytest.raises(CallRefused):
        calls_by(server).call(method="GET", path="phone/")

    assert server.count == 2


def test_a_refusal_carries_its_code_and_its_words() -> None:
    server = Refusing({"code": "phone_suspended", "title": "No", "detail": "This phone was stopped."})

    with pytest.raises(CallRefused) as refused:
        calls_by(server).call(method="GET", path="phone/")

    assert (refused.value.status, refused.value.code) == (401, "phone_suspended")
    assert refused.value.text == "This phone was stopped."
    assert server.count == 1


def test_an_answer_that_is_no_problem_report_is_a_refusal_too() -> None:
    with pytest.raises(CallRefused) as refused:
        calls_by(Refusing(None, status=502)).call(method="GET", path="phone/")

    assert refused.value.code == ""
    assert "502" in refused.value.text
