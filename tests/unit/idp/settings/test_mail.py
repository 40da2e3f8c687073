"""MAIL_URL as Django's settings have it."""

import pytest

from idp.settings.mail import TIMEOUT_SECONDS, mail


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls_first"),
    [
        ("smtp+tls://mail.nordljus.example", 587, True, False),
        ("smtp+tls://mail.nordljus.example:2525", 2525, True, False),
        ("smtp+ssl://mail.nordljus.example", 465, False, True),
        ("smtp://127.0.0.1", 25, False, False),
    ],
)
def test_the_scheme_says_how_the_server_is_spoken_to(
    url: str, port: int, starttls: bool, tls_first: bool
) -> None:
    found = mail(url)

    assert found["EMAIL_PORT"] == port
    assert (found.get("EMAIL_USE_TLS", False), found.get("EMAIL_USE_SSL", False)) == (starttls, tls_first)
    assert found["EMAIL_TIMEOUT"] == TIMEOUT_SECONDS


def test_a_password_may_hold_anything() -> None:
    found = mail("smtp+tls://handslag%40nordljus.example:a%20b%2Fc%40d@mail.nordljus.example")

    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (
        "handslag@nordljus.example",
        "a b/c@d",
    )
    assert found["EMAIL_HOST"] == "mail.nordljus.example"


def test_letters_in_files_lie_in_the_folder_that_is_named() -> None:
    assert mail("filemail:///srv/letters")["EMAIL_FILE_PATH"] == "/srv/letters"
