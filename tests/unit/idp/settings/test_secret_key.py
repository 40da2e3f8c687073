"""A key for one's own machine is made once and is nobody else's to read."""

from pathlib import Path

from idp.settings.secret_key import own_secret_key


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "var"

    first = own_secret_key(folder)

    assert len(first) >= 50
    assert own_secret_key(folder) == first


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    own_secret_key(tmp_path)

    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_another_machine_has_another_key(tmp_path: Path) -> None:
    assert own_secret_key(tmp_path / "one") != own_secret_key(tmp_path / "two")
