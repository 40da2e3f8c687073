"""What happened, as lines and as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Struck:
    """One fault: how long it held, how long until people signed in again, how many came in before, meanwhile, since."""

    number: int
    name: str
    what: str
    held_seconds: float
    healed_seconds: float
    before: int
    during: int
    after: int

    def line(self) -> str:
        return (
            f"{self.number:>4}  {self.name:<21} held {self.held_seconds:5.1f} s  healed {self.healed_seconds:5.1f} s"
            f"  came in: {self.before:>3} before, {self.during:>3} meanwhile, {self.after:>3} since  {self.what}"
        )

    def as_value(self) -> dict[str, Any]:
        return asdict(self)
