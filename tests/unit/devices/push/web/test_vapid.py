"""The proof of who sends: as a push service looks at it."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from accounts import clock
from devices.push.keys.services import in_one_text
from devices.push.web.vapid import is_contact, proof_for
from devices.signatures.keys import SigningKey
from tests.support.push_service import wrong_with_proof

ENDPOINT = urlsplit("https://fcm.googleapis.com/fcm/send/abc")
CONTACT = "mailto:ops@nordljus.example"


def test_a_push_service_finds_nothing_wrong_with_it() -> None:
    key = SigningKey.generate()

    said = proof_for(ENDPOINT, key=key, contact=CONTACT, now=clock.now())

    assert wrong_with_proof(said, key=in_one_text(key.public_jwk)) == ""


def test_it_is_for_one_service_one_key_and_one_hour() -> None:
    key = SigningKey.generate()
    named = in_one_text(key.public_jwk)
    elsewhere = urlsplit("https://updates.push.services.mozilla.com/x")
    now = clock.now()

    wrong = [
        wrong_with_proof(proof_for(elsewhere, key=key, contact=CONTACT, now=now), key=named),
        wrong_with_proof(proof_for(ENDPOINT, key=SigningKey.generate(), contact=CONTACT, now=now), key=named),
        wrong_with_proof(
            proof_for(ENDPOINT, key=key, contact=CONTACT, now=now - timedelta(hours=1)), key=named
        ),
    ]

    assert wrong == ["for another service", "not the key of the subscription", "not its time"]


@pytest.mark.parametrize(
    "contact",
    ["mailto:ops@nordljus.example", "https://id.nordljus.example", "https://nordljus.example/contact"],
)
def test_a_contact_that_push_services_take(contact: str) -> None:
    assert is_contact(contact)


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "ops@nordljus.example",
        "mailto:",
        "mailto:ops",
        "mailto:ops@localhost",
        "mailto: ops@nordljus.example",
        "mailto:<ops@nordljus.example>",
        "http://nordljus.example",
        "https://localhost",
        "https://",
    ],
)
def test_a_contact_that_apple_would_refuse(contact: str) -> None:
    assert not is_contact(contact)
