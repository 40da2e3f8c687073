"""Codes of a code generator as a second step (F02, F04, T10, T12, T15)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.policy.need import Need
from accounts.signin import offers
from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.models import LOOK_AHEAD, MOST_DRIFT, CodeGenerator
from devices.otp.codes import SHA_256
from devices.otp.method import PROOF as APP_PROOF
from devices.otp.source import MOST_WRONG
from tests.support.authenticators import authenticator_of, wrong_code
from tests.support.clock import travel
from tests.support.generators import Generator, generator_of
from tests.support.pages import Page, browser, is_signed_in, read, sign_in_by_password, write_username
from tests.support.people import change_policy, turn_off
from tests.support.sessions import proof_of

CODE = "/sign-in/code-generator/"
NOON = "2026-11-26T12:00:15Z"


def give(client: Client, code: str) -> Page:
    return read(client.post(CODE, {"code": code}, follow=True))


def test_after_the_password_its_code_signs_in_with_two_steps(
    asked: Client, generator: Generator
) -> None:  # F02
    assert give(asked, generator.code()).address == "/signed-in/"

    proof = proof_of(asked)
    assert (proof.methods, proof.acr) == (("password", "code_generator"), "two_step")
    assert set(proof.amr) == {"pwd", "otp", "mfa"}


@pytest.mark.parametrize("digits", [6, 8])
@pytest.mark.parametrize("step_seconds", [0, 30, 60])
def test_each_kind_gives_codes(ann: User, step_seconds: int, digits: int) -> None:  # D05, F04
    kind = Generator(step_seconds=step_seconds, digits=digits, algorithm=SHA_256, secret=bytes(range(32)))

    generator = generator_of(ann, kind)

    assert services.take(ann, generator.code())


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_one_step_early_or_late(
    steps: int, is_taken: bool, ann: User, generator: Generator
) -> None:  # F04
    with travel(NOON, tick=False):
        CodeGenerator.objects.update(last_step=-1, drift=0)

        assert bool(services.take(ann, generator.code(steps=steps))) is is_taken


def test_a_code_counts_once(asked: Client, ann: User, generator: Generator) -> None:  # F04, T10
    code = generator.code()
    give(asked, code)

    other = browser()
    sign_in_by_password(other, ann)

    assert (give(other, code).status, is_signed_in(other)) == (400, False)


def test_a_clock_that_goes_astray_little_by_little_is_followed_and_only_so_far(ann: User) -> None:  # F04
    with travel(NOON, tick=False) as at:
        generator = generator_of(ann)
        for drift in range(MOST_DRIFT + 2):
            at.shift(3600)
            generator.seconds_fast = 30 * drift
            is_taken = bool(services.take(ann, generator.code()))

            assert is_taken is (drift <= MOST_DRIFT)
    assert CodeGenerator.objects.get().drift == MOST_DRIFT


def test_one_with_a_button_may_be_pressed_in_vain_a_few_times(ann: User) -> None:
    generator = generator_of(ann, Generator(step_seconds=0))
    generator.presses += LOOK_AHEAD - 1
    assert services.take(ann, generator.code())

    earlier = generator.code_of(generator.presses - 2)
    generator.presses += LOOK_AHEAD

    assert services.take(ann, earlier) is None
    assert services.take(ann, generator.code()) is None


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "abcdef", "-12345", "x" * 300])
def test_anything_else_is_refused_in_words(wrong: str, asked: Client) -> None:
    page = give(asked, wrong)

    assert (page.status, page.heading) == (400, "Code generator")
    assert not is_signed_in(asked)


def test_tries_are_counted_before_anything_is_verified(
    asked: Client, ann: User, generator: Generator
) -> None:  # T15
    for _ in range(10):
        assert give(asked, wrong_code(generator)).status == 400

    assert (give(asked, generator.code()).status, is_signed_in(asked)) == (429, False)
    assert AuditEvent.objects.filter(tag="user:sign_in:refused", subject=ann).count() == 10


def test_a_hundred_wrong_codes_in_a_row_spend_it(
    asked: Client, ann: User, generator: Generator
) -> None:  # T15
    CodeGenerator.objects.update(wrong_in_a_row=MOST_WRONG - 1)

    assert "none is taken any more" in give(asked, wrong_code(generator)).text

    assert give(asked, generator.code()).status == 403
    assert services.activate(ann, serial=generator.serial, codes=[generator.code()], actor=ann) is None
    spent = AuditEvent.objects.get(tag="user:code_generator:spent", subject=ann)
    assert spent.details["generator"] == "GA-0471"


def test_before_anything_is_proven_nobody_is_asked(ann: User, generator: Generator) -> None:  # A18, T12
    for username in (ann.username, "nobody@nordljus.example"):
        client = browser()
        write_username(client, username)

        assert (give(client, generator.code()).status, client.get(CODE).status_code) == (403, 403)
        assert not is_signed_in(client)


@pytest.mark.parametrize("gone", ["policy", "generator"])
def test_what_is_gone_meanwhile_is_not_taken(
    gone: str, asked: Client, ann: User, generator: Generator
) -> None:  # E19, T08
    if gone == "policy":
        turn_off(ann.tenant, "code_generator")
    else:
        services.remove(CodeGenerator.objects.get(), actor=None)

    assert give(asked, generator.code()).status == 403
    assert not is_signed_in(asked)


def test_what_it_has_proven_counts_no_more_when_it_is_removed(
    asked: Client, ann: User, generator: Generator
) -> None:  # T08, T37
    give(asked, generator.code())
    proofs = proof_of(asked).proofs
    assert offers.judge(Need(factors=2), ann, proofs).is_enough

    services.remove(CodeGenerator.objects.get(), actor=None)
    generator_of(ann, Generator(serial="another"))

    assert not offers.judge(Need(factors=2), ann, proofs).is_enough


def test_an_app_and_a_code_generator_are_one_factor(
    asked: Client, ann: User, generator: Generator
) -> None:  # T12
    give(asked, generator.code())
    password, by_generator = proof_of(asked).proofs
    _, app = authenticator_of(ann)
    by_app = replace(APP_PROOF, by=app.persistent_id)

    assert not offers.judge(Need(factors=2), ann, [by_generator, by_app]).is_enough
    assert offers.judge(Need(factors=2), ann, [password, by_app]).is_enough
    assert offers.judge(Need(), ann, [by_generator, by_app]).is_enough


def test_beside_an_app_each_is_asked_by_its_name(ann: User, generator: Generator) -> None:  # F02
    authenticator_of(ann)
    change_policy(ann.tenant, two_step=True)
    client = browser()

    page = sign_in_by_password(client, ann)

    assert page.address == "/sign-in/authenticator-code/"
    assert page.links["Use a code generator instead"] == CODE
    assert give(client, generator.code()).address == "/signed-in/"
