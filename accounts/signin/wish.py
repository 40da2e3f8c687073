"""Wish: what somebody was about to do when they were asked to prove themselves.

A form that was being sent then is sent again by itself after that very proof, or shown again as it was filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.policy.need import Need
from accounts.sealing import seal, unseal
from accounts.stored import as_stored, read_stored

AFTER = "/signed-in/"
PARAMETER = "wish"
LIFE_SECONDS = 24 * 3600
PURPOSE = "wish:"
# In the session: a form that is sent, or shown, again at the page it was sent to.
POSTED_KEY = "posted"
# More than people fill in by hand; far less than would weigh on a session.
MOST_POSTED = 32 * 1024
# Sealed it is half as long again, and proxies read some 8 KiB of an address.
LONGEST_ADDRESS = 4096
Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Wish:
    """Where to return to, whose name to show while asking, what must be proven, and by which method best.

    `application` is said by whoever asks ("" for Handslag itself), in the reader's language. `posted` are the fields of
    a form that was being sent and is sent again afterwards, all of them where it `is_whole`; None when a page was only
    opened. `adds`: the page adds a way to sign in, so whoever may do nothing else is led there all the same.
    `of` is the key of the application that asks (accounts.policy.strengths.applications), "" for none that a strength
    can be required for: what is required is read anew at each step.
    `has_screen`: False where an application waits that can show nothing, so that nothing may be asked that could wait.
    """

    return_to: str = AFTER
    application: str = ""
    need: Need = Need()
    method: str = ""
    posted: Posted | None = None
    is_whole: bool = True
    adds: bool = False
    has_screen: bool = True
    of: str = ""


def wish_of(request: HttpRequest, *, need: Need, application: str, method: str = "", of: str = "") -> Wish:
    """Return the wish of somebody who is asking for this page, or sending it a form."""
    if request.method != "POST":
        return Wish(return_to=_address_of(request), application=application, need=need, method=method, of=of)
    posted, is_whole = _kept(request.POST)
    return Wish(
        # The form is sent again to its own address; a page is opened again as it was, with its query.
        return_to=request.path,
        application=application,
        need=need,
        method=method,
        posted=posted,
        is_whole=is_whole,
        of=of,
    )


def _address_of(request: HttpRequest) -> str:
    """The page with its query; without one that is so long that the wish in an address would be too long to be read."""
    whole = request.get_full_path()
    return whole if len(whole) <= LONGEST_ADDRESS else request.path


def _kept(fields: QueryDict) -> tuple[Posted, bool]:
    """What may be kept in a session of a form, and whether that is all: never a secret, and nothing that is large."""
    written = {name: values for name, values in fields.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(name) + sum(map(len, values)) for name, values in written.items()) > MOST_POSTED:
        return {}, False
    kept = {name: values for name, values in written.items() if not (_is_secret(name) and any(values))}
    return kept, len(kept) == len(written)


def _is_secret(name: str) -> bool:
    # A setting of a method is no secret: "password-tries" is one of the password's.
    own = name.rpartition("-")[2]
    return any(word in own for word in ("password", "secret", "code"))


def sealed(wish: Wish, *, holder: str = "") -> str:
    """Return the wish as signed text for an address or a form, so that nothing is kept here for a stranger (T30).

    Signed, for it names an application: nobody else's link may claim to come from one. A form to send again is only
    kept for a `holder` (who is signed in), and opened by nobody else: a link must do nothing in another's name.
    """
    kept = wish if holder else replace(wish, posted=None)
    return seal(as_stored(kept), purpose=PURPOSE + holder)


def unsealed(text: str, *, holder: str = "") -> Wish:
    """Return the wish that was sealed for this holder within a day, otherwise the plain one: to be signed in."""
    try:
        stored = unseal(text, purpose=PURPOSE + holder, life_seconds=LIFE_SECONDS)
    except BadSignature:
        return Wish()
    return read_stored(Wish, stored) or Wish()


def if_ours(text: str) -> str:
    """The sealed wish, to be sent along once more; nothing of what we did not seal, or of what wishes for no more."""
    return text if unsealed(text) != Wish() else ""


def safe_return(address: str) -> str:
    """Where to go after signing in: only a path of our own, else the page that tells how one signed in."""
    host = settings.PUBLIC_URL.partition("://")[2]
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={host})
    return address if is_ours else AFTER


@dataclass(frozen=True)
class Resumed:
    """A form on its way: the address it was sent to, and its fields; `by_itself`: it may be sent again unasked."""

    path: str
    posted: Posted
    is_whole: bool = True
    by_itself: bool = False


def keep_posted(request: HttpRequest, wish: Wish) -> None:
    """Remember the form of a wish that has just been granted."""
    if wish.posted is not None:
        _keep(request, Resumed(wish.return_to, wish.posted, wish.is_whole, by_itself=wish.is_whole))


def keep_typed(request: HttpRequest, *, path: str) -> None:
    """Remember what was written into the form of this page, to be shown there once more and never sent by itself.

    Of a mere button there is nothing to remember: that it did nothing is said on the next page.
    """
    posted, is_whole = _kept(request.POST)
    resumed = Resumed(path, posted, is_whole)
    if posted or not is_whole:
        _keep(request, resumed)
    else:
        _tell(request, resumed)


def forget_posted(request: HttpRequest) -> None:
    """Forget a form: what was sent before some earlier proof is not done after the next one."""
    request.session.pop(POSTED_KEY, None)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what the person sent to this page: now, or before the proof from which they come back by GET.

    None: it was only opened. A mere GET changes nothing, for any page elsewhere can lead here by a link.
    """
    if request.method == "POST":
        return request.POST
    resumed = _resumed(request)
    if resumed is None:
        return None
    if not resumed.by_itself:
        _tell(request, resumed)
        return None
    return _as_fields(resumed.posted)


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was written into this page's form before it was interrupted, and say on the page how it stands.

    None: nothing was. It is only shown (`fill_in`): to count, it must be sent once more.
    """
    if request.method == "POST" or (resumed := _resumed(request)) is None:
        return None
    _tell(request, resumed)
    return _as_fields(resumed.posted) if resumed.posted else None


def fill_in(form: forms.BaseForm, fields: QueryDict | None) -> None:
    """Let a form that was only opened show what had been written into it."""
    if fields is None:
        return
    for name, field in form.fields.items():
        if not field.disabled and not field.widget.value_omitted_from_data(fields, {}, name):
            form.initial[name] = field.widget.value_from_datadict(fields, {}, name)


def _keep(request: HttpRequest, resumed: Resumed) -> None:
    request.session[POSTED_KEY] = as_stored(resumed)


def _resumed(request: HttpRequest) -> Resumed | None:
    stored = request.session.pop(POSTED_KEY, None)
    resumed = read_stored(Resumed, stored) if stored else None
    return resumed if resumed is not None and resumed.path == request.path else None


def _tell(request: HttpRequest, resumed: Resumed) -> None:
    if not resumed.is_whole:
        text = _(
            "This is not saved yet. Not all you had written could be kept, and passwords never are: write what is "
            "missing, and send it again."
        )
    elif resumed.posted:
        text = _("This is not saved yet. What you had written is here again: check it, and send it again.")
    else:
        text = _("This is not done yet. If you still want it, press the button once more.")
    messages.warning(request, text)


def _as_fields(posted: Posted) -> QueryDict:
    fields = QueryDict(mutable=True)
    for name, values in posted.items():
        fields.setlist(name, list(values))
    return fields
