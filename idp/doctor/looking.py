"""Runs the checks, all beside each other: one that waits for what does not answer keeps no other back."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections

from accounts.incidents import in_a_line
from idp.doctor.found import Check, Found, failed

BROKE = "Look at what else has failed first; with nothing else, tell the makers of Handslag what stands here."
HUNG = "Look why it does not answer: a firewall that drops packets, a name that leads nowhere, a server that hangs."


@dataclass(frozen=True)
class Looked:
    """A check, and what it found."""

    check: Check
    found: Found


def look_at_all(checks: Sequence[Check]) -> list[Looked]:
    """Run every check, and say what each found, in their order. Takes as long as the longest may."""
    running = [_Running(check) for check in checks]
    return [Looked(one.check, one.found()) for one in running]


class _Running:
    """A check in a thread of its own; one that never ends keeps no process alive."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.ends_at = time.monotonic() + check.within
        self._found: Found | None = None
        self._thread = threading.Thread(target=self._look, name=f"doctor {check.key}", daemon=True)
        self._thread.start()

    def found(self) -> Found:
        """What it found, or that it found nothing in its time."""
        self._thread.join(max(0.0, self.ends_at - time.monotonic()))
        return self._found or failed(f"no answer within {self.check.within:.0f} seconds", HUNG)

    def _look(self) -> None:
        try:
            self._found = self.check.run()
        except Exception as why:  # noqa: BLE001  whatever breaks is something that the doctor found
            self._found = failed(f"could not be looked at: {in_a_line(why)}", BROKE)
        finally:
            connections.close_all()
