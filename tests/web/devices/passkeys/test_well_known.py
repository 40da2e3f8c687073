"""Where password managers look (W3C: passkey endpoints, change-password)."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_password_managers_find_where_passkeys_are_made_and_listed() -> None:
    answer = Client().get("/.well-known/passkey-endpoints")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {
        "enroll": "http://localhost:8000/security-info/passkeys/add/",
        "manage": "http://localhost:8000/security-info/passkeys/",
    }


@pytest.mark.django_db
def test_password_managers_find_where_a_password_is_changed() -> None:
    answer = Client().get("/.well-known/change-password")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/security-info/password/")
