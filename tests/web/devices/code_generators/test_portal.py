"""An admin hands a code generator out, activates it, takes it back, removes it (D05, E04, I10, T09, T23)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.models import CodeGenerator
from devices.code_generators.refusals import CodeGeneratorsNotAllowed
from devices.otp.codes import SHA_256
from tests.support.authenticators import authenticator_of
from tests.support.generators import Generator, forget_last, generator_of, given_to
from tests.support.pages import Page, frozen, read
from tests.support.people import make_person, make_tenant, turn_off
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, make_stale, signed_in


@pytest.fixture
def portal(disa: User) -> Client:
    """A browser in which the admin is signed in with two steps."""
    _, app = authenticator_of(disa)
    return signed_in(disa, PASSWORD_PROOF, CODE_PROOF, device=app)


def help_path(person: User, act: str = "give") -> str:
    return f"/portal/users/{person.pk}/help/{act}-code-generator/"


def written(generator: Generator, **changed: object) -> dict[str, object]:
    return {
        "serial": generator.serial,
        "secret_key": generator.base32,
        "shows": generator.step_seconds,
        "digits": generator.digits,
        "algorithm": generator.algorithm,
    } | changed


def give(portal: Client, person: User, generator: Generator, **changed: object) -> Page:
    return read(portal.post(help_path(person), written(generator, **changed), follow=True))


@pytest.mark.parametrize("key", ["base32", "hex"])
def test_one_is_handed_out_and_activated_by_the_admin_then_removed(
    portal: Client, ann: User, disa: User, key: str
) -> None:  # D05, E04
    generator = Generator(digits=8, step_seconds=60, algorithm=SHA_256, secret=bytes(range(32)))
    of_person = f"/portal/users/{ann.pk}/change/"
    assert "Hand out a code generator" in read(portal.get(of_person)).text
    assert help_path(ann, "activate") not in read(portal.get(of_person)).html

    page = give(
        portal, ann, generator, secret_key=generator.secret.hex() if key == "hex" else generator.base32
    )
    assert "The code generator is handed out" in page.text
    assert services.take(ann, generator.code()) is None
    assert help_path(ann, "activate") in page.html

    page = read(portal.get(help_path(ann, "activate")))
    assert page.fields["serial"] == "GA-0471"
    page = read(
        portal.post(help_path(ann, "activate"), {"serial": "GA-0471", "code": generator.code()}, follow=True)
    )
    assert "The code generator is ready" in page.text
    assert "Serial number GA-0471" in page.text
    forget_last(CodeGenerator.objects.get())
    assert services.take(ann, generator.code())

    portal.post(f"/portal/users/{ann.pk}/remove/code_generator/{CodeGenerator.objects.get().pk}/")
    assert not CodeGenerator.objects.exists()
    events = AuditEvent.objects.filter(kind="user:code_generator", subject=ann).order_by("pk")
    assert [(event.tag.rpartition(":")[2], event.actor_id) for event in events] == [
        ("given", disa.pk),
        ("activated", disa.pk),
        ("removed", disa.pk),
    ]


def test_the_secret_is_never_shown_again_and_waits_in_no_session(
    portal: Client, ann: User, caplog: pytest.LogCaptureFixture
) -> None:  # I10
    generator = Generator()
    make_stale(portal)
    page = give(portal, ann, generator)
    assert not CodeGenerator.objects.exists()
    assert generator.base32 not in f"{page.html} {dict(portal.session)}"

    services.give(ann, serial=generator.serial, made=services.Made(secret=generator.secret), actor=ann)

    assert generator.base32 not in read(portal.get(help_path(ann, "activate"))).html
    assert generator.base32 not in caplog.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"serial": ""}, "Write the serial number on its back."),
        ({"serial": "\u200b "}, "Write the serial number on its back."),
        ({"secret_key": ""}, "Write the secret key that its maker sent."),
        ({"secret_key": "not a key"}, "This is no secret key"),
        ({"secret_key": "abcd" * 4}, "This is no secret key"),
        ({"shows": "45"}, "Choose"),
        ({"digits": "7"}, "Choose"),
        ({"algorithm": "MD5"}, "Choose"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    portal: Client, ann: User, changed: dict[str, object], said: str
) -> None:
    page = give(portal, ann, Generator(), **changed)

    assert (page.status, page.heading) == (400, "Hand out a code generator")
    assert said in page.text
    assert not CodeGenerator.objects.exists()


def test_a_serial_number_is_one_persons_of_an_organisation(
    portal: Client, ann: User, nordljus: Tenant
) -> None:
    given_to(make_person(nordljus, "bo"), Generator())

    page = give(portal, ann, Generator(), serial="ga-0471")
    assert "is somebody's already" in page.text
    assert (page.status, CodeGenerator.objects.count()) == (400, 1)

    elsewhere = make_person(make_tenant("fjordbank", methods=("code_generator",)), "ann")
    assert given_to(elsewhere, Generator())


def test_one_whose_clock_has_gone_astray_is_set_right(portal: Client, ann: User) -> None:  # F04
    generator = generator_of(ann)
    forget_last(CodeGenerator.objects.get())
    generator.seconds_fast = 300
    assert services.take(ann, generator.code()) is None
    page = read(portal.get(help_path(ann, "activate")))
    assert page.fields["serial"] == "GA-0471"
    assert "not activated yet" not in page.text

    # At one moment: between two of them its step may pass.
    with frozen():
        codes = {"serial": "GA-0471", "code": generator.code(), "next_code": generator.code(steps=1)}
        portal.post(help_path(ann, "activate"), codes)

        assert CodeGenerator.objects.get().drift == 11
        assert services.take(ann, generator.code(steps=2))


def test_one_that_was_not_activated_is_taken_back(portal: Client, ann: User) -> None:
    row = given_to(ann, Generator())

    page = read(portal.post(help_path(ann, "activate"), {"take_back": row.pk}, follow=True))

    assert "GA-0471 is taken back" in page.text
    assert not CodeGenerator.objects.exists()


def test_only_what_waits_for_this_person_is_taken_back(
    portal: Client, ann: User, nordljus: Tenant
) -> None:  # T09
    bo = make_person(nordljus, "bo")
    generator_of(bo, Generator(serial="GA-9"))
    given_to(ann, Generator())
    for row in CodeGenerator.objects.filter(user=bo):
        portal.post(help_path(ann, "activate"), {"take_back": row.pk})

    assert CodeGenerator.objects.filter(user=bo).exists()


def test_where_they_are_off_none_is_handed_out(portal: Client, ann: User) -> None:  # E02
    turn_off(ann.tenant, "code_generator")

    assert "Hand out a code generator" not in read(portal.get(f"/portal/users/{ann.pk}/change/")).text
    assert "That cannot be done" in give(portal, ann, Generator()).text
    with pytest.raises(CodeGeneratorsNotAllowed):
        given_to(ann, Generator())
    assert not CodeGenerator.objects.exists()


def test_nobody_hands_one_to_themselves_or_to_others_people(portal: Client, disa: User) -> None:  # T09, T23
    elsewhere = make_person(make_tenant("fjordbank", methods=("code_generator",)), "ann")

    assert give(portal, disa, Generator()).status == 403
    assert give(portal, elsewhere, Generator()).status in {403, 404}
    assert not CodeGenerator.objects.exists()


def test_an_app_and_recovery_codes_can_be_removed_by_an_admin_too(portal: Client, ann: User) -> None:  # E04
    _, app = authenticator_of(ann)

    portal.post(f"/portal/users/{ann.pk}/remove/authenticator_code/{app.pk}/")

    removed = AuditEvent.objects.get(tag="user:authenticator_app:removed")
    assert removed.subject_id == ann.pk
