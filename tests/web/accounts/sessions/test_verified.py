"""Code of others may ask django-otp's `is_verified()`; no page pays for it before (decision 0149)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.pages import browser, sign_in_by_password, sign_in_by_phone
from tests.support.phones import SigningPhone

pytestmark = pytest.mark.both_databases


@pytest.fixture
def window() -> Client:
    return browser()


def asking_in(window: Client) -> Any:
    """Whoever opens a page there now, as code of others sees them; django-otp's additions have no types."""
    return window.get("/sign-in/").wsgi_request.user


def test_whoever_came_in_by_their_phone_is_verified_by_it_and_that_is_read_when_asked(
    window: Client, ann: User, phone: SigningPhone
) -> None:
    sign_in_by_phone(window, ann, phone)
    asking = asking_in(window)

    with CaptureQueriesContext(connection) as asked:
        assert asking.is_verified()
        assert isinstance(asking.otp_device, PhoneAccount)

    assert len(asked) > 0


def test_whoever_came_in_by_a_password_is_not_verified_and_nor_is_a_stranger(
    window: Client, ann: User
) -> None:
    assert not asking_in(window).is_verified()

    sign_in_by_password(window, ann)

    assert not asking_in(window).is_verified()
