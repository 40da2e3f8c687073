"""What a notification says: constant words for each kind; no lock screen ever names a person or a place (A03)."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from devices.push.body import WORDS


def notification_words() -> dict[str, Any]:
    """The words of each kind in the language at hand, which language that is, and the picture beside them."""
    return {
        "language": get_language(),
        "icon": static("authenticator/icons/icon-192.png"),
        "badge": static("authenticator/icons/badge-96.png"),
        **{what: _said(str(title), str(body)) for what, (title, body) in WORDS.items()},
        # What no version of ours sends: a newer server's, or somebody's nonsense.
        "unknown": _said(_("Something is waiting"), _("Open Handslag to see what.")),
    }


def _said(title: str, body: str) -> dict[str, str]:
    return {"title": title, "body": body}
