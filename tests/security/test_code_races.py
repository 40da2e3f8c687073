"""Codes at once: each is taken once, and no more are tried than the limit (T15, T10)."""

from __future__ import annotations

import functools

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.recovery_codes import services as recovery_codes
from accounts.ways.recovery_codes.models import RecoveryCodes
from devices.code_generators import services as code_generators
from devices.code_generators.models import CodeGenerator
from devices.otp import services
from devices.otp.models import AuthenticatorApp
from devices.otp.source import MOST, MOST_WRONG
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.authenticators import authenticator_of, wrong_code
from tests.support.clock import travel
from tests.support.generators import Generator, generator_of, given_to
from tests.support.pages import browser, write_password, write_username
from tests.support.people import change_policy, make_person, make_tenant
from tests.support.recovery import paper_of

pytestmark = pytest.mark.both_databases
CODE = "/sign-in/authenticator-code/"


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=("password", "authenticator_code", "code_generator", "recovery_code"))


def test_t15_a_code_sent_many_times_at_once_is_taken_once(ann: User, threads: Crowd) -> None:
    authenticator, app = authenticator_of(ann)
    for _ in range(4):
        AuthenticatorApp.objects.filter(pk=app.pk).update(last_step=-1)
        code = authenticator.code()

        outcomes = threads.run([functools.partial(services.take, ann, code)] * AT_ONCE)

        assert sorted(map(str, outcomes)) == sorted([str(app), *["None"] * (AT_ONCE - 1)])


def test_t15_wrong_codes_at_once_are_all_counted_and_none_beyond_the_most(ann: User, threads: Crowd) -> None:
    authenticator_of(ann)
    guesses = [functools.partial(services.take, ann, "wrong")] * AT_ONCE

    threads.run(guesses)
    assert AuthenticatorApp.objects.get().wrong_in_a_row == AT_ONCE

    AuthenticatorApp.objects.update(wrong_in_a_row=MOST_WRONG - 1)
    threads.run(guesses)
    assert AuthenticatorApp.objects.get().wrong_in_a_row == MOST_WRONG


def test_t15_no_more_codes_are_tried_at_once_than_the_limit(ann: User, threads: Crowd) -> None:
    change_policy(ann.tenant, two_step=True)
    authenticator, _app = authenticator_of(ann)

    with travel("2031-05-01T10:00:00Z", tick=False):
        wrong = {"code": wrong_code(authenticator)}
        client = browser()
        write_username(client, ann.username)
        write_password(client)
        windows = [browser() for _ in range(AT_ONCE)]
        for window in windows:
            window.cookies = client.cookies
        guesses = [functools.partial(window.post, CODE, wrong) for window in windows]
        statuses = [answer.status_code for answer in threads.run(guesses)]

    assert sorted(statuses) == [400] * 10 + [429] * (AT_ONCE - 10)


def test_t15_a_code_of_a_code_generator_sent_many_times_at_once_is_taken_once(
    ann: User, threads: Crowd
) -> None:
    generator = generator_of(ann)
    for _ in range(4):
        CodeGenerator.objects.update(last_step=-1)

        outcomes = threads.run([functools.partial(code_generators.take, ann, generator.code())] * AT_ONCE)

        assert len([one for one in outcomes if one is not None]) == 1


def test_f08_a_code_generator_that_is_nobodys_is_claimed_by_one_of_many_at_once(
    nordljus: Tenant, threads: Crowd
) -> None:
    generator = Generator(serial="GA-1000")
    made = code_generators.Made(secret=generator.secret)
    code_generators.keep_unclaimed(nordljus, serial=generator.serial, made=made, actor=None)
    people = [make_person(nordljus, f"person{n}") for n in range(AT_ONCE)]
    code = generator.code()

    outcomes = threads.run(
        [
            functools.partial(code_generators.claim, one, serial=generator.serial, codes=[code])
            for one in people
        ]
    )

    assert len([one for one in outcomes if one is not None]) == 1
    assert CodeGenerator.objects.count() == 1


def test_t15_a_recovery_code_sent_many_times_at_once_is_taken_once(ann: User, threads: Crowd) -> None:
    paper = paper_of(ann)
    for used, code in enumerate(paper[:4], start=1):
        outcomes = threads.run([functools.partial(recovery_codes.take, ann, code)] * AT_ONCE)

        assert len([one for one in outcomes if one is not None]) == 1
        assert recovery_codes.unused_of(ann).count() == len(paper) - used


def test_t15_ten_papers_made_at_once_leave_one(ann: User, threads: Crowd) -> None:
    papers = threads.run([functools.partial(recovery_codes.make, ann)] * AT_ONCE)

    standing = [paper for paper in papers if recovery_codes.take(ann, paper.codes[0])]
    assert (len(standing), RecoveryCodes.objects.count()) == (1, 1)


@pytest.mark.parametrize("path", ["/sign-in/recovery-code/", "/sign-in/code-generator/"])
def test_t15_no_more_of_them_are_tried_at_once_than_the_limit(path: str, ann: User, threads: Crowd) -> None:
    change_policy(ann.tenant, two_step=True)
    paper_of(ann)
    generator_of(ann)

    with travel("2031-05-01T10:00:00Z", tick=False):
        client = browser()
        write_username(client, ann.username)
        write_password(client)
        windows = [browser() for _ in range(AT_ONCE)]
        for window in windows:
            window.cookies = client.cookies
        guesses = [functools.partial(window.post, path, {"code": "000000"}) for window in windows]
        statuses = [answer.status_code for answer in threads.run(guesses)]

    assert sorted(statuses) == [400] * 10 + [429] * (AT_ONCE - 10)
    assert recovery_codes.unused_of(ann).count() == 10


def test_t15_the_sixth_authenticator_is_refused_however_many_are_added_at_once(
    ann: User, threads: Crowd
) -> None:  # B12
    outcomes = threads.run(
        [functools.partial(given_to, ann, Generator(serial=f"GA-{n}")) for n in range(AT_ONCE)]
    )

    assert CodeGenerator.objects.count() == MOST
    assert len(outcomes) == AT_ONCE
