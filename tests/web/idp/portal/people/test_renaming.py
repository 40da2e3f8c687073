"""Another username: what follows, and what may be one (E04)."""

from __future__ import annotations

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from tests.support.letters import carry_letters
from tests.support.pages import is_signed_in, read
from tests.support.people import PASSWORD, make_person
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.web.idp.portal.conftest import Organisation, SignIn


def address(person: User) -> str:
    return f"/portal/users/{person.pk}/rename/"


def called(username: str, name: str = "Ann") -> dict[str, str]:
    return {"username": username, "display_name": name}


def test_a_person_is_called_something_else_and_stays_who_they_are(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E04, T23
    person, browser = nordljus.member, sign_in(nordljus.admin)
    their_browser = signed_in(person, PASSWORD_PROOF)
    carry_letters()

    page = read(browser.post(address(person), called("Anna@nordljus.example", "Anna Berg"), follow=True))

    after = User.objects.get(pk=person.pk)
    assert (after.username, after.mail_address) == ("anna@nordljus.example", "anna@nordljus.example")
    assert after.display_name == "Anna Berg"
    assert "They are called anna@nordljus.example from now on." in page.text
    assert is_signed_in(their_browser)
    assert after.check_password(PASSWORD)
    assert list(after.phoneaccount_set.all()) == [nordljus.phone]
    event = AuditEvent.objects.get(tag="user:own_account:renamed")
    assert (event.actor, event.details["changed"]["username"][1]) == (nordljus.admin, after.username)
    assert {letter.to[0] for letter in carry_letters()} == {person.username, after.username}


def test_letters_go_on_to_an_address_of_its_own(nordljus: Organisation, sign_in: SignIn) -> None:
    User.objects.filter(pk=nordljus.member.pk).update(mail_address="ann@home.example")

    sign_in(nordljus.admin).post(address(nordljus.member), called("anna@nordljus.example"))

    assert User.objects.get(pk=nordljus.member.pk).mail_address == "ann@home.example"


def test_the_former_name_is_nobody_elses_for_a_while_and_theirs_again_at_once(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # T14
    person, browser = nordljus.member, sign_in(nordljus.admin)
    former = person.username
    browser.post(address(person), called("anna@nordljus.example"))

    page = browser.post("/portal/users/add/", {"username": former, "role": "member"})
    browser.post(address(person), called(former))

    assert "which is taken" in page.content.decode()
    assert User.objects.get(username=former).pk == person.pk


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ann@fjordbank.example", "end in a verified domain of the organisation"),
        ("admin@nordljus.example", "which is taken"),
        ("\u0430nna@nordljus.example", "is of another"),
        ("ann", "Write your username as"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_written_stays(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, written: str, said: str
) -> None:  # T14, T23
    page = read(sign_in(nordljus.admin).post(address(nordljus.member), called(written)))

    assert said in page.text
    assert page.fields["username"] == written
    assert User.objects.filter(pk=nordljus.member.pk, username=nordljus.member.username).exists()


def test_nobody_renames_themselves_or_whoever_is_out_of_reach(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # T23
    helpdesk = make_person(nordljus.tenant, "help", role=User.Role.HELPDESK)
    admin = sign_in(nordljus.admin)

    assert admin.post(address(nordljus.admin), called("boss@nordljus.example")).status_code == 403
    assert admin.get(address(fjordbank.member)).status_code == 404
    assert sign_in(helpdesk).get(address(nordljus.member)).status_code == 403
