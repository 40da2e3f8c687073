"""Many phones in one folder, each in a file of its owner's alone (H06)."""

from pathlib import Path

import pytest

from devices.simulator.phone import SimulatedPhone
from devices.simulator.terminal import kept
from devices.simulator.terminal.state_file import load_phone, save_phone
from tests.unit.devices.simulator.small_server import ORIGIN, SmallServer


def test_phones_are_kept_by_name_where_nobody_else_reads(
    enrolled: SimulatedPhone, tmp_path: Path
) -> None:  # H06
    folder = tmp_path / "phones"

    for name in ("eva", "ann"):
        kept.keep(kept.kept_as(folder, name), enrolled)

    assert [one.name for one in kept.kept_in(folder)] == ["ann", "eva"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.path.stat().st_mode & 0o777 for one in kept.kept_in(folder)} == {0o600}


@pytest.mark.parametrize("name", ["", "../ann", "a/b", ".hidden", "ann\n", "x" * 41, "ö"])
def test_a_name_leads_to_no_other_folder(name: str, tmp_path: Path) -> None:  # H06
    with pytest.raises(ValueError, match="cannot be a phone's name"):
        kept.kept_as(tmp_path, name)


def test_the_one_phone_of_an_earlier_release_is_taken_along(
    enrolled: SimulatedPhone, server: SmallServer, tmp_path: Path
) -> None:  # H06
    old, folder = tmp_path / "phone.json", tmp_path / "phones"
    save_phone(path=old, phone=enrolled)

    kept.take_along(old, folder)
    kept.take_along(old, folder)

    [one] = kept.kept_in(folder)
    assert (one.name, old.exists()) == ("mine", False)
    again = load_phone(path=one.path, transport=server, public_url=ORIGIN)
    assert again.key.thumbprint == enrolled.key.thumbprint


def test_nothing_is_taken_over_what_is_there(enrolled: SimulatedPhone, tmp_path: Path) -> None:  # H06
    old, folder = tmp_path / "phone.json", tmp_path / "phones"
    save_phone(path=old, phone=enrolled)
    folder.mkdir()

    kept.take_along(old, folder)

    assert old.exists()
