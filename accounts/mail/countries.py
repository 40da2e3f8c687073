"""Names of countries, for letters: pages and the app have them from the browser (Unicode CLDR, countries.json)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils import translation


def name_of_country(code: str) -> str:
    """The country with this ISO 3166 code in the language that is on; one that is not in the list stays its code."""
    names = _names()
    return names.get(translation.get_language() or "", names["en"]).get(code, code)


@cache
def _names() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text())
    return read
