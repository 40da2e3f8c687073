"""Encryption at rest: one secret or one purpose more does not read what another wrote (I10)."""

import pytest
from cryptography.fernet import InvalidToken
from pytest_django import Settings

from accounts.encryption import decrypt, encrypt


def test_what_is_written_for_one_purpose_is_not_read_for_another() -> None:  # I10
    written = encrypt("text", purpose="tests")

    assert "text" not in written
    assert decrypt(written, purpose="tests") == "text"
    with pytest.raises(InvalidToken):
        decrypt(written, purpose="other tests")


def test_an_earlier_secret_still_reads_and_the_present_one_writes(settings: Settings) -> None:
    written_before = encrypt("text", purpose="tests")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the next secret"

    assert decrypt(written_before, purpose="tests") == "text"
    written_now = encrypt("text", purpose="tests")
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(written_now, purpose="tests") == "text"
    with pytest.raises(InvalidToken):
        decrypt(written_before, purpose="tests")


def test_spoiled_ciphertext_is_refused() -> None:
    written = encrypt("text", purpose="tests")

    with pytest.raises(InvalidToken):
        decrypt(written[:40] + ("A" if written[40] != "A" else "B") + written[41:], purpose="tests")
