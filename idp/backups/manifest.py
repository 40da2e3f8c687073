"""Manifest: what stands beside a back-up, and by which it is known to be whole. It holds no secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.secrets import digest_of_file, is_one_of, keyed_digests

FORMAT = 1
ENDING = ".json"
KEPT_APART = (
    "SECRET_KEY, SECRET_KEY_FALLBACKS and the other settings are not in this back-up: keep them apart from it. "
    "It is restored with the SECRET_KEY of this fingerprint."
)


class BackupRefused(Exception):
    """Says in words what is wrong with a back-up, or with doing it, and what helps."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`engine` is postgresql or sqlite; `release` ours; `migrations` are those that were applied, as app.name.

    `bytes` and `sha256` are of the file beside it. `mac` is over all the rest, by a key that SECRET_KEY leads to.
    """

    file: str
    engine: str
    server: str
    release: str
    public_url: str
    key_fingerprint: str
    migrations: list[str]
    made_at: str
    bytes: int
    sha256: str
    format: int = FORMAT
    settings: str = KEPT_APART
    mac: str = ""

    @property
    def when(self) -> datetime:
        """When its state was that of the database, or a moment before."""
        return datetime.fromisoformat(self.made_at)

    def signed(self) -> Manifest:
        """Return it with its mac, by the present SECRET_KEY."""
        return replace(self, mac=self._macs()[0])

    def check_mac(self) -> None:
        """Raise BackupRefused unless somebody who has SECRET_KEY, or an earlier one that still counts, wrote this."""
        if not is_one_of(self.mac, self._macs()):
            raise BackupRefused(
                "This manifest is not what was written: it was changed, maybe with the data beside it. Take another."
            )

    def _macs(self) -> tuple[str, ...]:
        said = json.dumps(asdict(replace(self, mac="")), sort_keys=True, separators=(",", ":"))
        return keyed_digests(said, purpose="backup manifest")

    def write(self, path: Path) -> None:
        """Write it into a file that is there and ours alone."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def manifest_of(path: Path) -> tuple[Manifest, Path]:
    """Read the manifest of a back-up, which is named by either of its files; and say where its data are.

    Raises BackupRefused where one of them is missing or cannot be read.
    """
    beside = path if path.suffix == ENDING else path.with_suffix(ENDING)
    try:
        said: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
        manifest = Manifest(**said)
    except FileNotFoundError:
        raise BackupRefused(
            f"There is no manifest {beside}: without it nothing says that the back-up is whole."
        ) from None
    except (OSError, ValueError, TypeError) as why:
        raise BackupRefused(f"The manifest {beside} cannot be read: {why}") from why
    if manifest.format != FORMAT:
        raise BackupRefused(
            f"{beside} is of another release's form ({manifest.format}): take the release that made it."
        )
    return manifest, beside.with_name(manifest.file)


def check_whole(manifest: Manifest, data: Path) -> None:
    """Raise BackupRefused unless the data are, byte by byte, what was written."""
    try:
        size = data.stat().st_size
    except FileNotFoundError:
        raise BackupRefused(f"{data} is missing beside its manifest.") from None
    if size != manifest.bytes:
        raise BackupRefused(
            f"{data} has {size} bytes, and had {manifest.bytes}: it was cut off or changed. Take another."
        )
    if digest_of_file(data) != manifest.sha256:
        raise BackupRefused(f"{data} is not what was written: it was changed or is damaged. Take another.")
