"""Which systems and browsers a phone may have: the table that the app's own rules are held to as well (B11)."""

import json
from pathlib import Path
from typing import Any

import pytest

from devices.phones.living.platforms import obstacle

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[4] / "node" / "app" / "user_agents.json").read_text()
)
TOLD_BY_NATIVE_APPS = [
    ("iOS 15.8", "old_ios"),
    ("iPadOS 16.3", "old_ios"),
    ("iOS 16", "old_ios"),
    ("iOS 16.4", ""),
    ("iOS 26", ""),
    ("Android 5.1.1", "old_android"),
    ("Android 6", ""),
    ("Windows Phone 8.1", "windows_phone"),
    ("Safari on iPhone", ""),
    ("Chrome on Windows", "desktop"),
    ("Safari on Mac", "desktop"),
    ("simulator", ""),
    ("", ""),
]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_b11_what_a_browser_calls_itself(row: dict[str, Any]) -> None:
    assert obstacle(row["agent"], is_desktop_allowed=False) == row.get("server", row["obstacle"])


@pytest.mark.parametrize(("told", "reason"), TOLD_BY_NATIVE_APPS)
def test_b11_what_a_phone_tells_of_its_platform(told: str, reason: str) -> None:
    assert obstacle(told, is_desktop_allowed=False) == reason


def test_b11_a_desktop_is_a_phone_where_the_operator_allows_it() -> None:
    windows = [row["agent"] for row in ROWS if row["name"].endswith("Windows")]

    assert [obstacle(agent, is_desktop_allowed=True) for agent in windows] == ["", "old_browser"]
