"""D05: an address for recovery is added by a code that comes back from it, and removed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.mail_code import services
from accounts.ways.mail_code.method import METHOD, PROOF
from accounts.ways.mail_code.models import MailCode, RecoveryAddress
from idp.housekeeping import forget_mail_codes
from tests.support.pages import Page, read, send
from tests.support.people import allow, switch_off, turn_off
from tests.support.phones import phone_of
from tests.support.recovering import ADDRESS, address_of, letters_with_codes
from tests.support.sessions import PASSWORD_PROOF, signed_in

INFO = reverse("security_info:methods")


@pytest.fixture(autouse=True)
def _mail_is_on(nordljus: Tenant) -> None:
    allow(nordljus, services.KEY)


def write_address(client: Client, address: str = ADDRESS) -> Page:
    page = send(client, read(client.get(INFO)), action=reverse("mail_code:add"))
    return send(client, page, "address", address=address)


def test_an_address_counts_once_the_code_sent_there_has_come_back(ann: User) -> None:
    # D05
    client = signed_in(ann, PASSWORD_PROOF)

    page = write_address(client)
    assert ADDRESS in page.text
    assert not RecoveryAddress.objects.exists()
    page = send(client, page, "code", code=letters_with_codes()[ADDRESS])

    assert page.address == "/security-info/added/mail_code/"
    assert ADDRESS in page.text
    assert "It signs nobody in" in page.text
    assert RecoveryAddress.objects.get().user_id == ann.pk
    assert AuditEvent.objects.get(tag="user:recovery_address:added").subject_id == ann.pk


def test_the_letter_says_what_it_is_for(ann: User) -> None:
    # D05
    write_address(signed_in(ann, PASSWORD_PROOF))
    code = letters_with_codes()[ADDRESS]

    [letter] = mail.outbox
    assert letter.subject == "Your code to confirm this address"
    assert ann.username in letter.body
    assert code in str(letter.message())


def test_i10_the_code_stands_nowhere_it_could_be_read(ann: User) -> None:
    write_address(signed_in(ann, PASSWORD_PROOF))
    code = letters_with_codes()[ADDRESS]

    kept = MailCode.objects.get()
    assert code not in str(vars(kept))
    assert len(kept.code_digest) == 64
    assert code not in str([event.details for event in AuditEvent.objects.all()])


def test_a_wrong_code_adds_nothing(ann: User) -> None:
    # D05
    client = signed_in(ann, PASSWORD_PROOF)
    page = write_address(client)
    letters_with_codes()

    page = send(client, page, "code", code="00000000")

    assert page.status == 400
    assert "not the code" in page.text
    assert not RecoveryAddress.objects.exists()


def test_t15_after_five_wrong_ones_the_right_one_counts_no_more(ann: User) -> None:
    client = signed_in(ann, PASSWORD_PROOF)
    page = write_address(client)
    code = letters_with_codes()[ADDRESS]
    for _n in range(services.MOST_WRONG):
        send(client, page, "code", code="00000000")

    assert send(client, page, "code", code=code).status == 400
    assert not RecoveryAddress.objects.exists()


def test_after_five_minutes_the_code_counts_no_more(ann: User) -> None:
    # D05
    client = signed_in(ann, PASSWORD_PROOF)
    page = write_address(client)
    code = letters_with_codes()[ADDRESS]
    MailCode.objects.update(expires_at=clock.now() - services.LIFE)

    assert send(client, page, "code", code=code).status == 400
    assert read(client.get(reverse("mail_code:confirm"), follow=True)).address == reverse("mail_code:add")


def test_a_code_works_once(ann: User) -> None:
    # D05
    client = signed_in(ann, PASSWORD_PROOF)
    page = write_address(client)
    code = letters_with_codes()[ADDRESS]
    send(client, page, "code", code=code)
    RecoveryAddress.objects.all().delete()

    assert send(client, page, "code", code=code).status == 400


def test_another_address_takes_the_place_of_the_first(ann: User) -> None:
    # D05
    address_of(ann, "old@elsewhere.example")
    client = signed_in(ann, PASSWORD_PROOF)
    page = send(client, read(client.get(reverse("mail_code:add"))), "address", address=ADDRESS)

    send(client, page, "code", code=letters_with_codes()[ADDRESS])

    assert [one.address for one in RecoveryAddress.objects.all()] == [ADDRESS]


def test_what_is_no_address_is_refused(ann: User) -> None:
    # D05
    assert "no mail address" in write_address(signed_in(ann, PASSWORD_PROOF), "ann at home").text
    assert not MailCode.objects.exists()


def test_t20_a_password_alone_adds_none_to_an_account_with_a_phone(ann: User) -> None:
    phone_of(ann)
    client = signed_in(ann, PASSWORD_PROOF)

    assert client.post(reverse("mail_code:add"), {"address": ADDRESS}).status_code == 403
    assert client.post(reverse("mail_code:confirm"), {"code": "00000000"}).status_code == 403
    kept = address_of(ann)
    assert client.post(reverse("security_info:remove", args=[services.KEY, kept.pk])).status_code == 403


def test_letters_are_few_in_an_hour(ann: User) -> None:
    # D05
    client = signed_in(ann, PASSWORD_PROOF)
    for _n in range(services.MOST_SENT):
        write_address(client)

    assert write_address(client).status == 429


def test_it_is_asked_before_an_address_is_removed(ann: User) -> None:
    # D05
    path = reverse("security_info:remove", args=[services.KEY, address_of(ann).pk])
    client = signed_in(ann, PASSWORD_PROOF)
    page = read(client.get(path))
    assert RecoveryAddress.objects.exists()

    page = read(client.post(page.address, follow=True))

    assert page.address == INFO
    assert not RecoveryAddress.objects.exists()
    assert AuditEvent.objects.get(tag="user:recovery_address:removed").subject_id == ann.pk


def test_it_is_no_way_to_sign_in_and_no_default(ann: User) -> None:
    # D05
    address_of(ann)
    page = read(signed_in(ann, PASSWORD_PROOF).get(INFO))

    assert "only to replace a forgotten password" in page.text
    assert "Change default" not in page.text


def test_where_policy_turns_it_off_nobody_adds_one(nordljus: Tenant, ann: User) -> None:
    # D05
    turn_off(nordljus, services.KEY)
    client = signed_in(ann, PASSWORD_PROOF)

    assert reverse("mail_code:add") not in read(client.get(INFO)).actions()
    assert client.post(reverse("mail_code:add"), {"address": ADDRESS}).status_code == 403


def test_turned_off_while_the_code_is_on_its_way_nothing_is_kept(nordljus: Tenant, ann: User) -> None:
    # D05
    client = signed_in(ann, PASSWORD_PROOF)
    page = write_address(client)
    code = letters_with_codes()[ADDRESS]
    switch_off(nordljus, services.KEY)

    assert send(client, page, "code", code=code).status == 400
    assert not RecoveryAddress.objects.exists()


def test_codes_that_are_too_old_are_not_kept(ann: User) -> None:
    # T39
    write_address(signed_in(ann, PASSWORD_PROOF))
    forget_mail_codes()
    assert MailCode.objects.exists()
    MailCode.objects.update(expires_at=clock.now() - services.LIFE)

    forget_mail_codes()

    assert not MailCode.objects.exists()


def test_an_admin_may_remove_it(ann: User) -> None:
    # E04
    kept = address_of(ann)
    assert METHOD.remove is not None

    METHOD.remove(ann, str(kept.pk), ann)

    assert not RecoveryAddress.objects.exists()


def test_t08_a_code_proves_nothing_once_its_address_is_removed(ann: User) -> None:
    kept = address_of(ann)
    proof = replace(PROOF, by=str(kept.pk))
    assert METHOD.still_stands(ann, proof)

    kept.delete()

    assert not METHOD.still_stands(ann, proof)
