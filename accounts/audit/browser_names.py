"""What a browser is called, on every page and in every letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

# As people know them: what they call themselves tells a phone's from a computer's, and the system tells that already.
KNOWN_AS: Mapping[str, str] = {
    "Chrome Mobile": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Edge Mobile": "Edge",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "Mac OS X": "macOS",
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "Opera Mobile": "Opera",
}
# As rows and events keep it, in no language.
SYSTEMS = "Windows|Mac OS X|macOS|iOS|iPadOS|Android|Linux|Ubuntu|Debian|Fedora|Chrome OS|FreeBSD|OpenBSD"
LABEL = re.compile(rf"(?P<browser>.+) \((?P<system>{SYSTEMS})\)")


def known_as(family: str) -> str:
    """The name of a browser or system, as people know it."""
    return KNOWN_AS.get(family, family)


def in_words(label: str) -> str:
    """A browser as it is said, "Firefox on Linux", of what rows and events keep of it, "Firefox (Linux)"."""
    kept = LABEL.fullmatch(label)
    if kept is None:
        return known_as(label)
    return both_in_words(kept["browser"], kept["system"])


def of_origin(origin: Mapping[str, Any]) -> str:
    """The browser of somebody who asked from there, its system kept apart or with it; "" where nobody knows."""
    browser, system = str(origin.get("browser", "")), str(origin.get("system", ""))
    if browser and system:
        return both_in_words(browser, system)
    return in_words(browser or system)


def both_in_words(browser: str, system: str) -> str:
    """The same as it is said, of browser and system apart."""
    return _("%(browser)s on %(system)s") % {"browser": known_as(browser), "system": known_as(system)}
