"""Code generators by the maker's list, each row shown first; those that are nobody's, handed out or not (F08)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.jobs.models import Job
from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.models import CodeGenerator, UnclaimedGenerator
from tests.support.generators import Generator
from tests.support.imports import carried, findings_of, rows_of, send
from tests.support.pages import read
from tests.support.people import make_person, turned_on
from tests.web.idp.portal.conftest import Organisation, SignIn

HEAD = "upn,serial number,secret key,time interval,manufacturer,model\n"
KEY = Generator().base32


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def row(username: str = "", serial: str = "GA-1", key: str = KEY, interval: str = "30") -> str:
    return f"{username},{serial},{key},{interval},Acme,c200\n"


def imported(admin: Client, nordljus: Organisation, text: str) -> Job:
    with turned_on(nordljus.tenant, services.KEY):
        job = send(admin, nordljus.tenant, HEAD + text, key="code-generators")
        admin.post(f"/portal/imports/of/{job.pk}/", {"confirmed": "yes"})
        return carried(job)


def unclaimed(nordljus: Organisation) -> str:
    return f"/portal/imports/{nordljus.tenant.pk}/code-generators/unclaimed/"


def test_a_row_with_a_username_is_handed_out_and_one_without_is_nobodys(
    nordljus: Organisation, admin: Client
) -> None:  # F08
    job = imported(admin, nordljus, row(nordljus.member.username) + row(serial="ga-2", interval="60"))

    assert job.counts == {"add": 2}
    assert CodeGenerator.objects.get(user=nordljus.member, confirmed=False).name == "GA-1"
    assert UnclaimedGenerator.objects.get(tenant=nordljus.tenant, name="GA-2").step_seconds == 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (row(key="not a key!"), "No secret key in base32 or hex."),
        (row(interval="45"), "The time interval must be 30 or 60."),
        (row(serial=""), "No serial number of at most 40 characters."),
        (row("nobody@nordljus.example"), "Nobody of this organisation has that username."),
        (row("ann@fjordbank.example"), "Nobody of this organisation has that username."),
        (row("boss@nordljus.example"), "You may not hand one out to this person."),
    ],
)
def test_each_row_that_cannot_be_taken_says_why(
    nordljus: Organisation, fjordbank: Organisation, admin: Client, text: str, expected: str
) -> None:  # F08, T09, T23
    make_person(nordljus.tenant, "boss", role=User.Role.OPERATOR)

    job = imported(admin, nordljus, text)

    assert findings_of(job)[2].why == expected
    assert CodeGenerator.objects.count() + UnclaimedGenerator.objects.count() == 0


def test_one_that_is_somebodys_or_listed_already_is_refused(nordljus: Organisation, admin: Client) -> None:
    imported(admin, nordljus, row(nordljus.member.username) + row(serial="GA-2"))

    job = imported(admin, nordljus, row() + row(serial="GA-2"))

    assert job.counts == {"refused": 2}


def test_keys_are_gone_from_the_file_when_it_is_done_and_shown_to_nobody(
    nordljus: Organisation, admin: Client
) -> None:  # I10
    with turned_on(nordljus.tenant, services.KEY):
        job = send(
            admin,
            nordljus.tenant,
            HEAD + row() + row("nobody@nordljus.example", "GA-2"),
            key="code-generators",
        )

    saved = b"".join(admin.get(f"/portal/imports/of/{job.pk}/refused.csv").streaming_content)  # type: ignore[attr-defined]
    assert b"GA-2" in saved
    assert KEY.encode() not in saved
    assert KEY not in admin.get(f"/portal/imports/of/{job.pk}/").text

    admin.post(f"/portal/imports/of/{job.pk}/", {"confirmed": "yes"})
    assert all("secret key" not in one.cells for one, _found in rows_of(carried(job)).values())


def test_one_of_the_list_is_handed_out_by_its_number(nordljus: Organisation, admin: Client) -> None:  # F08
    imported(admin, nordljus, row())
    assert "GA-1" in read(admin.get(unclaimed(nordljus))).text

    with turned_on(nordljus.tenant, services.KEY):
        admin.post(unclaimed(nordljus), {"serial": "ga-1", "username": nordljus.member.username})

    given = CodeGenerator.objects.get(user=nordljus.member, confirmed=False)
    assert (given.name, given.secret) == ("GA-1", KEY)
    assert UnclaimedGenerator.objects.count() == 0


def test_what_is_not_in_the_list_is_not_handed_out(
    nordljus: Organisation, fjordbank: Organisation, admin: Client
) -> None:  # T09
    imported(admin, nordljus, row())
    services.keep_unclaimed(fjordbank.tenant, serial="GA-9", made=services.Made(secret=b"a" * 20), actor=None)

    with turned_on(nordljus.tenant, services.KEY), turned_on(fjordbank.tenant, services.KEY):
        for serial, person in (("GA-9", nordljus.member), ("GA-9", fjordbank.member)):
            answer = admin.post(unclaimed(nordljus), {"serial": serial, "username": person.username})
            assert answer.status_code == 400

    assert CodeGenerator.objects.count() == 0


def test_one_is_taken_out_of_the_list_after_it_was_asked(nordljus: Organisation, admin: Client) -> None:
    imported(admin, nordljus, row())

    asked = read(admin.post(unclaimed(nordljus), {"take_out": "GA-1"}))
    assert asked.heading == "Take GA-1 out of the list?"
    assert UnclaimedGenerator.objects.count() == 1

    admin.post(unclaimed(nordljus), {"take_out": "GA-1", "confirmed": "yes"})
    assert UnclaimedGenerator.objects.count() == 0
