"""The sign-in log and what phones signed go by the age of the audit log, where a setting says one (E13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from accounts import clock
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.users.models import User
from devices.approvals.evidence.models import ApprovalEvidence
from idp.housekeeping import forget_sign_ins
from tests.support.asking import ask
from tests.support.clock import travel
from tests.support.kept_log import keep_log
from tests.support.pages import browser, sign_in_by_password
from tests.support.phones import SigningPhone

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(("kept", "is_gone"), [(30, True), (60, False), (0, False), (-1, False)])
def test_they_go_when_they_are_older_than_the_log_is_kept(
    kept: int, is_gone: bool, ann: User, phone: SigningPhone, settings: Settings
) -> None:  # E12 E13
    phone.says_yes(ask(ann))
    sign_in_by_password(browser(), ann)
    keep_log()
    settings.AUDIT_KEPT_DAYS = kept

    with travel(clock.now() + timedelta(days=40)):
        forget_sign_ins()

    left = [model.objects.exists() for model in (SignInAttempt, SignInsOfDay, ApprovalEvidence)]
    assert left == [not is_gone] * 3
