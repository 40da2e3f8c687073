"""Sending a letter: what waits for the worker, and what arrives."""

from email.utils import parsedate_to_datetime

import pytest
from django.core import mail
from django.db import transaction
from django.utils import translation
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.mail.letters import Letter
from accounts.mail.services import is_on, send, send_to
from accounts.users.models import User
from tests.support.letters import carry_letters, html_of
from tests.unit.accounts.mail.letters import CODE, NAMED

ANN = "ann@nordljus.example"
OFF = "django.core.mail.backends.dummy.EmailBackend"

pytestmark = pytest.mark.django_db


def test_a_letter_is_sent_by_the_worker_and_what_waits_for_it_nobody_can_read() -> None:
    # I10
    send(CODE, to=ANN, code="314159")

    [waiting] = DBTaskResult.objects.all()
    assert "314159" not in str(waiting.args_kwargs)
    assert "nordljus" not in str(waiting.args_kwargs)
    assert mail.outbox == []

    [sent] = carry_letters()

    assert sent.to == [ANN]
    assert "314159" in sent.body
    assert "314159" in html_of(sent)
    assert not DBTaskResult.objects.exists()


def test_what_is_undone_sends_no_letter() -> None:
    def undone() -> None:
        with transaction.atomic():
            send(CODE, to=ANN)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()

    assert carry_letters() == []


def test_without_a_mail_server_nothing_is_kept_to_be_sent(settings: Settings) -> None:
    settings.EMAIL_BACKEND = OFF

    send(CODE, to=ANN, code="314159")

    assert not is_on()
    assert not DBTaskResult.objects.exists()


def test_a_letter_that_nobody_declared_is_not_sent() -> None:
    with pytest.raises(ValueError, match="never declared"):
        send(Letter("another", "Sign in"), to=ANN)


@pytest.mark.parametrize("to", ["", "ann", "ann@nordljus.example\r\nBcc: eve@elsewhere.example"])
def test_a_letter_goes_to_one_address_alone(to: str) -> None:
    # T26
    with pytest.raises(ValueError, match="no address"):
        send(CODE, to=to)


def test_what_stands_around_an_address_is_not_sent_to() -> None:
    # T26
    send(CODE, to="ann\r\n@nordljus.example ")

    [sent] = carry_letters()

    assert sent.to == [ANN]


def test_no_name_adds_a_header_or_a_line() -> None:
    # T26
    send(NAMED, to=ANN, name="Ann\r\nBcc: eve@elsewhere.example")

    [sent] = carry_letters()

    assert sent.subject == "Ann Bcc: eve@elsewhere. example"
    assert "Bcc" not in sent.message()
    assert sent.recipients() == [ANN]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann \u202egnp.exe", "Ann gnp. exe"),
        ("Call https://evil.example/now", "Call evil. example/now"),
        ("www.evil.example", "evil. example"),
        ("x" * 5000, "x" * 200 + " …"),
        ("x" * 200, "x" * 200),
        (ANN, ANN),
        ("203.0.113.7", "203.0.113.7"),
    ],
)
def test_a_name_is_one_plain_bounded_line_that_leads_nowhere(name: str, shown: str) -> None:
    # T26
    send(CODE, to=ANN, name=name)

    [sent] = carry_letters()

    assert sent.body.splitlines()[0] == shown


def test_a_name_is_no_markup() -> None:
    # T26
    send(CODE, to=ANN, name="<b>Ann</b> & Bo")

    [sent] = carry_letters()

    assert "<b>Ann" not in html_of(sent)
    assert "<b>Ann</b> & Bo" in sent.body


def test_a_link_leads_to_our_own_address_whatever_a_request_said(settings: Settings) -> None:
    # T25
    settings.PUBLIC_URL = "https://id.nordljus.example"

    send(CODE, to=ANN, link="/sign-in/one-time/abc/?x=1&y=2")

    [sent] = carry_letters()
    assert "https://id.nordljus.example/sign-in/one-time/abc/?x=1&y=2" in sent.body
    assert 'href="https://id.nordljus.example/sign-in/one-time/abc/?x=1&amp;y=2"' in html_of(sent)


@pytest.mark.parametrize(
    "link", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "/a\nb", "evil.example", "/a b"]
)
def test_a_link_elsewhere_is_refused(link: str) -> None:
    # T25
    with pytest.raises(ValueError, match="path of ours"):
        send(CODE, to=ANN, link=link)


def test_a_letter_says_that_a_machine_wrote_it_and_when(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://id.nordljus.example"
    settings.DEFAULT_FROM_EMAIL = "Nordljus <sign-in@nordljus.example>"
    send(CODE, to=ANN)
    [again] = DBTaskResult.objects.all()

    [sent] = carry_letters()
    again.task.call(*again.args_kwargs["args"])

    message, repeated = (letter.message() for letter in (sent, mail.outbox[-1]))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Nordljus <sign-in@nordljus.example>"
    assert message["Message-ID"].endswith("@id.nordljus.example>")
    assert parsedate_to_datetime(message["Date"])
    # One letter that is sent twice is one letter.
    assert len(mail.outbox) == 2
    assert (repeated["Message-ID"], repeated["Date"]) == (message["Message-ID"], message["Date"])


@pytest.mark.parametrize(
    ("own", "of_request", "subject"),
    [("sv", "en", "Logga in"), ("en", "sv", "Sign in"), ("", "sv", "Logga in"), ("xx", "en", "Sign in")],
)
def test_a_letter_is_in_the_language_of_its_person_else_of_the_request(
    ann: User, own: str, of_request: str, subject: str
) -> None:
    # H07
    ann.language = own

    with translation.override(of_request):
        send_to(ann, CODE)

    [sent] = carry_letters()
    assert sent.subject == subject
    assert f'<html lang="{"sv" if subject == "Logga in" else "en"}">' in html_of(sent)


def test_a_person_without_an_address_is_sent_nothing(ann: User) -> None:
    ann.mail_address = ""

    send_to(ann, CODE)

    assert carry_letters() == []
