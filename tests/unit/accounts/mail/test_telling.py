"""Told: what must be learned reaches the person by mail, gathered, bounded, and none of it left out."""

import re

import pytest
from django.db import transaction

from accounts.audit.log import record
from accounts.mail import addresses
from accounts.mail.models import Untold
from accounts.mail.telling import LETTERS_AN_HOUR, MOST_IN_ONE, tell
from accounts.users import services
from accounts.users.events import DEFAULT_CHANGED, RELEASED, SESSIONS_ENDED
from accounts.users.models import User
from accounts.ways.password.services import set_password
from tests.support.at_once import crowd
from tests.support.letters import carry_letters, html_of
from tests.support.limits import forget_tries
from tests.support.people import make_person

BY_ITSELF = re.compile(r"<table role=\"presentation\">\s*<tr><th scope=\"row\">Account</th>")
pytestmark = pytest.mark.django_db


def happen(person: User, *, times: int = 1) -> None:
    for _time in range(times):
        record(RELEASED, tenant=person.tenant, subject=person)


def test_a_person_is_told_what_an_admin_did_and_who_it_was(ann: User) -> None:
    admin = make_person(ann.tenant, "bo", role=User.Role.TENANT_ADMIN)

    set_password(ann, "a new one entirely", actor=admin)

    [letter] = carry_letters()
    assert letter.to == [ann.mail_address] == [ann.username]
    assert letter.subject == "Your password was set by an admin"
    assert f"Done by: an admin, {admin.username}" in letter.body
    assert " UTC\n" in letter.body
    assert "http://localhost:8000/security-info/" in letter.body
    assert "a new one entirely" not in letter.body + html_of(letter)


def test_who_did_it_themselves_is_not_told_by_whom(ann: User) -> None:
    record(RELEASED, tenant=ann.tenant, subject=ann, actor=ann)

    [letter] = carry_letters()

    assert "Done by:" not in letter.body


def test_what_nobody_needs_to_learn_is_no_letter(ann: User) -> None:
    record(DEFAULT_CHANGED, tenant=ann.tenant, subject=ann, method="phone")

    assert carry_letters() == []


def test_what_happens_together_is_one_letter(ann: User) -> None:
    record(RELEASED, tenant=ann.tenant, subject=ann)
    record(SESSIONS_ENDED, tenant=ann.tenant, subject=ann, why="admin")

    [letter] = carry_letters()

    assert letter.subject == "Several changes to your account"
    for text in (letter.body, html_of(letter)):
        assert "Your sign-in is no longer blocked" in text
        assert "You were signed out everywhere" in text
        assert "an admin ended them" in text
    assert BY_ITSELF.search(html_of(letter)), "whose account it is belongs to all of them"
    assert not Untold.objects.exists()


def test_nobody_is_worn_out_by_letters_and_what_waits_is_told_later(ann: User) -> None:
    for _letter in range(LETTERS_AN_HOUR):
        happen(ann)
        assert len(carry_letters()) == 1

    happen(ann, times=3)
    assert carry_letters() == []
    assert Untold.objects.count() == 3

    forget_tries()
    tell.call(str(ann.pk))
    [letter] = carry_letters()
    assert letter.body.count("Your sign-in is no longer blocked") == 3


def test_one_letter_has_an_end_and_says_how_much_there_is_beside_it(ann: User) -> None:
    happen(ann, times=MOST_IN_ONE + 2)

    [letter] = carry_letters()

    assert letter.body.count("Your sign-in is no longer blocked") == MOST_IN_ONE
    assert "And 2 more things" in letter.body


def test_others_letters_count_for_nobody_else(ann: User) -> None:
    happen(make_person(ann.tenant, "bo"), times=1)
    for _letter in range(LETTERS_AN_HOUR):
        happen(ann)
        carry_letters()

    happen(make_person(ann.tenant, "eva"))

    assert len(carry_letters()) == 1


def test_all_addresses_of_a_person_are_told(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_sources", [lambda _user: ["ann@home.example", ann.mail_address]])

    happen(ann)

    assert [letter.to for letter in carry_letters()] == [[ann.mail_address], ["ann@home.example"]]


def test_without_an_address_nobody_is_written_to(ann: User) -> None:
    User.objects.update(mail_address="")

    happen(ann)

    assert carry_letters() == []
    assert not Untold.objects.exists()


def test_what_is_undone_is_not_told(ann: User) -> None:
    def undone() -> None:
        with transaction.atomic():
            happen(ann)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()

    assert carry_letters() == []


def test_a_changed_address_is_told_at_the_former_one_and_the_new_one_hears_nothing_yet(ann: User) -> None:
    former = ann.mail_address

    services.change_mail_address(ann, " Ann@HOME.example ", actor=None)

    [letter] = carry_letters()
    assert letter.to == [former]
    assert letter.subject == "Letters to you go to another mail address from now on"
    assert "Ann@home.example" in letter.body
    ann.refresh_from_db()
    assert ann.mail_address == "Ann@home.example"


def test_who_is_gone_by_then_is_told_all_the_same(ann: User) -> None:
    happen(ann)
    User.objects.filter(pk=ann.pk).delete()

    [letter] = carry_letters()

    assert letter.to == [ann.username]


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_of_many_workers_one_writes_the_letter(ann: User) -> None:
    happen(ann, times=2)

    with crowd(8) as workers:
        workers.run([lambda: tell.call(str(ann.pk))] * 8)

    assert len([letter for letter in carry_letters() if letter.to == [ann.username]]) == 1
