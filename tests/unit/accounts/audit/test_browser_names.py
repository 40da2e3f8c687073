"""A browser has one name wherever people read it (D04)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from accounts.audit.browser_names import in_words, of_origin

LABELS = {
    "Firefox (Linux)": "Firefox on Linux",
    "Chrome Mobile (Android)": "Chrome on Android",
    "Mobile Safari (iOS)": "Safari on iOS",
    "Safari (Mac OS X)": "Safari on macOS",
    "Firefox": "Firefox",
    "Mac OS X": "macOS",
    "": "",
    "The one at home (old)": "The one at home (old)",
}
ORIGINS: list[tuple[dict[str, Any], str]] = [
    ({"browser": "Mobile Safari", "system": "iOS"}, "Safari on iOS"),
    ({"browser": "Edge (Windows)"}, "Edge on Windows"),
    ({"browser": "curl", "system": ""}, "curl"),
    ({"system": "Linux"}, "Linux"),
    ({}, ""),
]


@pytest.mark.parametrize(("label", "words"), LABELS.items(), ids=str)
def test_what_rows_keep_is_said_as_people_know_it(label: str, words: str) -> None:  # D04
    assert in_words(label) == words


@pytest.mark.parametrize(("origin", "words"), ORIGINS)
def test_kept_apart_or_together_it_is_the_same(origin: dict[str, Any], words: str) -> None:  # D04
    assert of_origin(origin) == words


def test_it_is_said_in_the_readers_language() -> None:  # H07
    with translation.override("sv"):
        assert in_words("Firefox (Linux)") == "Firefox på Linux"
