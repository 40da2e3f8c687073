"""H05: a manifest that was changed is none, also where its data were changed with it."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.secrets import digest_of_file, fingerprint_of
from idp.backups.manifest import BackupRefused, Manifest
from idp.backups.restoring import checked

NAME = "handslag-20261128T060000Z.dump"


@pytest.fixture
def manifest(tmp_path: Path, settings: Settings) -> Manifest:
    """What stands beside data in this folder, both as they were written."""
    data = tmp_path / NAME
    data.write_bytes(b"of then")
    made = Manifest(
        file=NAME,
        engine=connection.vendor,
        server="",
        release="1",
        public_url="https://id.nordljus.example",
        key_fingerprint=fingerprint_of(settings.SECRET_KEY),
        migrations=[],
        made_at="2026-11-28T06:00:00+00:00",
        bytes=data.stat().st_size,
        sha256=digest_of_file(data),
    ).signed()
    made.write(data.with_suffix(".json"))
    return made


def test_h05_data_and_manifest_changed_together_are_refused(tmp_path: Path, manifest: Manifest) -> None:
    data = tmp_path / NAME
    assert checked(data) == (manifest, data)

    data.write_bytes(b"of evil")
    replace(manifest, sha256=digest_of_file(data)).write(data.with_suffix(".json"))

    with pytest.raises(BackupRefused, match="was changed"):
        checked(data)


@pytest.mark.parametrize("name", sorted(set(Manifest.__dataclass_fields__) - {"mac"}))
def test_h05_each_of_its_lines_is_under_the_mac(manifest: Manifest, name: str) -> None:
    other: Any = 2 if isinstance(asdict(manifest)[name], int) else "another"

    with pytest.raises(BackupRefused, match="was changed"):
        replace(manifest, **{name: other}).check_mac()


def test_h05_one_of_an_earlier_key_that_still_counts_will_do(
    tmp_path: Path, manifest: Manifest, settings: Settings
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]

    assert checked(tmp_path / NAME)[0] == manifest


def test_h05_one_without_a_mac_is_refused(tmp_path: Path, manifest: Manifest) -> None:
    replace(manifest, mac="").write(tmp_path / "handslag-20261128T060000Z.json")

    with pytest.raises(BackupRefused, match="was changed"):
        checked(tmp_path / NAME)
