"""T11: whatever is sent, the answer is a refusal in problem+json, never a fault, and nothing changes."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts.users.models import User
from devices.api.messages.reading import LARGEST_BODY
from devices.callers import nonces
from devices.simulator.calls import build_proof
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import ask
from tests.support.phones import SigningPhone
from tests.support.rows import everything

pytestmark = pytest.mark.both_databases

JWS = "e30.e30.e30"
PIN = {"mode": "pin", "proof": JWS}
ASSERTION = {
    "id": "aaaa",
    "rawId": "aaaa",
    "type": "public-key",
    "response": {"clientDataJSON": "aaaa", "authenticatorData": "aaaa", "signature": "aaaa"},
}

NASTY_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "not JSON": b"decision=approve",
    "half of it": b'{"decision": "',
    "a list": b'["decision"]',
    "a text": b'"decision"',
    "null": b"null",
    "not UTF-8": b'{"decision": "\xff\xfe"}',
    "UTF-16": '{"decision": "a"}'.encode("utf-16"),
    "with a byte order mark": b'\xef\xbb\xbf{"decision": "a.b.c", "unlock": null}',
    "a name twice": b'{"decision": "a.b.c", "decision": "a.b.c", "unlock": null}',
    "a name twice, deep": b'{"decision": "a.b.c", "unlock": {"mode": "pin", "mode": "platform"}}',
    "deep": b'{"decision": ' + b"[" * 15_000 + b"]" * 15_000 + b"}",
    "deep objects": b'{"a":' * 6_000 + b"1" + b"}" * 6_000,
    "deep and open": b"[" * 30_000,
    "too large": b'{"decision": "' + b"a" * LARGEST_BODY + b'"}',
    "far too large": b" " * 300_000,
    "a NUL": b'{"decision": "a\\u0000.b.c", "unlock": null}',
    "a lone surrogate": b'{"decision": "\\ud800.b.c", "unlock": null}',
    "an escaped name": b'{"decisio\\u006e": "a.b.c", "unlock": null}',
    "a fraction": b'{"decision": 1.5, "unlock": null}',
    "an exponent": b'{"decision": 1e400, "unlock": null}',
    "not a number": b'{"decision": NaN, "unlock": null}',
    "a very long number": b'{"decision": ' + b"9" * 5_000 + b', "unlock": null}',
}

NASTY_MEMBERS: dict[str, Any] = {
    "nothing in it": {},
    "one missing": {"decision": JWS},
    "one too many": {"decision": JWS, "unlock": None, "state": "approved"},
    "the prototype's": {"decision": JWS, "unlock": None, "__proto__": {}},
    "a number for a text": {"decision": 12, "unlock": None},
    "true for a text": {"decision": True, "unlock": None},
    "a list for a text": {"decision": [JWS], "unlock": None},
    "an object for a text": {"decision": {"a": JWS}, "unlock": None},
    "null for a text": {"decision": None, "unlock": None},
    "an empty text": {"decision": "", "unlock": None},
    "not a JWS": {"decision": "approve", "unlock": None},
    "a JWS with spaces": {"decision": f" {JWS} ", "unlock": None},
    "a JWS with a new line": {"decision": f"{JWS}\n", "unlock": None},
    "a JWS in padded base64": {"decision": "e30=.e30=.e30=", "unlock": None},
    "a JWS too long": {"decision": f"e30.{'a' * 4096}.e30", "unlock": None},
    "letters beyond ASCII": {"decision": "ė30.e30.e30", "unlock": None},
    "a JWS of empty objects": {"decision": JWS, "unlock": None},
    "a text for an unlock": {"decision": JWS, "unlock": "pin"},
    "a list for an unlock": {"decision": JWS, "unlock": [PIN]},
    "false for an unlock": {"decision": JWS, "unlock": False},
    "an unlock without a mode": {"decision": JWS, "unlock": {"proof": JWS}},
    "an unknown mode": {"decision": JWS, "unlock": {"mode": "none"}},
    "a list for a mode": {"decision": JWS, "unlock": {"mode": ["pin"], "proof": JWS}},
    "a mode with another's proof": {"decision": JWS, "unlock": {"mode": "pin", "assertion": ASSERTION}},
    "both proofs": {"decision": JWS, "unlock": {**PIN, "assertion": ASSERTION}},
    "a proof too many": {"decision": JWS, "unlock": {**PIN, "kid": "a"}},
    "an assertion that is none": {"decision": JWS, "unlock": {"mode": "platform", "assertion": "aaaa"}},
    "an assertion without a response": {
        "decision": JWS,
        "unlock": {"mode": "platform", "assertion": {**ASSERTION, "response": None}},
    },
    "an assertion of another type": {
        "decision": JWS,
        "unlock": {"mode": "platform", "assertion": {**ASSERTION, "type": "password"}},
    },
}


NOT_THERE = (
    ("POST", "requests/not-a-handle/decision/", 404),
    ("POST", "requests/00000000-0000-0000-0000-000000000000/decision", 404),
    ("GET", "nothing/", 404),
    ("GET", "", 404),
    ("DELETE", "requests/", 405),
    ("OPTIONS", "requests/", 405),
    ("PATCH", "phone/", 405),
)


def call(phone: SigningPhone, path: str, body: bytes, *, method: str = "POST", **extra: str) -> Any:
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
    content_type = extra.get("content_type", "application/json")
    return Client().generic(method, path, data=body, content_type=content_type, headers=headers)


def check_refused(answer: Any, name: str, *, status: int = 400) -> None:
    assert answer.status_code == status, name
    assert answer["Content-Type"] == "application/problem+json", name
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "code", "detail"}
    assert problem["status"] == status
    assert problem["code"] in ("malformed", "bad_signature", "not_found", "method_not_allowed")
    assert problem["detail"]


def test_t11_a_body_that_is_no_message_is_refused(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    ask(ann)
    [request] = phone.requests()
    paths = [
        ("POST", f"requests/{request.handle}/decision/"),
        ("POST", "enrolments/claim/"),
        ("POST", f"enrolments/{request.handle}/complete/"),
        ("PUT", f"accounts/{account.id}/unlock/"),
    ]
    before = everything()

    for name, body in NASTY_BODIES.items():
        cache.clear()  # the limit of claims has its own test
        for method, path in paths:
            check_refused(call(phone, path, body, method=method), name)

    assert everything() == before


def test_t11_a_decision_with_odd_members_is_refused(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    ask(ann)
    [request] = phone.requests()
    before = everything()

    for name, members in NASTY_MEMBERS.items():
        body = json.dumps(members, ensure_ascii=False).encode()
        check_refused(call(phone, f"requests/{request.handle}/decision/", body), name)

    assert everything() == before


def test_t11_a_claim_with_odd_members_is_refused(phone: SigningPhone, account: AccountOnPhone) -> None:
    for code in ("", " ", "a" * 129, 7, True, None, ["a"], {"a": "b"}):
        body = json.dumps({"code": code}).encode()
        check_refused(call(phone, "enrolments/claim/", body), str(code))
    with_more = b'{"code": "a", "user": "ann@nordljus.example"}'
    check_refused(call(phone, "enrolments/claim/", with_more), "one too many")


def test_t11_another_kind_of_content_is_refused(phone: SigningPhone, account: AccountOnPhone) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = call(phone, "enrolments/claim/", b'{"code": "a"}', content_type=kind)
        check_refused(answer, kind, status=415)


def test_an_address_or_method_that_is_not_there_is_answered_in_problem_json(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    for method, path, status in NOT_THERE:
        check_refused(call(phone, path, b"", method=method), f"{method} {path}", status=status)


def test_a_credential_as_browsers_write_it_is_read() -> None:
    # They add members that nobody signed, some of them nested deeper than our own messages ever are.
    from devices.api.messages.sent import CompleteBody  # noqa: PLC0415  beside its only use

    credential = {
        "id": "aaaa",
        "rawId": "aaaa",
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {"credProps": {"rk": False}},
        "response": {
            "clientDataJSON": "aaaa",
            "attestationObject": "aaaa",
            "publicKey": "aaaa",
            "publicKeyAlgorithm": -7,
            "authenticatorData": "aaaa",
            "transports": ["internal", "hybrid"],
        },
    }
    sent = CompleteBody(data={"enrolment": JWS, "unlock": {"mode": "platform", "credential": credential}})

    assert sent.is_valid(), sent.errors
    kept = sent.validated_data["unlock"]["credential"]
    assert set(kept["response"]) == {"clientDataJSON", "attestationObject"}
