"""H05: the former host of passkeys tells browsers where they count now, and answers nothing else."""

import json
import urllib.error
import urllib.request
from http.client import HTTPResponse

import pytest
from pytest_django import Settings

from tests.support.server import Server

FORMER = "id.example.org"


def ask(server: Server, path: str = "/.well-known/webauthn") -> HTTPResponse:
    request = urllib.request.Request(server.url + path, headers={"Host": FORMER})
    answer: HTTPResponse = urllib.request.urlopen(request, timeout=10)
    return answer


def test_the_former_host_names_the_one_address_at_which_its_passkeys_count(
    server: Server, settings: Settings
) -> None:
    settings.PASSKEY_HOST = FORMER

    with ask(server) as answer:
        assert json.load(answer) == {"origins": [server.url]}
        assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("host", ["", "localhost"])
def test_where_passkeys_are_for_our_own_host_nobody_is_told(
    server: Server, settings: Settings, host: str
) -> None:
    settings.PASSKEY_HOST = host

    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(server)

    assert refused.value.code == 400


def test_every_other_page_is_still_for_the_host_of_our_address_alone(
    server: Server, settings: Settings
) -> None:
    settings.PASSKEY_HOST = FORMER

    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(server, "/sign-in/")

    assert refused.value.code == 400
