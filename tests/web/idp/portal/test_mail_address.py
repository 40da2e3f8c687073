"""Where a person's letters go: seen and changed by their admins, told to the former address."""

from html import unescape

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from tests.support.letters import carry_letters
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.test_users import change_address, written


def stands(person: User) -> str:
    return User.objects.get(pk=person.pk).mail_address


def test_a_new_person_is_written_to_at_their_username(nordljus: Organisation, sign_in: SignIn) -> None:
    sign_in(nordljus.admin).post("/portal/users/add/", {"username": "bo@nordljus.example", "role": "member"})

    assert User.objects.get(username="bo@nordljus.example").mail_address == "bo@nordljus.example"


def test_an_admin_changes_where_letters_go_and_the_former_address_is_told(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    browser, former = sign_in(nordljus.admin), nordljus.member.mail_address
    carry_letters()

    browser.post(change_address(nordljus.member), written(mail_address=" Ann@Home.EXAMPLE "))

    assert stands(nordljus.member) == "Ann@home.example"
    [letter] = carry_letters()
    assert letter.to == [former]
    assert nordljus.admin.username in letter.body
    event = AuditEvent.objects.get(tag="user:account:mail_address_changed")
    assert (event.subject, event.actor) == (nordljus.member, nordljus.admin)


def test_what_is_no_address_is_refused_in_words(nordljus: Organisation, sign_in: SignIn) -> None:
    browser, former = sign_in(nordljus.admin), nordljus.member.mail_address

    page = browser.post(change_address(nordljus.member), written(mail_address="ann at home"))

    assert "Write a mail address, such as ann@nordljus.example." in unescape(page.content.decode())
    assert stands(nordljus.member) == former


def test_a_person_may_be_written_to_nowhere(nordljus: Organisation, sign_in: SignIn) -> None:
    sign_in(nordljus.admin).post(change_address(nordljus.member), written(mail_address=""))

    assert stands(nordljus.member) == ""


@pytest.mark.parametrize("role", [User.Role.OPERATOR])
def test_an_admin_changes_no_address_of_who_may_do_more(
    nordljus: Organisation, sign_in: SignIn, role: User.Role
) -> None:
    # T23
    User.objects.filter(pk=nordljus.member.pk).update(role=role)

    sign_in(nordljus.admin).post(
        change_address(nordljus.member), written(mail_address="bo@elsewhere.example")
    )

    assert stands(nordljus.member) == nordljus.member.username
