"""A campaign put off in many browsers at once: each uses a time of its own, and none that is not there (E11)."""

from __future__ import annotations

import functools

import pytest

from accounts.security_info.registering.models import PutOff
from accounts.security_info.registering.put_off import put_off
from accounts.users.models import User
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.people import set_part

pytestmark = pytest.mark.both_databases


def test_of_many_at_once_as_many_put_it_off_as_may(ann: User, threads: Crowd) -> None:  # E11
    set_part(ann.tenant, "campaign", is_on=True, method="phone", skips=3)

    outcomes = threads.run([functools.partial(put_off, ann)] * AT_ONCE)

    assert sorted(outcomes, key=str) == [False] * (AT_ONCE - 3) + [True] * 3
    assert PutOff.objects.get().times == 3
