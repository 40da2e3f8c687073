"""One way of looking, and the windows it is done with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.texts import swedish

STILL: dict[str, Any] = {"reduced_motion": "reduce"}
LIGHT: dict[str, Any] = {"color_scheme": "light", **STILL}
NARROW: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "color_scheme": "dark",
    "locale": "sv-SE",
    **STILL,
}


@dataclass
class Looks:
    inspection: Inspection
    browser: BrowserWindow
    phone: PhoneWindow

    def at_browser(self, name: str) -> None:
        self.inspection.look(self.browser, f"browser: {name}")

    def at_phone(self, name: str) -> None:
        self.inspection.look(self.phone, f"phone: {name}")

    def at_page(self, address: str) -> None:
        """Opens a page in the browser and looks at it."""
        self.browser.page.goto(address)
        self.at_browser(address)


@pytest.fixture(params=[LIGHT, NARROW], ids=["light", "narrow, dark, in Swedish"])
def looks(request: pytest.FixtureRequest, new_window: NewWindow, complaints: Complaints) -> Iterator[Looks]:
    # Pages that tell of a refusal are looked at too.
    complaints.allow(r"status of 4\d\d")
    is_swedish = "locale" in request.param
    pages, app = (swedish("django"), swedish("djangojs", "django")) if is_swedish else (str, str)
    made = Looks(
        Inspection(),
        BrowserWindow(new_window(**request.param), words=pages),
        PhoneWindow(new_window(**PHONE | request.param), words=app),
    )
    yield made
    assert made.inspection.found == []
