"""``manage.py verify_receipt``: words and an end that scripts read, with neither network nor database (G09).

Nothing here but the last asks for a database: pytest-django refuses any that is touched without.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.users.models import User
from devices.approvals.receipts.making import receipt_of
from devices.challenge_keys.models import ChallengeKey
from devices.signatures.keys import SigningKey
from tests.support.phones import SigningPhone
from tests.support.receipts import approved_act
from tests.unit.devices.signatures.conftest import (  # noqa: F401  what the maker is made of
    ISSUER,
    approval_challenge,
    binding,
    context,
    device_key,
    pin_key,
    server_key,
)
from tests.unit.devices.signatures.receipts.conftest import Maker, maker  # noqa: F401  a fixture


def run(*given: str) -> tuple[int, str, str]:
    out, wrong = io.StringIO(), io.StringIO()
    try:
        call_command("verify_receipt", *given, stdout=out, stderr=wrong)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), wrong.getvalue()
    return 0, out.getvalue(), wrong.getvalue()


@pytest.fixture
def files(tmp_path: Path, maker: Maker) -> tuple[Path, Path]:  # noqa: F811  a fixture
    receipt, keys = tmp_path / "receipt.jws", tmp_path / "keys.json"
    receipt.write_text(f"{maker.receipt()}\n")
    keys.write_text(json.dumps({"iss": ISSUER, "keys": [maker.server.public_jwk]}))
    return receipt, keys


def test_what_holds_is_told_in_words(files: tuple[Path, Path]) -> None:  # G09
    receipt, keys = files

    code, out, wrong = run(str(receipt), "--keys", str(keys))

    assert (code, wrong) == (0, "")
    assert "The receipt holds." in out
    assert "Message: Deploy 4.2" in out
    assert "Deployment: What: shop · Version: 4.2 · Where: live" in out
    assert "By: Ann (ann@nordljus.example)" in out
    assert "On the phone: Ann's phone" in out
    assert "Approved at: 2027-01-15 08:00:20 UTC" in out


def test_what_was_changed_ends_with_one_and_the_reason(files: tuple[Path, Path]) -> None:  # G09
    receipt, keys = files
    text = receipt.read_text()
    at = text.rindex(".") + 5
    receipt.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])

    code, out, wrong = run(str(receipt), "--keys", str(keys))

    assert (code, out) == (1, "")
    assert "The receipt does not hold." in wrong
    assert "(bad_signature)" in wrong


@pytest.mark.parametrize("said", [b"", b"\xff\xfe", b"A" * 5_000_000], ids=["nothing", "no text", "huge"])
def test_what_is_no_receipt_ends_with_one(files: tuple[Path, Path], said: bytes) -> None:  # G09, T30
    receipt, keys = files
    receipt.write_bytes(said)

    assert run(str(receipt), "--keys", str(keys))[0] == 1


def test_keys_of_another_do_not_count(files: tuple[Path, Path]) -> None:  # G09, T09
    receipt, keys = files
    keys.write_text(json.dumps({"iss": ISSUER, "keys": [SigningKey.generate().public_jwk]}))

    code, _out, wrong = run(str(receipt), "--keys", str(keys))

    assert code == 1
    assert "none of the organisation's" in wrong


def test_a_file_of_keys_that_is_none_ends_with_one(files: tuple[Path, Path]) -> None:  # G09
    receipt, keys = files
    keys.write_text("{}")

    assert run(str(receipt), "--keys", str(keys))[0] == 1


def test_a_file_that_is_not_there_is_said(files: tuple[Path, Path]) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        call_command("verify_receipt", "nowhere.jws", "--keys", str(files[1]))


@pytest.mark.django_db
def test_on_the_server_itself_its_own_keys_are_asked(
    ann: User, phone: SigningPhone, tmp_path: Path
) -> None:  # G09
    receipt = tmp_path / "receipt.jws"
    made = receipt_of(approved_act(ann, phone))
    assert made is not None
    receipt.write_text(made)

    with_keys = run(str(receipt))
    ChallengeKey.objects.all().delete()
    without = run(str(receipt))

    assert with_keys[0] == 0
    assert "Give the role reader" in with_keys[1]
    assert without[0] == 1
