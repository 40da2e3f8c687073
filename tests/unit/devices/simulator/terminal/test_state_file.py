from pathlib import Path

import pytest

from devices.simulator.phone import SimulatedPhone
from devices.simulator.terminal.state_file import load_phone, save_phone
from tests.unit.devices.simulator.small_server import ORIGIN, SmallServer


def test_a_kept_phone_is_found_again_and_only_its_owner_can_read_it(
    enrolled: SimulatedPhone, server: SmallServer, tmp_path: Path
) -> None:
    path = tmp_path / "phone.json"

    save_phone(path=path, phone=enrolled)
    save_phone(path=path, phone=enrolled)
    again = load_phone(path=path, transport=server, public_url=ORIGIN)

    assert again.key.thumbprint == enrolled.key.thumbprint
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["phone.json"]


def test_without_a_file_it_is_a_new_phone(server: SmallServer, tmp_path: Path) -> None:
    phone = load_phone(path=tmp_path / "none.json", transport=server, public_url=ORIGIN)

    assert phone.accounts == {}


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"key": {}}', "not json"])
def test_a_file_that_holds_no_phone_is_said_so_and_left_alone(
    content: str, server: SmallServer, tmp_path: Path
) -> None:
    path = tmp_path / "phone.json"
    path.write_text(content)

    with pytest.raises(ValueError, match="does not hold a phone"):
        load_phone(path=path, transport=server, public_url=ORIGIN)

    assert path.read_text() == content


def test_a_phone_of_another_server_is_said_so(
    enrolled: SimulatedPhone, server: SmallServer, tmp_path: Path
) -> None:
    path = tmp_path / "phone.json"
    save_phone(path=path, phone=enrolled)

    with pytest.raises(ValueError, match="holds a phone of"):
        load_phone(path=path, transport=server, public_url="https://other.example")
