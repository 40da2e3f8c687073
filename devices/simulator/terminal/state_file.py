"""Keeps the phone in a file that only its owner can read: it holds private keys."""

import json
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from devices.simulator.phone import SimulatedPhone
from devices.simulator.state import from_json, to_json
from devices.simulator.transport import Transport


def load_phone(*, path: Path, transport: Transport, public_url: str) -> SimulatedPhone:
    """Return the phone kept at `path`, or a new one. Raises ValueError when the file is not a phone of this server."""
    if not path.exists():
        return _new_phone(transport, public_url)
    try:
        phone = from_json(json.loads(path.read_text(encoding="utf-8")), transport=transport)
    except (ValueError, KeyError, TypeError) as broken:
        raise ValueError(f"{path} does not hold a phone. Use another file, or delete it.") from broken
    if phone.public_url != public_url and not phone.accounts:
        # Of a first try that came to nothing, at a server that was not the one.
        return _new_phone(transport, public_url)
    if phone.public_url != public_url:
        raise ValueError(
            f"{path} holds a phone of {phone.public_url}, not of {public_url}. Use another file: --state FILE"
        )
    return phone


def _new_phone(transport: Transport, public_url: str) -> SimulatedPhone:
    return SimulatedPhone(transport=transport, public_url=public_url, label="Command-line phone")


def server_kept(path: Path) -> str:
    """The server whose phone is kept at `path`; "" when none is, or nothing that can be read."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["public_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def save_phone(*, path: Path, phone: SimulatedPhone) -> None:
    """Write the phone beside the old file, then put it in its place: never half a phone, never readable to others.

    Two that save one phone at once each write a file of their own.
    """
    text = _as_text(to_json(phone))
    with NamedTemporaryFile("w", dir=path.parent, prefix=path.name, delete=False, encoding="utf-8") as fresh:
        fresh.write(text)
    Path(fresh.name).replace(path)


def _as_text(kept: dict[str, Any]) -> str:
    return json.dumps(kept, indent=1) + "\n"
