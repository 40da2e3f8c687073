"""Alerts by mail: those who look after the person are told, each so often an hour, and the person by what happened."""

import pytest
from django.core import mail

from accounts.alerts.telling import LETTERS_AN_HOUR, MOST_ADMINS
from accounts.users.models import User
from tests.support.asking import ask
from tests.support.letters import carry_letters, html_of
from tests.support.people import make_disabled, make_person, make_personal, make_tenant
from tests.support.phones import SigningPhone, phone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def say_not_me(user: User, phone: SigningPhone) -> None:
    request = ask(user)
    phone.see(request)
    carry_letters()
    phone.says_not_me(request)


def test_the_admins_of_the_organisation_are_told_and_nobody_else(ann: User, phone: SigningPhone) -> None:
    # A17
    admin = make_person(ann.tenant, "bo", role=User.Role.TENANT_ADMIN)
    make_person(ann.tenant, "eva")
    make_person(make_tenant("fjordbank"), "carl", role=User.Role.TENANT_ADMIN)
    User.objects.filter(pk=make_disabled(ann.tenant).pk).update(role=User.Role.TENANT_ADMIN)

    say_not_me(ann, phone)

    letters = {letter.to[0]: letter for letter in carry_letters()}
    assert letters.keys() == {admin.username, ann.username}
    to_admin = letters[admin.username]
    assert to_admin.subject == f"A sign-in that was not theirs: {ann.username}"
    for text in (to_admin.body, html_of(to_admin)):
        assert "That browser's sign-in was ended." in text.replace("&#x27;", "'")
        assert "Firefox" in text
        assert "http://localhost:8000/portal/" in text


def test_the_person_is_told_what_their_word_led_to_in_one_letter(ann: User, phone: SigningPhone) -> None:
    # A17
    say_not_me(ann, phone)

    [letter] = carry_letters()

    assert letter.subject == "You said on your phone that a sign-in was not yours"


def test_an_admin_whose_own_sign_in_it_was_is_told_as_its_person_alone(
    ann: User, phone: SigningPhone
) -> None:
    User.objects.filter(pk=ann.pk).update(role=User.Role.TENANT_ADMIN)

    say_not_me(ann, phone)

    assert [letter.subject for letter in carry_letters()] == [
        "You said on your phone that a sign-in was not yours"
    ]


def test_of_people_without_an_organisation_those_are_told_who_run_the_server() -> None:
    operator = make_person(make_tenant("house"), "olle", role=User.Role.OPERATOR)
    make_person(make_tenant("nordljus"), "bo", role=User.Role.TENANT_ADMIN)
    ann = make_person(make_personal())

    say_not_me(ann, phone_of(ann))

    assert {letter.to[0] for letter in carry_letters()} == {operator.username, ann.username}


def test_a_wave_of_alerts_wears_no_admin_out_and_the_last_letter_says_so(
    ann: User, phone: SigningPhone
) -> None:
    admin = make_person(ann.tenant, "bo", role=User.Role.TENANT_ADMIN)

    for _report in range(LETTERS_AN_HOUR + 2):
        say_not_me(ann, phone)
    carry_letters()

    letters = [letter for letter in mail.outbox if letter.to == [admin.username]]
    assert len(letters) == LETTERS_AN_HOUR
    assert "for a while none will follow" in letters[-1].body
    assert "for a while none will follow" not in letters[-2].body


def test_so_many_admins_are_told_and_no_more(ann: User, phone: SigningPhone) -> None:
    for number in range(MOST_ADMINS + 1):
        make_person(ann.tenant, f"admin{number}", role=User.Role.TENANT_ADMIN, password=None)

    say_not_me(ann, phone)

    assert len([letter for letter in carry_letters() if letter.to != [ann.username]]) == MOST_ADMINS
