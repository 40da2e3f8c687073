"""Wish: what somebody was about to do when they were asked to prove themselves.

A form that was being sent then is sent again by itself after that very proof, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.policy.need import Need
from accounts.stored import as_stored, read_stored

AFTER = "/signed-in/"
PARAMETER = "wish"
LIFE_SECONDS = 24 * 3600
SALT = "handslag.wish:"
# In the session: a form that is sent again at the page it was sent to.
POSTED_KEY = "posted"
# More than any form that is sent again by itself; far less than would weigh on a session.
MOST_POSTED = 8 * 1024
Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Wish:
    """Where to return to, whose name to show while asking, what must be proven, and by which method best.

    `application` is said by whoever asks ("" for Handslag itself), in the reader's language. `posted` are the fields of
    a form that was being sent and is sent again afterwards; None when a page was only opened.
    """

    return_to: str = AFTER
    application: str = ""
    need: Need = Need()
    method: str = ""
    posted: Posted | None = None


def wish_of(request: HttpRequest, *, need: Need, application: str, method: str = "") -> Wish:
    """Return the wish of somebody who is asking for this page, or sending it a form."""
    is_sent = request.method == "POST"
    return Wish(
        # The form is sent again to its own address; a page is opened again as it was, with its query.
        return_to=request.path if is_sent else request.get_full_path(),
        application=application,
        need=need,
        method=method,
        posted=_kept(request.POST) if is_sent else None,
    )


def _kept(fields: QueryDict) -> Posted | None:
    """What may be kept in a session of a form: never a password, and nothing that is large."""
    kept = {name: values for name, values in fields.lists() if name != "csrfmiddlewaretoken"}
    is_secret = any("password" in name for name in kept)
    is_large = sum(len(name) + sum(map(len, values)) for name, values in kept.items()) > MOST_POSTED
    return None if is_secret or is_large else kept


def sealed(wish: Wish, *, holder: str = "") -> str:
    """Return the wish as signed text for an address or a form, so that nothing is kept here for a stranger (T30).

    Signed, for it names an application: nobody else's link may claim to come from one. A form to send again is only
    kept for a `holder` (who is signed in), and opened by nobody else: a link must do nothing in another's name.
    """
    kept = wish if holder else replace(wish, posted=None)
    return signing.dumps(as_stored(kept), salt=SALT + holder)


def unsealed(text: str, *, holder: str = "") -> Wish:
    """Return the wish that was sealed for this holder within a day, otherwise the plain one: to be signed in."""
    try:
        stored = signing.loads(text, salt=SALT + holder, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        return Wish()
    return read_stored(Wish, stored) or Wish()


def safe_return(address: str) -> str:
    """Where to go after signing in: only a path of our own, else the page that tells how one signed in."""
    host = settings.PUBLIC_URL.partition("://")[2]
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={host})
    return address if is_ours else AFTER


@dataclass(frozen=True)
class Resumed:
    """A form on its way: the address it was sent to, and its fields."""

    path: str
    posted: Posted


def keep_posted(request: HttpRequest, wish: Wish) -> None:
    """Remember the form of a wish that has just been granted."""
    if wish.posted is not None:
        request.session[POSTED_KEY] = as_stored(Resumed(wish.return_to, wish.posted))


def forget_posted(request: HttpRequest) -> None:
    """Forget a form: what was sent before some earlier proof is not done after the next one."""
    request.session.pop(POSTED_KEY, None)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what the person sent to this page: now, or before the proof from which they come back by GET.

    None: it was only opened. A mere GET changes nothing, for any page elsewhere can lead here by a link.
    """
    if request.method == "POST":
        return request.POST
    stored = request.session.pop(POSTED_KEY, None)
    resumed = read_stored(Resumed, stored) if stored else None
    if resumed is None or resumed.path != request.path:
        return None
    fields = QueryDict(mutable=True)
    for name, values in resumed.posted.items():
        fields.setlist(name, list(values))
    return fields
