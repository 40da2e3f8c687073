"""T11: what is no message is `malformed`, what is one and is not believed `bad_signature`; the request still waits."""

import json
from typing import Any

import pytest

from accounts.users.models import User
from devices.signatures.encoding import decode, encode
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import ask
from tests.support.phones import SigningPhone
from tests.web.devices.api.calling import call, check_refused

pytestmark = pytest.mark.both_databases

WRONG_CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "one too few": ({"chh": None}, "malformed"),
    "one too many": ({"approved": True}, "malformed"),
    "a fraction": ({"iat": 1.5}, "malformed"),
    "true for a time": ({"iat": True}, "malformed"),
    "a number of three digits": ({"number": "007"}, "malformed"),
    "another issuer": ({"iss": "another"}, "bad_signature"),
    "another request": ({"txn": "00000000-0000-0000-0000-000000000000"}, "bad_signature"),
    "another nonce": ({"nonce": "A" * 43}, "bad_signature"),
    "another challenge": ({"chh": "A" * 43}, "bad_signature"),
    "a short nonce": ({"nonce": "AAAA"}, "malformed"),
    "a short hash of an unlock": ({"unlock_hash": "AAAA"}, "malformed"),
    "the challenge in another writing": ({"chh": "A" * 42 + "B"}, "malformed"),
}


@pytest.mark.parametrize("claims", WRONG_CLAIMS)
def test_t11_what_is_no_message_is_malformed_and_what_is_not_believed_a_bad_signature(
    claims: str, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    overrides, code = WRONG_CLAIMS[claims]
    asked = ask(ann)
    [request] = phone.requests()
    said = phone.sign(request, is_approval=True, number=asked.number, overrides=overrides)

    answer = call(phone, f"requests/{request.handle}/decision/", decision_body(said))

    check_refused(answer, claims)
    assert answer.json()["code"] == code


def test_t11_bytes_that_are_no_message_are_malformed(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    ask(ann)
    [request] = phone.requests()
    head, claims, signature = phone.denial(request).decision.split(".")
    header, twice = json.loads(decode(head)), decode(claims).decode().replace("{", '{"iat": 1, ', 1)
    forged = {
        "alg none": f"{encode(json.dumps(header | {'alg': 'none'}).encode())}.{claims}.{signature}",
        "a name twice": f"{head}.{encode(twice.encode())}.{signature}",
        "a short signature": f"{head}.{claims}.{signature[:-4]}",
        "another type": f"{encode(json.dumps(header | {'typ': 'unlock+jwt'}).encode())}.{claims}.{signature}",
    }

    codes = {
        name: call(phone, f"requests/{request.handle}/decision/", decision_body(text)).json()["code"]
        for name, text in forged.items()
    }

    assert codes == dict.fromkeys(forged, "malformed")


def decision_body(decision: str) -> bytes:
    return json.dumps({"decision": decision, "unlock": None}).encode()
