"""A code generator at Security info: activated, set right, removed (B12, D01, D05, T09, T20, I10)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.models import MOST_AHEAD, MOST_DRIFT, CodeGenerator
from devices.otp.source import MOST, CodeSource
from tests.support.authenticators import ADD as ADD_APP
from tests.support.authenticators import authenticator_of, wrong_code
from tests.support.clock import travel
from tests.support.generators import ACTIVATE, Generator, forget_last, generator_of, given_to
from tests.support.pages import Page, browser, read, sign_in_by_password
from tests.support.people import change_policy, make_person, turn_off
from tests.support.rows import everything
from tests.support.sessions import make_stale

ADD = "/security-info/code-generators/add/"
ADDED = "/security-info/added/code_generator/"


@pytest.fixture
def handed_out(ann: User) -> Generator:
    """To Ann, and not activated."""
    generator = Generator()
    given_to(ann, generator)
    return generator


@pytest.fixture
def own(ann: User) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


@pytest.fixture
def strong(asked: Client, generator: Generator) -> Client:
    """Ann has given her password and a code of her generator."""
    asked.post("/sign-in/code-generator/", {"code": generator.code()})
    forget_last(CodeGenerator.objects.get())
    return asked


def activate(client: Client, serial: str, *codes: str) -> Page:
    written = {"serial": serial} | dict(zip(("code", "next_code"), codes, strict=False))
    return read(client.post(ACTIVATE, written, follow=True))


def remove_path() -> str:
    return f"/security-info/remove/code_generator/{CodeGenerator.objects.get().pk}/"


def test_it_counts_once_its_person_has_written_number_and_code(
    own: Client, ann: User, handed_out: Generator
) -> None:  # D05
    assert services.take(ann, handed_out.code()) is None
    assert "Serial number GA-0471" not in read(own.get("/security-info/")).text
    assert read(own.post(ADD, follow=True)).heading == "Activate your code generator"

    page = read(own.get(ACTIVATE))
    assert "Handed out to you, not activated yet" in page.text
    assert f"?serial={handed_out.serial}" in page.links.values()

    page = activate(own, "ga-0471 ", handed_out.code())

    assert (page.address, page.heading) == (ADDED, "Ready to use")
    assert "Serial number GA-0471" in page.text
    activated = AuditEvent.objects.get(tag="user:code_generator:activated")
    assert (activated.subject_id, activated.details["generator"]) == (ann.pk, "GA-0471")


@pytest.mark.parametrize(
    ("serial", "code"), [("GA-0471", "wrong"), ("GA-0472", "right"), ("", "right"), ("GA-0471", "")]
)
def test_what_does_not_go_together_is_refused_in_words_and_kept(
    own: Client, handed_out: Generator, serial: str, code: str
) -> None:
    written = {"wrong": wrong_code(handed_out), "right": handed_out.code(), "": ""}

    page = activate(own, serial, written[code])

    assert (page.status, page.heading) == (400, "Try your code generator")
    assert page.fields["serial"] == serial
    assert not CodeGenerator.objects.get().confirmed


def test_first_codes_are_counted_before_they_are_verified(own: Client, handed_out: Generator) -> None:  # T15
    for _ in range(10):
        assert activate(own, handed_out.serial, wrong_code(handed_out)).status == 400

    assert activate(own, handed_out.serial, handed_out.code()).status == 429
    assert not CodeGenerator.objects.get().confirmed


def test_somebody_elses_is_not_there(
    own: Client, ann: User, nordljus: Tenant, handed_out: Generator
) -> None:  # T09
    theirs = Generator(serial="GA-9")
    given_to(make_person(nordljus, "bo"), theirs)

    assert activate(own, theirs.serial, theirs.code()).status == 400
    # An admin activates for a person, by the very same verb.
    assert services.activate(ann, serial=theirs.serial, codes=[theirs.code()], actor=ann) is None
    assert not CodeGenerator.objects.filter(confirmed=True).exists()


@pytest.mark.parametrize("steps", [-MOST_DRIFT, -5, 5, MOST_DRIFT])
def test_two_codes_in_a_row_set_a_clock_right_that_is_far_astray(ann: User, steps: int) -> None:  # F04
    with travel("2031-05-01T12:00:15Z", tick=False) as at:
        generator = Generator(seconds_fast=30 * steps)
        given_to(ann, generator)

        def give(*codes: str) -> CodeGenerator | None:
            return services.activate(ann, serial=generator.serial, codes=list(codes), actor=ann)

        assert give(generator.code()) is None
        assert give(generator.code(), generator.code(steps=2)) is None
        assert give(generator.code(), generator.code(steps=1))
        assert give(generator.code(), generator.code(steps=1)) is None, "no code counts twice"
        at.shift(60)
        assert services.take(ann, generator.code())


def test_one_in_use_is_set_right_the_same_way(ann: User, generator: Generator) -> None:  # F04
    with travel("2031-05-01T12:00:15Z", tick=False):
        forget_last(CodeGenerator.objects.get())
        generator.seconds_fast = 300
        assert services.take(ann, generator.code()) is None
        codes = [generator.code(), generator.code(steps=1)]

        assert services.activate(ann, serial=generator.serial, codes=codes, actor=ann)

        assert services.take(ann, generator.code(steps=2))
    assert AuditEvent.objects.filter(tag="user:code_generator:set_right", subject=ann).count() == 1


@pytest.mark.parametrize(("presses", "is_taken"), [(MOST_AHEAD - 1, True), (MOST_AHEAD, False)])
def test_one_with_a_button_is_found_where_two_codes_in_a_row_stand(
    ann: User, presses: int, is_taken: bool
) -> None:
    generator = Generator(step_seconds=0, presses=presses)
    given_to(ann, generator)
    codes = [generator.code(), generator.code()]

    found = services.activate(ann, serial=generator.serial, codes=codes, actor=ann)

    assert bool(found) is is_taken


def test_the_secret_is_nowhere_in_the_database_or_the_log(
    ann: User, generator: Generator, caplog: pytest.LogCaptureFixture
) -> None:  # I10
    kept = f"{everything()} {caplog.text}"

    assert CodeGenerator.objects.get().secret == generator.base32
    assert generator.base32 not in kept
    assert generator.secret.hex() not in kept


@pytest.mark.parametrize("apps", [0, 2, 5])
def test_there_are_at_most_five_apps_and_code_generators_together(
    ann: User, own: Client, apps: int
) -> None:  # B12
    for n in range(apps):
        authenticator_of(ann, f"App {n}")
    for n in range(MOST - apps):
        given_to(ann, Generator(serial=f"GA-{n}"))
    refused = (409, "five authenticator apps and code generators already")
    turn = CodeSource.__subclasses__()
    assert sum(kind.standing(ann).count() for kind in turn) == MOST

    with pytest.raises(Exception, match="has 5"):
        given_to(ann, Generator(serial="one more"))
    if apps == 0:
        page = read(own.post(ADD_APP, follow=True))
        assert (page.status, refused[1] in page.text) == (refused[0], True)
        assert "Remove one first" in page.text


def test_a_password_alone_removes_none_and_adds_no_other_way(
    own: Client, ann: User, generator: Generator
) -> None:  # T20
    for path in (remove_path(), ACTIVATE, ADD, "/security-info/phones/add/"):
        assert own.post(path).status_code == 403
    assert CodeGenerator.objects.exists()


def test_one_that_is_not_activated_guards_nothing(own: Client, handed_out: Generator) -> None:  # T20
    assert own.get(ACTIVATE).status_code == 200


def test_it_is_removed_when_asked_twice(strong: Client, ann: User) -> None:  # D01
    change_policy(ann.tenant, two_step=False)
    path = remove_path()
    assert read(strong.get(path)).heading == "Remove Code generator GA-0471?"
    assert CodeGenerator.objects.exists()

    page = read(strong.post(path, follow=True))

    assert "Removed: Code generator GA-0471." in page.text
    assert not CodeGenerator.objects.exists()
    assert AuditEvent.objects.filter(tag="user:code_generator:removed", subject=ann).count() == 1


def test_nobody_removes_somebody_elses(strong: Client, nordljus: Tenant) -> None:  # T09
    bo = make_person(nordljus, "bo")
    generator_of(bo, Generator(serial="GA-9"))
    theirs = CodeGenerator.objects.get(user=bo)

    assert strong.post(f"/security-info/remove/code_generator/{theirs.pk}/").status_code == 404
    assert CodeGenerator.objects.filter(user=bo).exists()


def test_old_proof_is_asked_anew(strong: Client) -> None:  # D02
    make_stale(strong)

    assert strong.post(remove_path()).status_code == 302
    assert CodeGenerator.objects.exists()


def test_where_they_are_off_none_is_activated_though_apps_may_be_on(
    own: Client, ann: User, handed_out: Generator
) -> None:  # E02
    turn_off(ann.tenant, "code_generator")

    assert ADD not in read(own.get("/security-info/")).actions()
    assert activate(own, handed_out.serial, handed_out.code()).status == 403
    assert ADD_APP in read(own.get("/security-info/")).actions()


def test_where_apps_are_off_code_generators_may_be_on(
    ann: User, own: Client, handed_out: Generator
) -> None:  # E02
    turn_off(ann.tenant, "authenticator_code")
    change_policy(ann.tenant, two_step=False)

    assert activate(own, handed_out.serial, handed_out.code()).address == ADDED
