"""Where the phones on a terminal are kept: a folder of their owner's alone, and in it a file for each, by its name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devices.simulator.http import HttpTransport
from devices.simulator.phone import SimulatedPhone
from devices.simulator.terminal.state_file import load_phone, save_phone, server_kept

FIRST = "mine"
OWNER_ONLY = 0o700
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One phone as it is kept: what it is called here, and its file."""

    name: str
    path: Path


def kept_in(folder: Path) -> list[Kept]:
    """The phones that are kept there, by name."""
    return [Kept(name=path.stem, path=path) for path in sorted(folder.glob("*.json"))]


def kept_as(folder: Path, name: str) -> Kept:
    """The phone of this name, which may be a new one. Raises ValueError for what can be no name of a file."""
    if NAME.fullmatch(name) is None:
        raise ValueError(
            f"{name} cannot be a phone's name: use letters, digits, dots and dashes, 40 at most."
        )
    return Kept(name=name, path=folder / f"{name}.json")


def take_along(old: Path, folder: Path) -> None:
    """Move the one phone that an earlier release kept in a file of its own to the others."""
    if old.exists() and not folder.exists():
        _make(folder)
        old.replace(folder / f"{FIRST}.json")


@contextmanager
def opened(kept: Kept, *, server: str, through: str | None) -> Iterator[SimulatedPhone]:
    """The phone, connected; kept again afterwards, also after a refusal: its next token may have come before it."""
    transport = HttpTransport(base_url=(through or server).rstrip("/"), public_url=server)
    try:
        phone = load_phone(path=kept.path, transport=transport, public_url=server)
        try:
            yield phone
        finally:
            keep(kept, phone)
    finally:
        transport.close()


def keep(kept: Kept, phone: SimulatedPhone) -> None:
    """Write the phone down."""
    _make(kept.path.parent)
    save_phone(path=kept.path, phone=phone)


def server_of(kept: Kept) -> str:
    """The server it belongs to; "" when nothing is kept there."""
    return server_kept(kept.path)


def _make(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, mode=OWNER_ONLY)
