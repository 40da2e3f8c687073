"""Making a back-up: under a name of its own only once it is whole; older ones go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accounts import clock
from accounts.secrets import digest_of_file, fingerprint_of
from idp.backups import engines, notes
from idp.backups.manifest import ENDING, BackupRefused, Manifest
from idp.upgrading.release import version

NAME = "handslag-"
PART = ".part"


def back_up(folder: Path, *, keep: int | None = None) -> Path:
    """Make a back-up in this folder and return its data's path; of older ones there, only the newest stay.

    `keep` counts the new one; None keeps all. Raises BackupRefused.
    """
    _check_folder(folder)
    engines.go_direct()
    made_at = clock.now().astimezone(UTC)
    data = folder / f"{NAME}{made_at:%Y%m%dT%H%M%SZ}{engines.ENDINGS[connection.vendor]}"
    beside = data.with_suffix(ENDING)
    if data.exists() or beside.exists():
        raise BackupRefused(f"{data} is there already, and is not overwritten.")
    applied = MigrationRecorder(connection).applied_migrations()
    parts = [path.with_name(path.name + PART) for path in (data, beside)]
    try:
        for part in parts:
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        engines.dump(parts[0])
        _manifest(data.name, parts[0], made_at.isoformat(), applied=applied).write(parts[1])
        for part, path in zip(parts, (data, beside), strict=True):
            _to_disk(part)
            part.rename(path)
        _to_disk(folder)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    notes.note(notes.MADE, data.name)
    if keep is not None:
        _forget_older(folder, keep=keep)
    return data


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise BackupRefused(f"{folder} is no folder. Make one that only you can read: mkdir -m 700 {folder}")
    free, needed = shutil.disk_usage(folder).free, engines.size()
    if free < needed:
        raise BackupRefused(
            f"{folder} has {free} bytes free, and the database has {needed}. Make room, or take another."
        )


def _manifest(name: str, part: Path, made_at: str, *, applied: Iterable[tuple[str, str]]) -> Manifest:
    return Manifest(
        file=name,
        engine=connection.vendor,
        server=engines.server_version(),
        release=version(),
        public_url=settings.PUBLIC_URL,
        key_fingerprint=fingerprint_of(settings.SECRET_KEY),
        migrations=sorted(".".join(one) for one in applied),
        made_at=made_at,
        bytes=part.stat().st_size,
        sha256=digest_of_file(part),
    ).signed()


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _forget_older(folder: Path, *, keep: int) -> None:
    """Delete the manifest first: one without it is no whole back-up, and is taken for none."""
    manifests = sorted(folder.glob(f"{NAME}*{ENDING}"), reverse=True)
    for beside in manifests[keep:]:
        beside.unlink()
        for ending in engines.ENDINGS.values():
            beside.with_suffix(ending).unlink(missing_ok=True)
