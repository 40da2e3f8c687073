"""A phone lived in this browser: said by a cookie, which stays where the app's storage is emptied (B15).

An iPhone empties what scripts have stored for an address that was not used for a week; what the server gave stays.
The cookie names the phone, sealed: whoever holds it can say that the app has lost its keys, and do nothing else.
"""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse

from accounts.sealing import seal, unseal
from accounts.secrets import SecretCookie
from devices.phones.models import Phone, PhoneAccount

# The longest a browser keeps one.
COOKIE_LIFE_SECONDS = 400 * 24 * 3600
MARKER = SecretCookie("phone-lives-here", life_seconds=COOKIE_LIFE_SECONDS, samesite="Strict")
PURPOSE = "phone lives here"
# On an iPhone a tab and the app on the Home Screen have storage of their own, and the second begins with a copy of
# the first's cookies: what is said of the one is not said of the other.
PLACES = ("browser", "tab", "home_screen")


def mark(response: HttpResponse, phone: Phone, *, place: str) -> None:
    """Let the browser of this phone's app remember that it lives there."""
    MARKER.give(response, seal([str(phone.pk), place], purpose=PURPOSE))


def note_emptied(request: HttpRequest, *, place: str) -> bool:
    """Tell whether a phone lived here that is not here any more, and keep that; its app has no keys when it asks."""
    marked = _marked(request, place=place)
    phones = Phone.objects.filter(pk__in=[marked] if marked else [], state=Phone.State.ACTIVE)
    standing = PhoneAccount.objects.filter(phone__in=phones, confirmed=True)
    if not standing.exclude(state=PhoneAccount.State.ENDED).exists():
        return False
    # Known already, and not heard of since: nothing to write.
    is_news = Q(emptied_at=None) | Q(last_seen_at__gt=F("emptied_at"))
    phones.filter(is_news).update(emptied_at=Now())
    return True


def _marked(request: HttpRequest, *, place: str) -> UUID | None:
    """The phone that this browser's cookie names for this place; a cookie that nobody can read names none."""
    try:
        phone, marked_place = unseal(MARKER.read(request), purpose=PURPOSE, life_seconds=COOKIE_LIFE_SECONDS)
        return UUID(phone) if marked_place == place else None
    except (BadSignature, ValueError, TypeError):
        return None
