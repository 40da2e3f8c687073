"""Passkeys at once: an answer counts once, a removed passkey leaves no session, and nobody has too many (T05, T08)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable

import pytest

from accounts.sessions.models import Session
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.models import Passkey
from devices.passkeys.services import MOST, remove
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.limits import forget_tries
from tests.support.pages import browser, frozen, is_signed_in
from tests.support.passkeys import BEGINNING, SoftwareKey, passkey_of, question
from tests.support.people import make_tenant

pytestmark = pytest.mark.both_databases


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=("password", "passkey"))


def test_t05_a_passkeys_answer_sent_many_times_at_once_signs_in_once(ann: User, threads: Crowd) -> None:
    key, _ = passkey_of(ann)
    with frozen():
        client = browser()
        asked = question(client, BEGINNING)
        fields = {"sealed": asked["sealed"], "answer": json.dumps(key.use(asked["publicKey"]))}
        windows = [browser() for _ in range(AT_ONCE)]
        for window in windows:
            window.cookies = client.cookies

        threads.run([functools.partial(window.post, BEGINNING, fields) for window in windows])

    assert Session.objects.exclude(user=None).count() == 1


def test_t08_a_passkey_removed_while_it_signs_in_leaves_no_session(ann: User, threads: Crowd) -> None:
    for _ in range(4):
        forget_tries()
        key, passkey = passkey_of(ann)
        windows = [browser() for _ in range(8)]
        sends: list[Callable[[], object]] = []
        for window in windows:
            asked = question(window, BEGINNING)
            fields = {"sealed": asked["sealed"], "answer": json.dumps(key.use(asked["publicKey"]))}
            sends.append(functools.partial(window.post, BEGINNING, fields))
        sends.insert(4, functools.partial(remove, passkey, actor=ann))

        threads.run(sends)

        assert not any(is_signed_in(window) for window in windows)


def test_e21_of_many_passkeys_made_at_once_the_most_are_kept(ann: User, threads: Crowd) -> None:
    threads.run([functools.partial(passkey_of, ann, SoftwareKey()) for _ in range(AT_ONCE)])

    assert Passkey.objects.count() == MOST
