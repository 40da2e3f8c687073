"""One call of a phone with any bytes for a body, and what every refusal must look like."""

from typing import Any

from django.conf import settings
from django.test import Client

from devices.callers import nonces
from devices.simulator.calls import build_proof
from tests.support.phones import SigningPhone, nonces_of_now

MEMBERS = ("type", "title", "status", "code", "detail")


def call(
    phone: SigningPhone,
    path: str,
    body: bytes,
    *,
    method: str = "POST",
    content_type: str = "application/json",
    raises: bool = True,
) -> Any:
    path = f"/device-api/v1/{path}"
    proof = build_proof(
        key=phone.key,
        method=method,
        url=settings.PUBLIC_URL + path,
        now=1,
        nonce=nonces.current(),
        token=phone.calls.token,
    )
    headers = {"DPoP": proof, "Authorization": f"DPoP {phone.calls.token}", "Host": "localhost:8000"}
    client = Client(raise_request_exception=raises)
    return client.generic(method, path, data=body, content_type=content_type, headers=headers)


def check_refused(answer: Any, name: str, *, status: int = 400, **beside: Any) -> None:
    assert answer.status_code == status, name
    assert answer["Content-Type"] == "application/problem+json", name
    problem = answer.json()
    assert problem == {**{name: problem[name] for name in MEMBERS}, **beside}, name
    assert problem["status"] == status
    assert answer["DPoP-Nonce"] in nonces_of_now(), name
    assert answer["Cache-Control"] == "no-store", name
    assert problem["code"] in ("malformed", "bad_signature", "not_found", "method_not_allowed")
    assert problem["detail"]
