"""Which systems and browsers a phone may have. Pure; the app asks the same of itself before it makes keys (B11).

What a browser says of itself is a hint: it spares people a phone that would not work, and proves nothing.
"""

from __future__ import annotations

import re

OLDEST_IOS = (16, 4)
OLDEST_ANDROID = (6, 0)
# The first that can give up waiting for an answer of the network (AbortSignal.timeout), and can do all the app does.
OLDEST_CHROME = (103, 0)
OLDEST_FIREFOX = (115, 0)
OLDEST_SAFARI = OLDEST_IOS

WINDOWS_PHONE = re.compile(r"Windows Phone|IEMobile|WPDesktop")
# In a browser's line, and as a native app may say it.
IOS = re.compile(r"(?:iPhone|iPad|iPod)[^)]* OS (\d+)[_.](\d+)|\b(?:iOS|iPadOS) (\d+)(?:\.(\d+))?")
ANDROID = re.compile(r"\bAndroid (\d+)(?:\.(\d+))?")
# A browser on iOS is called otherwise (CriOS, FxiOS), and is as new as its system.
CHROME = re.compile(r"\bChrome/(\d+)(?:\.(\d+))?")
FIREFOX = re.compile(r"\bFirefox/(\d+)(?:\.(\d+))?")
# An iPad may call itself a Mac.
SAFARI = re.compile(r"\bMacintosh\b.*\bVersion/(\d+)(?:\.(\d+))?.*\bSafari/")
DESKTOP = re.compile(r"Windows NT|X11;|CrOS|\bon (?:Windows|Mac|Linux|ChromeOS)$")

TOO_OLD = (
    (IOS, OLDEST_IOS, "old_ios"),
    (ANDROID, OLDEST_ANDROID, "old_android"),
    (CHROME, OLDEST_CHROME, "old_browser"),
    (FIREFOX, OLDEST_FIREFOX, "old_browser"),
    (SAFARI, OLDEST_SAFARI, "old_browser"),
)


def obstacle(told: str, *, is_desktop_allowed: bool) -> str:
    """Return why no phone can be what calls itself so, by a User-Agent or a platform's name; empty when it can.

    "windows_phone", "old_ios", "old_android", "old_browser" or "desktop". Who says nothing that is known may be one.
    """
    if WINDOWS_PHONE.search(told):
        return "windows_phone"
    for pattern, oldest, reason in TOO_OLD:
        found = pattern.search(told)
        if found and _version(found) < oldest:
            return reason
    return "desktop" if DESKTOP.search(told) and not is_desktop_allowed else ""


def _version(found: re.Match[str]) -> tuple[int, int]:
    major, minor = [*(int(number) for number in found.groups() if number is not None), 0][:2]
    return major, minor
