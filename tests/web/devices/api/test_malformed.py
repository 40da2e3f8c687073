"""T11: whatever is sent, the answer is a refusal in problem+json, never a fault, and nothing changes."""

import json
from typing import Any

import pytest

from accounts.users.models import User
from devices.api.messages.reading import LARGEST_BODY
from devices.enrolment.models import Enrolment
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import ask, offered
from tests.support.limits import forget_tries
from tests.support.people import make_person
from tests.support.phones import SigningPhone
from tests.support.rows import everything
from tests.web.devices.api.calling import call, check_refused

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
        forget_tries()  # the limit of claims has its own test
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


@pytest.mark.parametrize("written", ["d\\u0065cision", "decisio\\u006E"])
def test_t11_a_name_or_text_under_a_needless_escape_is_refused_though_all_else_is_right(
    written: str, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    ask(ann)
    [request] = phone.requests()
    denial = phone.denial(request).decision
    path = f"requests/{request.handle}/decision/"
    body = json.dumps({"decision": denial, "unlock": None})

    check_refused(call(phone, path, body.replace("decision", written, 1).encode()), "in a name")
    check_refused(
        call(phone, path, body.replace(denial[0], f"\\u{ord(denial[0]):04x}", 1).encode()), "in a text"
    )
    assert call(phone, path, body.encode()).json() == {"state": "denied"}


def test_the_three_escapes_are_read(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    code = offered(make_person(ann.tenant, "bo"))[1]
    body = json.dumps({"code": code, "label": 'Ann\'s "\\/" phone'}).replace("/", "\\/")

    answer = call(phone, "enrolments/claim/", body.encode())

    assert answer.status_code == 200
    assert Enrolment.objects.latest("created_at").label == 'Ann\'s "\\/" phone'


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
    assert set(kept["response"]) == {"clientDataJSON", "attestationObject", "transports"}
    assert kept["clientExtensionResults"] == {"credProps": {"rk": False}}
