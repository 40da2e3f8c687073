"""T16: who may open a websocket."""

import pytest
from pytest_django import Settings

from idp.serving.origin import may_open


def scope(path: str, *origins: bytes) -> dict[str, object]:
    return {"path": path, "headers": [(b"origin", origin) for origin in origins]}


def test_a_page_of_ours_may_open_a_socket(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://id.nordljus.example"

    assert may_open(scope("/live/approval/", b"https://id.nordljus.example"))
    assert may_open(scope("/live/phone/", b"https://id.nordljus.example"))


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"http://id.nordljus.example",
        b"https://id.nordljus.example:8443",
        b"https://id.nordljus.example.evil.example",
        b"null",
        b"",
    ],
)
@pytest.mark.parametrize("path", ["/live/approval/", "/live/enrolment/", "/live/phone/"])
def test_another_page_may_not(settings: Settings, path: str, origin: bytes) -> None:
    settings.PUBLIC_URL = "https://id.nordljus.example"

    assert not may_open(scope(path, origin))


def test_only_the_phone_socket_may_lack_an_origin() -> None:
    assert may_open(scope("/live/phone/"))
    assert not may_open(scope("/live/approval/"))
    assert not may_open(scope("/live/enrolment/"))


def test_two_origins_are_none(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://id.nordljus.example"

    assert not may_open(scope("/live/phone/", b"https://id.nordljus.example", b"https://evil.example"))
