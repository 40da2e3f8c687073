"""The app's addresses. The page is the same for everybody: who a phone is, its own keys tell the device API."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.i18n import JSONCatalog

from devices.authenticator.notifications import notification_words
from devices.authenticator.shell import integrity_of, scripts, shell_urls, shell_version, styles
from devices.callers import nonces
from devices.phones.living.refusals import NoPhone, refusal_of

# A phone cuts a mask's shape out of "maskable" ones, whose mark keeps to the middle; "any" are shown as they are.
ICON = ("icon-192.png", "192x192", "any")
ICONS = (
    ("icon.svg", "any", "any"),
    ICON,
    ("icon-512.png", "512x512", "any"),
    ("maskable-192.png", "192x192", "maskable"),
    ("maskable-512.png", "512x512", "maskable"),
)
SCREEN = "720x1480"

texts = cache_control(no_cache=True)(JSONCatalog.as_view(domain="djangojs"))


@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """The page that starts the app, or says why that cannot live in this browser, where no script of ours may run."""
    refused = refusal_of(request.headers.get("User-Agent", ""))
    if refused is not None and not isinstance(refused, NoPhone):
        return render(request, "devices/authenticator/not_here.html", {"refusal": refused})
    start, *needed = scripts()
    context = {
        "public_url": settings.PUBLIC_URL,
        # So that the first call need not be refused to learn it; a page kept for offline use has an old one.
        "nonce": nonces.current(),
        "desktop_allowed": settings.DESKTOP_PHONES,
        "start": _file(start),
        "modules": [static(name) for name in needed],
        "styles": [_file(name) for name in styles()],
    }
    return render(request, "devices/authenticator/app.html", context)


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Keeps the app usable without a network, and wakes its person.

    At an address of its own, so that its scope is the app and no more. In the language of whoever asks: when a push
    comes, there may be no network to ask for a text by.
    """
    shell = {
        "version": shell_version(),
        "page": reverse("authenticator:app"),
        "files": [reverse("authenticator:texts"), *shell_urls()],
    }
    content_type = "text/javascript; charset=utf-8"
    template = "devices/authenticator/service_worker.js"
    context = {"shell": json.dumps(shell), "words": json.dumps(notification_words())}
    response = render(request, template, context, content_type=content_type)
    response["Service-Worker-Allowed"] = reverse("authenticator:app")
    return response


@require_safe
@cache_control(no_cache=True)
def manifest(_request: HttpRequest) -> JsonResponse:
    """What a phone needs to know to put the app on its home screen (W3C Web App Manifest)."""
    start = reverse("authenticator:app")
    description = {
        "id": start,
        "name": "Handslag",
        "short_name": "Handslag",
        "description": _("Sign in with your phone instead of a password."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "orientation": "portrait",
        "categories": ["security", "utilities"],
        "background_color": "#f5f1e8",
        "theme_color": "#f5f1e8",
        "icons": [*map(_icon, ICONS)],
        "shortcuts": [
            {"name": _("Add account"), "url": f"{start}#add", "icons": [_icon(ICON)]},
            {"name": _("Recent requests"), "url": f"{start}#recent", "icons": [_icon(ICON)]},
        ],
        "screenshots": [
            {
                **_picture("pictures/accounts.png", SCREEN),
                "form_factor": "narrow",
                "label": _("The accounts on this phone"),
            },
            {
                **_picture("pictures/request.png", SCREEN),
                "form_factor": "narrow",
                "label": _("A request, with its number"),
            },
        ],
    }
    return JsonResponse(description, content_type="application/manifest+json")


def _file(name: str) -> dict[str, str]:
    return {"address": static(name), "integrity": integrity_of(name)}


def _icon(icon: tuple[str, str, str]) -> dict[str, str]:
    name, sizes, purpose = icon
    return {**_picture(f"icons/{name}", sizes), "purpose": purpose}


def _picture(name: str, sizes: str) -> dict[str, str]:
    kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
    return {"src": static(f"authenticator/{name}"), "sizes": sizes, "type": kind}
