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

from devices.authenticator.shell import shell_urls, shell_version
from devices.callers import nonces

texts = cache_control(no_cache=True)(JSONCatalog.as_view(domain="djangojs"))


@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """The page that starts the app."""
    context = {
        "public_url": settings.PUBLIC_URL,
        # So that the first call need not be refused to learn it; a page kept for offline use has an old one.
        "nonce": nonces.current(),
        "desktop_allowed": settings.DESKTOP_PHONES,
        "modules": [address for address in shell_urls() if address.endswith(".js")],
    }
    return render(request, "devices/authenticator/app.html", context)


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Keeps the app usable without a network. At an address of its own, so that its scope is the app and no more."""
    shell = {
        "version": shell_version(),
        "page": reverse("authenticator:app"),
        "files": [reverse("authenticator:texts"), *shell_urls()],
    }
    content_type = "text/javascript; charset=utf-8"
    template = "devices/authenticator/service_worker.js"
    response = render(request, template, {"shell": json.dumps(shell)}, content_type=content_type)
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
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#f5f1e8",
        "theme_color": "#f5f1e8",
        "icons": [
            _icon("icon.svg", "any"),
            _icon("icon-192.png", "192x192"),
            _icon("icon-512.png", "512x512"),
        ],
    }
    return JsonResponse(description, content_type="application/manifest+json")


def _icon(name: str, sizes: str) -> dict[str, str]:
    kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
    return {
        "src": static(f"authenticator/icons/{name}"),
        "sizes": sizes,
        "type": kind,
        "purpose": "any maskable",
    }
