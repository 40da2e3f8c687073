"""Everything stopped at once, and while other things are done: once, and nothing is left in use (D10, T08, T20)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from accounts import clock
from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.methods.registry import by_policy
from accounts.security_info.held import held_by
from accounts.security_info.securing import Secured, secure
from accounts.security_info.securing.events import SECURED
from accounts.security_info.securing.services import bring_back
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.one_time_link import services as links
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.recovery_codes import services as codes
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.enrolment.state import OPEN
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.pages import browser
from tests.support.passkeys import passkey_of
from tests.support.people import make_tenant
from tests.support.phones import account_of, phone_of
from tests.support.recovery import paper_of
from tests.support.sessions import PHONE_PROOF, signed_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=[method.key for method in by_policy()])


def stop(user: User) -> Secured:
    return secure(user, keep_session=None, keep=None, why="own_word")


def usable(user: User) -> list[str]:
    user.refresh_from_db()
    return [one.row.key for one in held_by(user) if one.is_usable]


def test_pressed_many_times_at_once_it_is_done_once(ann: User, threads: Crowd) -> None:
    # D10, T06
    phone_of(ann)
    client = signed_in(ann, PHONE_PROOF, device=account_of(ann))
    windows = [browser() for _ in range(AT_ONCE)]
    for window in windows:
        window.cookies = client.cookies

    answers = threads.run([functools.partial(w.post, "/security-info/something-is-wrong/") for w in windows])

    done = [one for one in answers if one.headers.get("Location", "").endswith("/done/")]
    assert len(done) == 1
    assert Alert.objects.count() == 1
    assert AuditEvent.objects.filter(tag=SECURED.tag).count() == 1
    assert usable(ann) == ["phone"]


def test_many_links_at_once_stop_everything_and_tell_once(ann: User, threads: Crowd) -> None:
    # D10, T06
    phone_of(ann)
    paper_of(ann)

    outcomes = threads.run([functools.partial(stop, ann)] * AT_ONCE)

    assert all(isinstance(one, Secured) for one in outcomes)
    assert sum(one.is_new for one in outcomes) == 1
    assert Alert.objects.count() == 1
    assert usable(ann) == []


def _bring_phone_back(user: User) -> Any:
    thing = ("phone", str(account_of(user).pk))
    return bring_back(user, thing, actor=user)


MEANWHILE: dict[str, Callable[[User], Any]] = {
    "a phone is being added": lambda user: offer(user, session_digest="s", context={}, now=clock.now()),
    "recovery codes are made": codes.make,
    "a passkey is added": passkey_of,
    "what is stopped comes back": _bring_phone_back,
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_t08_whoever_was_signed_in_before_gets_nothing_in_use_past_it(
    what: str, ann: User, threads: Crowd
) -> None:
    # D10
    phone_of(ann)
    paper_of(ann)
    for _ in range(8):
        as_before = User.objects.select_related("tenant__policy").get(pk=ann.pk)
        threads.run([functools.partial(MEANWHILE[what], as_before), functools.partial(stop, ann)])

    ann.refresh_from_db()
    assert [method.key for method in registry.of_ones_own() if method.is_registered_for(ann)] == []
    # One that was offered at that very moment belongs to a session that has ended: it adds nothing.
    assert [one for one in Enrolment.objects.filter(user=ann, state__in=OPEN) if one.still_means(ann)] == []


def test_a_link_made_at_the_same_moment_signs_nobody_in_later_than_it(ann: User, threads: Crowd) -> None:
    # D10, T21
    grant = functools.partial(links.grant, ann, actor=None, now=clock.now())

    threads.run([grant, *[functools.partial(stop, ann)] * 4])
    stop(ann)

    assert not OneTimeLink.objects.filter(used_at=None).exists()
