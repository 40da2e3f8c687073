"""What keeps the app usable without a network, and how a phone may install it."""

import json
import re
import struct
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from devices.authenticator import shell


def kept_by(client: Client) -> dict[str, Any]:
    script = client.get("/authenticator/service-worker.js").content.decode()
    found = re.search(r"const SHELL = (\{.*\});", script)
    assert found
    kept: dict[str, Any] = json.loads(found[1])
    return kept


def test_its_scope_is_the_app_and_it_is_always_asked_for_anew(client: Client) -> None:
    response = client.get("/authenticator/service-worker.js")

    assert response["Service-Worker-Allowed"] == "/authenticator/"
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Type"].startswith("text/javascript")


def test_it_keeps_the_page_its_texts_and_every_script_and_style(client: Client) -> None:
    kept = kept_by(client)

    assert kept["page"] == "/authenticator/"
    assert "/authenticator/texts.json" in kept["files"]
    assert "/static/authenticator/start.js" in kept["files"]
    page = client.get("/authenticator/").content.decode()
    assert set(re.findall(r'rel="stylesheet" href="([^"]+)"', page)) <= set(kept["files"])


def test_it_never_keeps_what_is_not_the_app(client: Client) -> None:
    kept = kept_by(client)

    assert all(address.startswith(("/static/", "/authenticator/")) for address in kept["files"])


def test_an_upgrade_gets_a_cache_of_its_own(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.DEBUG = True
    before = shell.shell_version()

    monkeypatch.setattr(shell, "static", lambda name: f"/static/new/{name}")

    assert shell.shell_version() != before


def test_the_manifest_makes_the_app_installable(client: Client) -> None:  # C01
    response = client.get("/authenticator/manifest.webmanifest")

    manifest = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["start_url"] == manifest["scope"] == "/authenticator/"
    for purpose in ("any", "maskable"):
        sizes = {icon["sizes"] for icon in manifest["icons"] if icon["purpose"] == purpose}
        assert {"192x192", "512x512"} <= sizes, purpose


def test_what_the_manifest_shows_is_there_and_as_large_as_it_says(client: Client) -> None:  # C01
    manifest = json.loads(client.get("/authenticator/manifest.webmanifest").content)

    pictures = [*manifest["icons"], *manifest["screenshots"]]
    assert len(manifest["screenshots"]) == 2
    for picture in pictures:
        content = (shell.ROOTS[1] / picture["src"].removeprefix("/static/")).read_bytes()
        if picture["type"] == "image/png":
            width, height = struct.unpack(">II", content[16:24])
            assert picture["sizes"] == f"{width}x{height}", picture["src"]


def test_its_shortcuts_lead_where_the_app_leads_from_an_address(client: Client) -> None:  # C01
    manifest = json.loads(client.get("/authenticator/manifest.webmanifest").content)
    led = re.search(r"const ADDRESSES = \[(.*)\]", (shell.ROOTS[1] / "authenticator/app.js").read_text())

    assert led
    for shortcut in manifest["shortcuts"]:
        assert f'"{shortcut["url"].partition("#")[2]}"' in led[1]


def test_the_texts_are_in_the_language_asked_for(client: Client) -> None:
    response = client.get("/authenticator/texts.json", headers={"accept-language": "sv"})

    assert response["Content-Language"] == "sv"
    assert "catalog" in json.loads(response.content)
