"""Recovery at once: a code by mail is taken once, and no more are tried than the limit (T15, T29)."""

from __future__ import annotations

import functools

import pytest
from django.urls import reverse

from accounts.tenants.models import Tenant
from accounts.throttle.recovery import MOST_WRONG as MOST_OF_RECOVERY
from accounts.users.models import User
from accounts.ways.mail_code import services
from accounts.ways.mail_code.models import MailCode
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.pages import browser, frozen
from tests.support.people import make_tenant
from tests.support.recovering import ADDRESS, address_of, choose_way, letters_with_codes, say_forgotten

pytestmark = pytest.mark.both_databases


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=("password", "phone", services.KEY))


def test_t15_a_code_by_mail_sent_many_times_at_once_is_taken_once(ann: User, threads: Crowd) -> None:
    address_of(ann)
    services.send_to_recover(ann, binding="a browser", username=ann.username, networks=())
    code = letters_with_codes()[ADDRESS]
    take = functools.partial(services.take, services.key_of_sign_in("a browser"), code)

    # As many as it takes tries: the others find it gone, or spent.
    outcomes = threads.run([take] * services.MOST_WRONG)

    assert sum(isinstance(outcome, MailCode) for outcome in outcomes) == 1
    assert sum(outcome is None for outcome in outcomes) == services.MOST_WRONG - 1


def test_t15_of_a_code_by_mail_no_more_are_tried_at_once_than_the_limit(ann: User, threads: Crowd) -> None:
    address_of(ann)
    services.send_to_recover(ann, binding="a browser", username=ann.username, networks=())
    code = letters_with_codes()[ADDRESS]
    key = services.key_of_sign_in("a browser")

    threads.run([functools.partial(services.take, key, "00000000")] * AT_ONCE)

    assert MailCode.objects.get().wrong == services.MOST_WRONG
    assert services.take(key, code) is None


def test_t29_recovery_is_locked_after_five_however_many_come_at_once(ann: User, threads: Crowd) -> None:
    # F06
    address_of(ann)
    with frozen():
        client = browser()
        say_forgotten(client, ann.username)
        choose_way(client, services.KEY)
        windows = [browser() for _ in range(AT_ONCE)]
        for window in windows:
            window.cookies = client.cookies
        guess = [functools.partial(w.post, reverse("mail_code:code"), {"code": "00000000"}) for w in windows]
        statuses = [answer.status_code for answer in threads.run(guess)]

    assert sorted(statuses) == [400] * MOST_OF_RECOVERY + [429] * (AT_ONCE - MOST_OF_RECOVERY)
