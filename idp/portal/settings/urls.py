"""The addresses of an organisation's settings, each behind the gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from idp.portal.settings import page
from idp.portal.settings.api_tokens import listed as tokens
from idp.portal.settings.api_tokens import making, revoking
from idp.portal.settings.webhooks import changing, listed, one


def pages_of_settings(gated: Callable[[Any], Any]) -> list[URLPattern]:
    hooks, hook = "settings/<uuid:tenant_id>/webhooks/", "settings/<uuid:tenant_id>/webhooks/<uuid:hook_id>/"
    return [
        path("settings/", gated(page.choose), name="settings"),
        path("settings/<uuid:tenant_id>/", gated(page.settings), name="settings_of"),
        path(hooks, gated(listed.webhooks), name="webhooks"),
        path(f"{hooks}add/", gated(changing.add), name="add_webhook"),
        path(hook, gated(one.webhook), name="webhook"),
        path(f"{hook}change/", gated(changing.change), name="change_webhook"),
        path(f"{hook}secret/", gated(changing.secret), name="webhook_secret"),
        path(f"{hook}remove/", gated(changing.remove), name="remove_webhook"),
        path("settings/<uuid:tenant_id>/api-keys/", gated(tokens.tokens), name="api_tokens"),
        path("settings/<uuid:tenant_id>/api-keys/make/", gated(making.make), name="make_api_token"),
        path(
            "settings/<uuid:tenant_id>/api-keys/<uuid:token_id>/revoke/",
            gated(revoking.revoke),
            name="revoke_api_token",
        ),
    ]
