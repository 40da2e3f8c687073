"""H03: letters leave production by a mail server and unread, or it is said that none do."""

import pytest
from pytest_django import Settings

from idp.checks.mail import letters_leave_safely


@pytest.fixture
def production(settings: Settings) -> Settings:
    settings.PRODUCTION = True
    settings.MAIL_URL = "smtp+tls://handslag:secret@mail.nordljus.example"
    settings.DEFAULT_FROM_EMAIL = "Nordljus <sign-in@nordljus.example>"
    return settings


def found() -> set[str | None]:
    return {message.id for message in letters_leave_safely()}


@pytest.mark.parametrize(
    "url", ["smtp+tls://mail.nordljus.example", "smtp+ssl://mail.nordljus.example", "smtp://127.0.0.1:25"]
)
def test_a_mail_server_by_tls_or_on_this_machine_is_fine(production: Settings, url: str) -> None:
    production.MAIL_URL = url

    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MAIL_URL", "", "idp.W004"),
        ("MAIL_URL", "consolemail://", "idp.E021"),
        ("MAIL_URL", "filemail:///var/letters", "idp.E021"),
        ("MAIL_URL", "smtps://mail.nordljus.example", "idp.E021"),
        ("MAIL_URL", "smtp://mail.nordljus.example", "idp.W005"),
        ("DEFAULT_FROM_EMAIL", "Nordljus", "idp.E022"),
    ],
)
def test_what_would_leave_letters_readable_or_unsent_is_said_with_its_remedy(
    production: Settings, name: str, value: str, message: str
) -> None:
    setattr(production, name, value)

    assert found() == {message}
    assert all(one.hint for one in letters_leave_safely())


def test_trying_out_needs_no_mail_server(production: Settings) -> None:
    production.PRODUCTION = False
    production.MAIL_URL = ""

    assert found() == set()
