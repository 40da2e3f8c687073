"""Looks at every page a journey passes: nothing wider than the window, no cut table, nothing axe calls serious.

What is found is collected, so that one run tells everything: ``Inspection.look(window, "the number")``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.support.journeys import Window

GRAVE = ("serious", "critical")
# As wide as a window may be, in CSS pixels, and what the page wants.
TOO_WIDE = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
# What a person at a desk does not see of a table: its last columns.
CUT_TABLES = (
    "[...document.querySelectorAll('.table-frame')].filter(f => f.scrollWidth > f.clientWidth).length"
)
DESK = 1280
AXE = Axe()


@dataclass
class Inspection:
    found: list[str] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)

    def look(self, window: Window, name: str) -> None:
        """Inspects what the window shows now."""
        self.looked_at.append(name)
        # Before its style is there a page is of any width.
        window.page.wait_for_load_state()
        self.found += [
            f"{name}: {what}" for what in (*overflow_of(window), *_cut_tables(window), *_barriers(window))
        ]


def overflow_of(window: Window) -> list[str]:
    """What is too wide for the window."""
    size = window.page.viewport_size
    assert size is not None
    wanted = window.page.evaluate(TOO_WIDE)
    return [f"{wanted} px wide in a window of {size['width']}"] if wanted > size["width"] else []


def _cut_tables(window: Window) -> list[str]:
    size = window.page.viewport_size
    assert size is not None
    is_cut = size["width"] >= DESK and window.page.evaluate(CUT_TABLES)
    return ["a table whose last columns are out of sight"] if is_cut else []


def _barriers(window: Window) -> list[str]:
    violations: list[dict[str, Any]] = AXE.run(window.page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}) at {[node['target'] for node in one['nodes']][:3]}"
        for one in violations
        if one["impact"] in GRAVE
    ]
