"""The page that starts the phone app."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from devices.authenticator.shell import ROOTS, file_names
from tests.support.people import make_person, make_tenant
from tests.support.phones import nonces_of_now
from tests.support.sessions import PASSWORD_PROOF, signed_in

MODULES = sorted((ROOTS[1] / "authenticator").rglob("*.js"))
IMPORTED = re.compile(r'^(?:import|export) .* from "(\..*)";$', re.MULTILINE)


def test_the_page_needs_no_sign_in_and_names_the_one_origin(
    client: Client, settings: Settings
) -> None:  # C01
    settings.PUBLIC_URL = "https://id.nordljus.example"

    page = client.get("/authenticator/").content.decode()

    assert 'data-public-url="https://id.nordljus.example"' in page
    assert 'type="module" src="/static/authenticator/start.js"' in page


def test_the_page_brings_the_nonce_for_the_first_call(client: Client) -> None:
    page = client.get("/authenticator/").content.decode()

    assert [nonce for nonce in nonces_of_now() if f'data-nonce="{nonce}"' in page]


@pytest.mark.parametrize(("allowed", "said"), [(True, "yes"), (False, "no")])
def test_the_page_says_whether_a_desktop_may_be_a_phone(
    client: Client, settings: Settings, allowed: bool, said: str
) -> None:  # B11
    settings.DESKTOP_PHONES = allowed

    page = client.get("/authenticator/").content.decode()

    assert f'data-desktop-allowed="{said}"' in page


def test_the_page_has_no_inline_script_style_or_handler(client: Client) -> None:
    page = client.get("/authenticator/").content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


@pytest.mark.django_db
def test_the_page_names_nobody() -> None:
    # The service worker keeps this page: nobody's name may be in it.
    ann = make_person(make_tenant(), display_name="Ann Ek")

    page = signed_in(ann, PASSWORD_PROOF).get("/authenticator/").content.decode()

    assert "ann@nordljus.example" not in page
    assert "Ann Ek" not in page


def test_every_module_imports_only_modules_that_are_kept_for_offline_use() -> None:
    kept = set(file_names())

    for module in MODULES:
        for address in IMPORTED.findall(module.read_text()):
            target = (module.parent / address).resolve().relative_to(ROOTS[1]).as_posix()
            assert target in kept, f"{module.name} imports {address}"


def test_screens_never_import_each_other() -> None:
    # They name each other (screens/index.js), so that any of them can lead to any other.
    parts = {
        "account_row.js",
        "happened.js",
        "here.js",
        "invitation.js",
        "not_me.js",
        "numbers.js",
        "origin.js",
        "particulars.js",
        "pin.js",
        "sign_in.js",
        "standing.js",
        "words.js",
    }

    for module in MODULES:
        if module.parent.name == "screens" and module.name != "index.js":
            beside = {
                Path(address).name for address in IMPORTED.findall(module.read_text()) if address[:2] == "./"
            }
            assert beside <= parts, f"{module.name} imports {beside - parts}"


def test_nothing_is_ever_read_as_markup() -> None:  # T26
    sinks = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")

    for module in MODULES:
        assert not sinks.search(module.read_text()), module.name


def test_every_icon_a_screen_asks_for_is_on_the_page(client: Client) -> None:
    page = client.get("/authenticator/").content.decode()
    source = "\n".join(module.read_text() for module in MODULES)

    asked = set(re.findall(r'icon\("(\w+)"\)|symbol: "(\w+)"|fact\("(\w+)"', source))
    names = {name for found in asked for name in found if name}
    assert names >= {"phone", "more", "browser", "place", "unlock"}
    assert all(f'id="icon-{name}"' in page for name in names)
