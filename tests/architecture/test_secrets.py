"""Digests of secrets, and cookies that hold them, are made in one file."""

from pathlib import Path

import pytest

from tests.architecture.files import source_files, text_of

HOME = Path("accounts/secrets.py")
PROTOCOL = ("devices/signatures/", "devices/simulator/")  # digests that a standard or the protocol names
# The version of the app's files, no secret; and SHA-1 as the mounted list of breached passwords is keyed, kept nowhere.
ELSEWHERE = {Path("devices/authenticator/shell.py"), Path("accounts/ways/password/rules/breached.py")}


@pytest.mark.parametrize("written", ["hashlib", ".set_cookie(", ".set_signed_cookie(", ".delete_cookie("])
def test_no_secret_is_digested_and_no_cookie_set_anywhere_else(written: str) -> None:
    elsewhere = [
        path.as_posix()
        for path in source_files(".py")
        if written in text_of(path)
        and path not in {HOME, *ELSEWHERE}
        and not path.as_posix().startswith(PROTOCOL)
    ]

    assert elsewhere == []
