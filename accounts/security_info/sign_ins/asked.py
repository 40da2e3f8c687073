"""What of the sign-ins is asked for, by the address of the page: whatever else stands there asks for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.http import urlencode

from accounts.methods import registry

DAYS = (1, 7, 30, 90)
USUAL_DAYS = 30
IN, OUT = "in", "out"
# Of the number of an event.
LONGEST_NUMBER = 18


@dataclass(frozen=True)
class Asked:
    """`result` is IN, OUT or "" for both, `way` the key of a method or "", `before` the event that all begin before."""

    days: int = USUAL_DAYS
    result: str = ""
    way: str = ""
    before: int | None = None

    @property
    def is_filtered(self) -> bool:
        return (self.result, self.way, self.days) != ("", "", USUAL_DAYS)

    def address_before(self, event: int) -> str:
        """The query of the page that goes on before this event."""
        said: dict[str, str | int] = {
            "days": self.days,
            "result": self.result,
            "way": self.way,
            "before": event,
        }
        return urlencode({name: value for name, value in said.items() if value})


def asked_by(query: Mapping[str, str]) -> Asked:
    """What this query asks for."""
    days, result, way = query.get("days", ""), query.get("result", ""), query.get("way", "")
    before = query.get("before", "")
    is_number = before.isascii() and before.isdecimal() and len(before) <= LONGEST_NUMBER
    return Asked(
        days=next((some for some in DAYS if str(some) == days), USUAL_DAYS),
        result=result if result in (IN, OUT) else "",
        way=way if registry.find(way) is not None else "",
        before=int(before) if is_number else None,
    )
