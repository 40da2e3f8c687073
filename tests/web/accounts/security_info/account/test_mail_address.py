"""D09: a person changes their own mail address: confirmed by the new one; the former is told, and takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.personal.settings import KEY as SIGN_UP
from accounts.refusals import NoSignInUnderWay
from accounts.security_info.account.changing_address import (
    LETTERS_AN_HOUR,
    CannotBeYours,
    ask,
    confirm,
    take_back,
)
from accounts.security_info.account.settings import KEY
from accounts.tenants.models import Tenant
from accounts.undoing.registry import CannotUndo
from accounts.users.models import FormerAddress, User
from accounts.users.new_names import KEPT_FOR_ITS_PERSON, LooksTaken
from accounts.users.services import create_person, end_sessions
from accounts.ways.mail_code.models import MailCode
from idp.housekeeping import forget_former_addresses
from tests.support.letters import carry_letters
from tests.support.limits import forget_tries
from tests.support.pages import Page, browser, is_signed_in, read, send, sign_in_by_password
from tests.support.people import make_person, make_personal, make_tenant, set_part
from tests.support.phones import phone_of
from tests.support.recovering import letters_with_codes
from tests.support.sessions import PASSWORD_PROOF, make_stale, signed_in
from tests.support.undoing import link_in, press

ACCOUNT, MAIL = reverse("security_info:account"), reverse("security_info:account_mail")
CONFIRM = reverse("security_info:account_mail_confirm")
NEW = "eva@elsewhere.example"


@pytest.fixture
def eva(db: None) -> User:
    return make_person(make_personal(), "eva")


def write_address(client: Client, address: str = NEW) -> Page:
    return send(client, read(client.get(MAIL)), "address", address=address)


def change(user: User, address: str = NEW) -> AuditEvent:
    """The whole change, by its verbs; its event."""
    now = User.objects.get(pk=user.pk)
    ask(now, address)
    assert confirm(now, letters_with_codes()[address]) == address
    return AuditEvent.objects.filter(tag="user:own_account:mail_address_changed").latest("pk")


def address_of(user: User) -> tuple[str, str]:
    found = User.objects.get(pk=user.pk)
    return found.username, found.mail_address


@pytest.mark.both_databases
def test_a_personal_account_has_another_address_once_the_code_that_went_there_is_back(eva: User) -> None:
    # D09
    client, before = signed_in(eva, PASSWORD_PROOF), eva.username

    page = write_address(client, " Eva@Elsewhere.example ")
    assert (page.address, NEW in page.text) == (CONFIRM, True)
    assert address_of(eva) == (before, before)
    page = send(client, page, "code", code=letters_with_codes()[NEW])

    assert (page.address, page.status) == (ACCOUNT, 200)
    assert f"{NEW} is your mail address now." in page.text
    assert address_of(eva) == (NEW, NEW)
    assert is_signed_in(client)


def test_one_signs_in_with_the_new_address_from_then_on(eva: User) -> None:  # D09
    former = eva.username
    change(eva)

    new, old = browser(), browser()
    sign_in_by_password(new, User.objects.get(pk=eva.pk))
    sign_in_by_password(old, User(username=former))

    assert (is_signed_in(new), is_signed_in(old)) == (True, False)


def test_the_former_address_is_told_where_letters_go_now(eva: User) -> None:  # D09 D07
    former = eva.mail_address

    change(eva)
    letters_with_codes()

    [letter] = [one for one in mail.outbox if one.to == [former]]
    assert letter.subject == "Your mail address was changed"
    assert NEW in letter.body


def test_of_an_organisation_only_where_letters_go_is_changed_and_only_where_it_says_so(
    ann: User, nordljus: Tenant
) -> None:  # D09
    client = signed_in(ann, PASSWORD_PROOF)
    refused = read(client.get(MAIL))
    set_part(nordljus, KEY, mail_address=True)

    page = write_address(client)
    send(client, page, "code", code=letters_with_codes()[NEW])

    assert (refused.status, refused.heading) == (403, "Your organisation looks after this")
    assert address_of(ann) == ("ann@nordljus.example", NEW)


def test_what_the_organisation_turned_off_meanwhile_is_not_changed(ann: User, nordljus: Tenant) -> None:
    set_part(nordljus, KEY, mail_address=True)
    client = signed_in(ann, PASSWORD_PROOF)
    page = write_address(client)
    set_part(nordljus, KEY, mail_address=False)

    send(client, page, "code", code=letters_with_codes()[NEW])

    assert address_of(ann)[1] == "ann@nordljus.example"


def test_whether_the_address_is_taken_no_page_says_and_its_person_reads_it(eva: User) -> None:  # A18
    mia = make_person(eva.tenant, "mia")
    client, other = signed_in(eva, PASSWORD_PROOF), signed_in(eva, PASSWORD_PROOF)

    free = write_address(client)
    kept_free = vars(MailCode.objects.get())
    letters_with_codes()
    taken = write_address(other, mia.username)
    codes = letters_with_codes()

    assert (free.address, free.masked()) == (taken.address, taken.masked())
    assert {name for name, value in kept_free.items() if value} == {
        name for name, value in vars(MailCode.objects.get()).items() if value
    } - {"code_digest", "wrong"}
    assert codes == {}
    [letter] = [one for one in mail.outbox if one.to == [mia.username]]
    assert letter.subject == "Somebody wanted to use this address"
    assert eva.username not in letter.body


def test_an_address_that_somebody_gave_up_lately_is_taken_too(eva: User) -> None:  # A18
    former = eva.username
    change(eva)
    mia = make_person(eva.tenant, "mia")

    ask(mia, former)

    assert letters_with_codes() == {}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Write an address."),
        ("eva", "as name@organisation"),
        ("eva@everyone.example", "This is your address already."),
        ("eva@nordljus.example", "This address is an organisation's."),
    ],
)
def test_what_can_be_no_address_of_theirs_is_refused_and_nothing_is_sent(
    eva: User, nordljus: Tenant, written: str, said: str
) -> None:  # D09
    page = write_address(signed_in(eva, PASSWORD_PROOF), written)

    assert page.status == 400
    assert said in page.text
    assert letters_with_codes() == {}
    assert address_of(eva) == ("eva@everyone.example", "eva@everyone.example")


def test_only_domains_that_accounts_may_have_are_taken(eva: User) -> None:  # A11
    set_part(eva.tenant, SIGN_UP, is_open=True, domains=["everyone.example"])

    page = write_address(signed_in(eva, PASSWORD_PROOF))

    assert "Accounts here need an address of certain organisations" in page.text


@pytest.mark.both_databases
def test_who_was_quicker_has_it_and_the_other_is_told_once_it_is_proven_whose_it_is(eva: User) -> None:
    # D09 T26
    ask(eva, NEW)
    code = letters_with_codes()[NEW]
    create_person(NEW, tenant=eva.tenant, actor=None)

    with pytest.raises(CannotBeYours):
        confirm(eva, code)

    assert address_of(eva) == ("eva@everyone.example", "eva@everyone.example")
    assert not FormerAddress.objects.exists()


def test_an_address_drawn_like_anothers_becomes_nobodys(eva: User) -> None:  # T26
    create_person("eva@coco.example", tenant=eva.tenant, actor=None)
    ask(eva, "eva@\u0441\u043e\u0441\u043e.example")
    [code] = letters_with_codes().values()

    with pytest.raises(CannotBeYours):
        confirm(eva, code)


def test_a_wrong_code_changes_nothing_and_five_are_the_end(eva: User) -> None:  # T15
    client = signed_in(eva, PASSWORD_PROOF)
    page = write_address(client)
    code = letters_with_codes()[NEW]
    wrong = "00000000" if code != "00000000" else "11111111"

    for _ in range(5):
        assert send(client, page, "code", code=wrong).status == 400
    send(client, page, "code", code=code)

    assert address_of(eva)[0] == "eva@everyone.example"


def test_another_code_can_be_sent_and_only_the_newest_counts(eva: User) -> None:  # D09
    client = signed_in(eva, PASSWORD_PROOF)
    page = write_address(client)
    first = letters_with_codes()[NEW]

    page = send(client, page, action=reverse("security_info:account_mail_again"))
    second = letters_with_codes()[NEW]

    assert "Another code is on its way" in page.text
    assert send(client, page, "code", code=first).status == (400 if first != second else 200)
    send(client, page, "code", code=second)
    assert address_of(eva)[0] == NEW


def test_without_a_code_on_its_way_there_is_nothing_to_confirm(eva: User) -> None:
    client = signed_in(eva, PASSWORD_PROOF)

    page = read(client.get(CONFIRM, follow=True))

    assert page.address == MAIL
    assert "That code is too old" in page.text


def test_letters_to_one_address_are_few_whoever_asks(eva: User) -> None:  # T30
    people = [make_person(eva.tenant, f"someone{n}") for n in range(LETTERS_AN_HOUR + 1)]

    pages = [write_address(signed_in(user, PASSWORD_PROOF)) for user in people]

    assert [page.status for page in pages] == [200] * LETTERS_AN_HOUR + [429]


@pytest.mark.parametrize("address", [MAIL, CONFIRM, reverse("security_info:account_mail_again")])
def test_it_takes_fresh_proof_as_strong_as_the_strongest(eva: User, address: str) -> None:  # T19 T20
    stale = signed_in(eva, PASSWORD_PROOF)
    make_stale(stale)
    assert stale.get(address).status_code != 200
    phone_of(eva)
    weak = signed_in(eva, PASSWORD_PROOF)

    assert read(weak.post(address, {"address": NEW, "code": "1"})).status == 403
    assert not MailCode.objects.exists()


def test_who_was_signed_out_meanwhile_changes_nothing(eva: User) -> None:  # T08
    ask(eva, NEW)
    code = letters_with_codes()[NEW]
    end_sessions(User.objects.get(pk=eva.pk), actor=None, why="admin")

    with pytest.raises(NoSignInUnderWay):
        confirm(eva, code)


@pytest.mark.both_databases
def test_a_change_is_taken_back_with_all_that_came_after_it(eva: User) -> None:  # D07 D09
    first = change(eva)
    forget_tries()
    second = change(eva, "thief@elsewhere.example")

    take_back(first)

    assert address_of(eva) == ("eva@everyone.example", "eva@everyone.example")
    with pytest.raises(CannotUndo):
        take_back(second)
    assert AuditEvent.objects.filter(tag="user:own_account:mail_address_taken_back", subject=eva).count() == 1


def test_the_link_of_the_letter_to_the_former_address_puts_it_back(eva: User) -> None:  # D07 D09 T19
    client = signed_in(eva, PASSWORD_PROOF)
    page = write_address(client)
    send(client, page, "code", code=letters_with_codes()[NEW])
    carry_letters()
    [letter] = [one for one in mail.outbox if one.to == [eva.mail_address]]

    done = press(link_in(letter))

    assert "Your mail address is the one before again." in done.text
    assert address_of(eva) == ("eva@everyone.example", "eva@everyone.example")
    assert not is_signed_in(client)


def test_the_address_that_is_taken_away_is_told(eva: User) -> None:  # D07
    event = change(eva)
    mail.outbox.clear()

    take_back(event)
    letters_with_codes()

    assert {letter.to[0] for letter in mail.outbox} >= {NEW}


@pytest.mark.both_databases
def test_a_former_address_is_nobody_elses_as_long_as_it_can_be_taken_back(eva: User) -> None:  # D07
    event, former = change(eva), eva.username

    with pytest.raises(LooksTaken):
        create_person(former, tenant=eva.tenant, actor=None)
    FormerAddress.objects.update(replaced_at=clock.now() - KEPT_FOR_ITS_PERSON - timedelta(seconds=1))

    assert create_person(former, tenant=eva.tenant, actor=None).username == former
    with pytest.raises(CannotUndo):
        take_back(event)
    assert address_of(eva) == (NEW, NEW)


def test_its_own_person_may_have_it_again_at_once(eva: User) -> None:  # D09
    former = eva.username
    change(eva)
    forget_tries()

    change(eva, former)

    assert address_of(eva) == (former, former)


@pytest.mark.both_databases
def test_what_another_organisation_has_given_out_meanwhile_is_not_taken_back(eva: User) -> None:
    event = change(eva)
    other = make_tenant("other")
    User.objects.create_user(eva.username, tenant=other)

    with pytest.raises(CannotUndo):
        take_back(event)
    assert address_of(eva) == (NEW, NEW)


def test_former_addresses_are_forgotten(eva: User) -> None:  # I10
    change(eva)
    forget_former_addresses()
    assert FormerAddress.objects.exists()
    FormerAddress.objects.update(replaced_at=clock.now() - KEPT_FOR_ITS_PERSON - timedelta(seconds=1))

    forget_former_addresses()

    assert not FormerAddress.objects.exists()


def test_whether_the_address_is_taken_costs_as_many_questions(eva: User) -> None:  # A18 T13
    change(make_person(eva.tenant, "mia"), "mia@elsewhere.example")
    ask(eva, "nobodys@elsewhere.example")  # what is read once in a process is read by now

    with CaptureQueriesContext(connection) as free:
        ask(eva, NEW)
    with CaptureQueriesContext(connection) as taken:
        ask(eva, "mia@elsewhere.example")

    assert len(free) == len(taken)
