"""A code generator that is nobody's is claimed by who has it in the hand, and by nobody who guesses (F08, T09, T15)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.models import CodeGenerator, UnclaimedGenerator
from devices.code_generators.refusals import AlreadyHandedOut
from tests.support.authenticators import wrong_code
from tests.support.generators import ACTIVATE, Generator, forget_last, generator_of, given_to
from tests.support.pages import Page, browser, frozen, read, sign_in_by_password
from tests.support.people import make_person, make_tenant, turn_off
from tests.support.rows import everything

ADDED = "/security-info/added/code_generator/"
REFUSED = "The serial number and the code do not go together"


def keep(tenant: Tenant, generator: Generator) -> UnclaimedGenerator:
    """Puts it into the organisation's list."""
    made = services.Made(
        secret=generator.secret,
        step_seconds=generator.step_seconds,
        digits=generator.digits,
        algorithm=generator.algorithm,
    )
    return services.keep_unclaimed(tenant, serial=generator.serial, made=made, actor=None)


@pytest.fixture
def nobodys(nordljus: Tenant) -> Generator:
    generator = Generator(serial="GA-1000", secret=bytes(range(20, 40)))
    keep(nordljus, generator)
    return generator


@pytest.fixture
def own(ann: User) -> Client:
    return signed_in_as(ann)


def signed_in_as(user: User) -> Client:
    client = browser()
    sign_in_by_password(client, user)
    return client


def write(client: Client, serial: str, *codes: str) -> Page:
    written = {"serial": serial} | dict(zip(("code", "next_code"), codes, strict=False))
    return read(client.post(ACTIVATE, written, follow=True))


def test_who_has_it_in_the_hand_claims_it_in_two_steps(
    own: Client, ann: User, nobodys: Generator
) -> None:  # F08
    page = read(own.get(ACTIVATE, {"serial": "ga-1000"}))
    assert page.heading == "Try your code generator"

    code = nobodys.code()
    page = write(own, "ga-1000", code)

    assert (page.address, page.heading) == (ADDED, "Ready to use")
    row = CodeGenerator.objects.get()
    assert (row.user, row.name, row.confirmed) == (ann, "GA-1000", True)
    assert not UnclaimedGenerator.objects.exists()
    claimed = AuditEvent.objects.get(tag="user:code_generator:claimed")
    assert (claimed.subject_id, claimed.details["generator"]) == (ann.pk, "GA-1000")
    assert services.take(ann, code) is None, "no code counts twice"
    forget_last(row)
    assert services.take(ann, nobodys.code())


def test_one_whose_clock_has_gone_astray_is_claimed_by_two_codes(
    own: Client, nobodys: Generator
) -> None:  # F04
    nobodys.seconds_fast = 300
    with frozen():
        assert write(own, nobodys.serial, nobodys.code()).status == 400

        assert write(own, nobodys.serial, nobodys.code(), nobodys.code(steps=1)).address == ADDED
    assert CodeGenerator.objects.get().drift == 11


def test_unknown_somebody_elses_and_wrong_are_answered_alike(
    own: Client, ann: User, nobodys: Generator, nordljus: Tenant
) -> None:  # T09, T15
    theirs = Generator(serial="GA-2000")
    generator_of(make_person(nordljus, "bo"), theirs)
    waits = Generator(serial="GA-3000", secret=bytes(range(3, 23)))
    given_to(make_person(nordljus, "cy"), waits)
    elsewhere = Generator(serial="GA-4000", secret=bytes(range(4, 24)))
    keep(make_tenant("fjordbank"), elsewhere)

    answers = set()
    for serial, code in (
        ("GA-9999", "123456"),
        (theirs.serial, theirs.code()),
        (waits.serial, waits.code()),
        (elsewhere.serial, elsewhere.code()),
        (nobodys.serial, wrong_code(nobodys)),
    ):
        page = write(own, serial, code)
        answers.add((page.status, page.heading, page.text.replace(serial, "")))

    assert len(answers) == 1
    assert REFUSED in page.text
    assert not CodeGenerator.objects.filter(user=ann).exists()


def test_one_persons_tries_are_counted_before_they_are_looked_at(
    own: Client, nobodys: Generator
) -> None:  # T15
    for _ in range(10):
        assert write(own, nobodys.serial, wrong_code(nobodys)).status == 400

    assert write(own, nobodys.serial, nobodys.code()).status == 429
    assert UnclaimedGenerator.objects.exists()


def test_many_people_together_have_no_more_tries_at_one(
    nobodys: Generator, ann: User, nordljus: Tenant
) -> None:  # T15
    for n in range(5):
        client = signed_in_as(make_person(nordljus, f"guesser{n}"))
        for _ in range(2):
            assert write(client, nobodys.serial, wrong_code(nobodys)).status == 400

    assert write(signed_in_as(ann), nobodys.serial, nobodys.code()).status == 429
    assert write(signed_in_as(ann), "GA-9999", "000000").status == 400, "others are tried all the same"


def test_nobody_keeps_anybody_from_what_was_handed_out_to_them(ann: User, nordljus: Tenant) -> None:  # T15
    generator = Generator()
    given_to(ann, generator)
    for n in range(5):
        client = signed_in_as(make_person(nordljus, f"guesser{n}"))
        for _ in range(2):
            write(client, generator.serial, wrong_code(generator))

    assert write(signed_in_as(ann), generator.serial, generator.code()).address == ADDED


def test_right_ones_take_their_try_back(own: Client, nobodys: Generator, nordljus: Tenant) -> None:  # T15
    for _ in range(9):
        write(own, nobodys.serial, wrong_code(nobodys))

    assert write(own, nobodys.serial, nobodys.code()).address == ADDED


def test_the_secret_is_nowhere_in_the_database_or_the_log(
    nobodys: Generator, caplog: pytest.LogCaptureFixture
) -> None:  # I10
    kept = f"{everything()} {caplog.text}"

    assert nobodys.base32 not in kept
    assert nobodys.secret.hex() not in kept


def test_where_they_are_off_none_is_claimed(own: Client, ann: User, nobodys: Generator) -> None:  # E02
    turn_off(ann.tenant, "code_generator")

    assert write(own, nobodys.serial, nobodys.code()).status == 403
    assert UnclaimedGenerator.objects.exists()


def test_what_an_admin_hands_out_is_nobodys_no_more(
    nobodys: Generator, ann: User, own: Client
) -> None:  # F08
    given_to(ann, nobodys)

    assert not UnclaimedGenerator.objects.exists()
    assert write(own, nobodys.serial, nobodys.code()).address == ADDED


@pytest.mark.both_databases
def test_a_serial_number_is_in_an_organisation_once(nordljus: Tenant, ann: User, nobodys: Generator) -> None:
    given_to(ann, Generator(serial="GA-5000"))

    for serial in (nobodys.serial, "ga-5000"):
        with pytest.raises(AlreadyHandedOut):
            keep(nordljus, Generator(serial=serial))
