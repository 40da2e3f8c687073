"""Removing at once: of the last two ways that a person could live by, one stays (D01)."""

from __future__ import annotations

import functools

import pytest

from accounts.security_info.removing import Removal, remove
from accounts.users.models import User
from devices.otp.services import KEY, apps_of
from tests.support.at_once import Crowd
from tests.support.authenticators import authenticator_of
from tests.support.people import allow, change_policy

pytestmark = pytest.mark.both_databases


def test_of_two_last_ways_removed_at_once_one_stays(ann: User, threads: Crowd) -> None:  # D01
    change_policy(ann.tenant, two_step=True)
    allow(ann.tenant, KEY)
    both = [authenticator_of(ann, name)[1] for name in ("One", "Two")]

    outcomes = threads.run(
        [functools.partial(remove, User.objects.get(pk=ann.pk), KEY, str(app.pk)) for app in both]
    )

    assert sorted(one.is_last_way for one in outcomes if isinstance(one, Removal)) == [False, True]
    assert len(apps_of(ann)) == 1
