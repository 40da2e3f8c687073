"""What browsers are told to keep to, as it arrives: a proxy may take headers away, or add its own beside them."""

from __future__ import annotations

import re
from http.client import HTTPException

from csp.utils import build_policy
from django.conf import settings

from accounts.incidents import in_a_line
from idp.doctor.found import Found, failed, not_tried, ok
from idp.doctor.outside.calling import PAGE, Answer, Door
from idp.serving.headers import PERMISSIONS_POLICY

AS_IT_IS = "Let the proxy pass on every header as it is: none is to be added, changed or left out there."
AGE = re.compile(r"max-age=(\d+)")
HARDENED = ("Secure", "HttpOnly", "Path=/")


def _expected() -> dict[str, str]:
    return {
        "Content-Security-Policy": build_policy(),
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS_POLICY,
    }


def security(door: Door) -> Found:
    """Each security header arrives once, and says what we say."""
    answer = _page(door)
    if isinstance(answer, Found):
        return answer
    wrong = [
        f"{name} is {' and '.join(came) or 'missing'}"
        for name, said in _expected().items()
        if not _says(came := answer.headers.get_all(name, []), said)
    ]
    if "no-store" not in answer.headers.get("Cache-Control", ""):
        wrong.append("caches may keep the page")
    return failed("; ".join(wrong), AS_IT_IS) if wrong else ok("each arrives as it was sent")


def hsts(door: Door) -> Found:
    """Browsers are told to insist on https."""
    if not door.is_https:
        return not_tried("PUBLIC_URL is not https")
    answer = _page(door)
    if isinstance(answer, Found):
        return answer
    came = answer.headers.get_all("Strict-Transport-Security", [])
    ages = [int(age[1]) for one in came if (age := AGE.search(one))]
    if len(came) == 1 and ages and ages[0] >= settings.SECURE_HSTS_SECONDS > 0:
        return ok(f"browsers insist on https for {ages[0]} seconds")
    return failed(
        f"Strict-Transport-Security is {' and '.join(came) or 'missing'}",
        f"Leave SECURE_HSTS_SECONDS as it is by default. {AS_IT_IS}",
    )


def cookies(door: Door) -> Found:
    """Each cookie belongs to this host alone, and no script reads it (T04)."""
    if not door.is_https:
        return not_tried("PUBLIC_URL is not https")
    answer = _page(door)
    if isinstance(answer, Found):
        return answer
    came = answer.headers.get_all("Set-Cookie", [])
    soft = [_name(cookie) for cookie in came if not _is_hardened(cookie)]
    if not came:
        return failed("no cookie arrives: nobody can send a form", AS_IT_IS)
    if soft:
        return failed(f"{', '.join(soft)} can be read, or planted, by others", AS_IT_IS)
    return ok(f"{', '.join(map(_name, came))}: of this host alone, by https, for no script")


def _says(came: list[str], said: str) -> bool:
    """Whether one came that says this; in which order its parts stand means nothing."""
    return len(came) == 1 and _parts(came[0]) == _parts(said)


def _parts(header: str) -> list[str]:
    return sorted(part.strip() for part in header.split(";"))


def _page(door: Door) -> Answer | Found:
    try:
        return door.ask(PAGE)
    except (OSError, HTTPException) as why:
        return not_tried(f"the page does not come: {in_a_line(why)}")


def _name(cookie: str) -> str:
    return cookie.partition("=")[0]


def _is_hardened(cookie: str) -> bool:
    flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
    is_whole = all(flag.lower() in flags for flag in HARDENED)
    return cookie.startswith("__Host-") and is_whole and any(flag.startswith("samesite=") for flag in flags)
