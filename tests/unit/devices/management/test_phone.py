"""The phone on the command line (H06)."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["enrol", "a-code"], "cannot be reached"),
        (["list"], "No account is on this phone yet"),
        (["approve", "42"], "No account is on this phone yet"),
        (["watch"], "No account is on this phone yet"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    unused = "http://127.0.0.1:9"

    with pytest.raises(CommandError, match=sentence):
        call_command("phone", "--server", unused, "--state", str(tmp_path / "phone.json"), *arguments)


def test_a_file_that_holds_no_phone_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ann")

    with pytest.raises(CommandError, match="does not hold a phone"):
        call_command("phone", "--state", str(path), "list")

    assert path.read_text() == "Dear Ann"


def test_a_server_address_that_is_none_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Not the address of a server"):
        call_command("phone", "--server", "nowhere", "--state", str(tmp_path / "phone.json"), "list")


def test_many_phones_are_kept_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # H06
    folder = ["--phones", str(tmp_path / "phones"), "--server", "http://127.0.0.1:9"]
    for name in ("ann", "eva"):
        with pytest.raises(CommandError, match="cannot be reached"):
            call_command("phone", *folder, "--phone", name, "enrol", "a-code")

    call_command("phone", *folder, "phones")

    said = capsys.readouterr().out.splitlines()
    assert said == [f"{name}: no account yet, at http://127.0.0.1:9" for name in ("ann", "eva")]


def test_no_phone_at_all_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # H06
    folder = ["--phones", str(tmp_path / "phones")]

    call_command("phone", *folder, "phones")

    assert "No phone is kept here yet" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No account is on a phone here yet"):
        call_command("phone", *folder, "watch")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["--phone", "../ann"], "cannot be a phone's name"),
        (["--phone", "a", "--phone", "b"], "One phone at a time"),
    ],
)
def test_a_name_is_one_and_a_name(names: list[str], sentence: str, tmp_path: Path) -> None:
    # H06
    with pytest.raises(CommandError, match=sentence):
        call_command("phone", "--phones", str(tmp_path / "phones"), *names, "list")
