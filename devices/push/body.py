"""What arrives on a phone: constant words in its language, and an opaque handle. Nothing of who asks (A03).

One form for all browsers, which an iPhone shows even when it could not run the app (Declarative Web Push).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from devices.push.contract import Wake, What

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VERSION = 1
# By this member a browser knows the form, and by its value that it is meant (the number of Web Push's RFC).
DECLARATIVE = 8030
APP_PATH = "/authenticator/"

WORDS: dict[What, tuple[StrOrPromise, StrOrPromise]] = {
    "request": (_("Is this you?"), _("Somebody signs in with your account. Open Handslag to answer.")),
    "over": (_("No longer waiting"), _("A request was answered elsewhere, or has ended.")),
    "notice": (
        _("About your account"),
        _("Something was changed. Open Handslag to see what, and whether it was you."),
    ),
    "test": (_("Notifications work"), _("This is how Handslag asks you when somebody signs in.")),
}


def words_of(wake: Wake, *, language: str) -> tuple[str, str]:
    """The title and the sentence below it, always the same for what the phone is woken for."""
    title, sentence = WORDS[wake.what]
    with translation.override(language_near(language)):
        return str(title), str(sentence)


def language_near(language: str) -> str:
    """The language of ours that is nearest to the phone's."""
    try:
        return translation.get_supported_language_variant(language.lower())
    except LookupError:
        return settings.LANGUAGE_CODE


def opaque_part(wake: Wake) -> dict[str, Any]:
    """What the app is told: which request to fetch, and nothing that is in it."""
    said = {"v": VERSION, "what": wake.what, "r": wake.handle}
    return {**said, "ring": wake.ring} if wake.ring else said


def declarative(wake: Wake, *, language: str) -> bytes:
    """The body of a Web Push, before it is encrypted."""
    title, sentence = words_of(wake, language=language)
    badge = {"app_badge": 1 if wake.what == "request" else 0} if wake.handle else {}
    notification = {
        "title": title,
        "body": sentence,
        "lang": language_near(language),
        "dir": "ltr",
        "tag": wake.tag,
        "navigate": f"{settings.PUBLIC_URL}{APP_PATH}" + (f"#request={wake.handle}" if wake.handle else ""),
        "silent": False,
        "data": opaque_part(wake),
        **badge,
    }
    said = {"web_push": DECLARATIVE, "notification": notification, **badge, "mutable": True}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
