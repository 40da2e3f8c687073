"""Where we send to: the push services that are allowed, and nowhere else."""  # T24

import pytest
from pytest_django import Settings

from devices.push.hosts import ElsewhereRefused, check_endpoint


@pytest.mark.parametrize(
    "url",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://fcm.googleapis.com:443/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc?x=1",
        "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_push_services_of_browsers_are_allowed(url: str) -> None:
    assert check_endpoint(url).hostname


@pytest.mark.parametrize(
    "url",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:x/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://evil.example\\@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user:word@fcm.googleapis.com/x",
        "https://evilpush.apple.com/x",
        "https://push.apple.com.evil.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "https://fcm.googleapis.com/x#y",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/\r\nHost: x",
        "https://fcm.googleapis.com\u3002/x",
        "https:///x",
        "ftp://fcm.googleapis.com/x",
        "https://fcm.googleapis.com/" + "x" * 1024,
    ],
)
def test_t24_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ElsewhereRefused):
        check_endpoint(url)


def test_t24_an_operator_may_allow_fewer(settings: Settings) -> None:
    settings.PUSH_HOSTS = ["*.push.apple.com"]

    assert check_endpoint("https://web.push.apple.com/abc")
    with pytest.raises(ElsewhereRefused):
        check_endpoint("https://fcm.googleapis.com/abc")
