"""Restoring a back-up into an empty database, and into nothing else."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.secrets import fingerprint_of, secret_keys
from idp.backups import engines
from idp.backups.manifest import BackupRefused, Manifest, check_whole, manifest_of
from idp.backups.settling import Settled, settle
from idp.upgrading.schema import lacking


def restore(path: Path) -> tuple[Manifest, Settled]:
    """Restore the back-up that one of its two files names; bring it to this release, and settle it.

    Raises BackupRefused, with the database as it was. Broken off, it leaves a mark, and nobody is served from there.
    """
    manifest, data = checked(path)
    engines.go_direct()
    if not engines.is_empty():
        raise BackupRefused(
            "The database is not empty, and nothing in it is overwritten. Name an empty one in DATABASE_URL, such as "
            "one just made by createdb; of SQLite, move the file away."
        )
    engines.load(data)
    if lacking():
        call_command("migrate", interactive=False, verbosity=0)
    return manifest, settle(as_of=manifest.when)


def checked(path: Path) -> tuple[Manifest, Path]:
    """Return a back-up's manifest and data, which are whole and of use here. Raises BackupRefused."""
    manifest, data = manifest_of(path)
    if manifest.engine != connection.vendor:
        raise BackupRefused(
            f"This back-up is of {manifest.engine}, and DATABASE_URL names a {connection.vendor}."
        )
    if manifest.key_fingerprint not in map(fingerprint_of, secret_keys()):
        raise BackupRefused(
            f"This back-up was made under another SECRET_KEY, of the fingerprint {manifest.key_fingerprint}; yours has "
            f"{fingerprint_of(settings.SECRET_KEY)}. What is encrypted would stay unreadable: set it as SECRET_KEY, "
            "or among SECRET_KEY_FALLBACKS."
        )
    manifest.check_mac()
    known = {".".join(one) for one in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise BackupRefused(
            f"This back-up is of release {manifest.release}, newer than this one (it has {newer[0]}): take that."
        )
    check_whole(manifest, data)
    return manifest, data
