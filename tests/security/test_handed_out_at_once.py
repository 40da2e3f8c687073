"""What somebody handed out, used by many at once: it signs in once (T15, T21)."""

from __future__ import annotations

import functools

import pytest
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.access_pass import services as passes
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.one_time_link import services as links
from accounts.ways.one_time_link.services import LinkIsSpent
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.pages import browser, write_username
from tests.support.passes import PASS, make_pass, use_passes
from tests.support.people import make_tenant

pytestmark = pytest.mark.both_databases


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    tenant = make_tenant()
    use_passes(tenant)
    return tenant


def test_t15_a_pass_used_many_times_at_once_signs_in_once(ann: User, threads: Crowd) -> None:  # T21
    for round_ in range(1, 5):
        secret = make_pass(ann)

        outcomes = threads.run([functools.partial(passes.take, ann, secret)] * AT_ONCE)

        assert [taken.is_right for taken in outcomes].count(True) == 1
        assert {taken.standing for taken in outcomes if not taken.is_right} == {"used"}
        assert AuditEvent.objects.filter(tag="user:access_pass:used").count() == round_


def test_t21_a_link_used_many_times_at_once_signs_in_once(ann: User, threads: Crowd) -> None:
    for _ in range(4):
        token = links.grant(ann, actor=None, now=timezone.now())

        outcomes = threads.run([functools.partial(links.spend, token)] * AT_ONCE)

        assert [isinstance(one, LinkIsSpent) for one in outcomes].count(False) == 1


def test_t15_no_more_passes_are_tried_at_once_than_the_limit(ann: User, threads: Crowd) -> None:
    secret = make_pass(ann)
    windows = [browser() for _ in range(AT_ONCE)]
    for number, window in enumerate(windows):
        window.defaults["REMOTE_ADDR"] = f"10.{number}.1.1"
        write_username(window, ann.username)

    answers = threads.run([functools.partial(window.post, PASS, {"code": "wrong"}) for window in windows])

    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(400), statuses.count(429)) == (10, AT_ONCE - 10)
    assert windows[0].post(PASS, {"code": secret}).status_code == 429
    assert AccessPass.objects.get().used_at is None
