"""Why something is no phone of ours (B11)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from devices.phones.living.platforms import obstacle


class NotOnThisPhone(Refusal):
    """The app cannot live there."""

    heading = _("Not on this phone")
    status = 403


class WindowsPhone(NotOnThisPhone):
    code = "windows_phone"
    public_text = _(
        "Windows Phone no longer gets security updates, so it cannot keep your keys safe. "
        "Use a phone with iOS 16.4, Android 6, or later."
    )


class SystemTooOld(NotOnThisPhone):
    code = "system_too_old"
    public_text = _(
        "This phone's system is too old. Update it in the phone's settings, or use a phone with iOS 16.4, "
        "Android 6, or later."
    )


class BrowserTooOld(NotOnThisPhone):
    code = "browser_too_old"
    public_text = _("This browser is too old. Update it, then open this page again.")


class NoPhone(NotOnThisPhone):
    code = "no_phone"
    public_text = _("The Handslag app is made for phones. Open this page on your phone.")


BY_REASON: dict[str, type[NotOnThisPhone]] = {
    "windows_phone": WindowsPhone,
    "old_ios": SystemTooOld,
    "old_android": SystemTooOld,
    "old_browser": BrowserTooOld,
    "desktop": NoPhone,
}


def refusal_of(told: str) -> NotOnThisPhone | None:
    """What stands in the way of a phone that calls itself so; None: nothing."""
    reason = obstacle(told, is_desktop_allowed=settings.DESKTOP_PHONES)
    return BY_REASON[reason](f"{reason}: {told[:120]}") if reason else None


def refuse_no_phone(told: str) -> None:
    """Raise unless a phone may call itself so."""
    found = refusal_of(told)
    if found is not None:
        raise found
