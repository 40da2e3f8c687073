"""What of the app's files a phone is given, and by which sum its browser checks them."""

import hashlib
from base64 import b64encode
from io import BytesIO

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from devices.authenticator import shell

CONTENT = {"authenticator/joined.js": b"start();", "authenticator/joined.css": b"a {}"}


class Collected:
    """Files as they stand where they were collected."""

    joins = True

    def open(self, name: str) -> BytesIO:
        return BytesIO(CONTENT[name])


@pytest.fixture
def _collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "staticfiles_storage", Collected())
    monkeypatch.setattr(shell, "_integrity_of", shell._integrity_of.__wrapped__)


@pytest.mark.usefixtures("_collected")
def test_the_page_has_one_script_and_one_style_and_their_sums(client: Client) -> None:  # C01
    page = client.get("/authenticator/").content.decode()

    for name, content in CONTENT.items():
        digest = b64encode(hashlib.sha384(content).digest()).decode()
        assert f'integrity="sha384-{digest}"' in page, name
    assert page.count("<script") == 1
    assert page.count('rel="stylesheet"') == 1
    assert "modulepreload" not in page


def test_the_service_worker_keeps_what_was_joined_and_nothing_it_was_joined_from() -> None:
    names = shell._names(joined=True)

    assert {"authenticator/joined.js", "authenticator/joined.css", "accounts/favicon.svg"} <= set(names)
    assert "authenticator/start.js" not in names
    assert not [name for name in names if name.endswith(".css") and name != "authenticator/joined.css"]


@pytest.mark.usefixtures("_collected")
def test_who_develops_gets_the_files_as_they_are_written(settings: Settings) -> None:
    settings.DEBUG = True

    assert shell.scripts()[0] == "authenticator/start.js"
    assert "authenticator/ui/frame.js" in shell.scripts()
    assert shell.styles() == list(shell.STYLES)
    assert shell.integrity_of("authenticator/start.js") == ""
