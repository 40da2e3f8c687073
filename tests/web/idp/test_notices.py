"""What the next page says: a stranger cannot collect it until pages are slow for everybody (T30, T13)."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.sessions.models import Session

pytestmark = pytest.mark.django_db
OURS = {"origin": settings.PUBLIC_URL}


def sends_old_form(client: Client) -> None:
    """A form without the value of now, from a page of ours as far as its headers say."""
    client.cookies["any"] = "1"
    assert client.post("/portal/", headers=OURS).status_code == 302


def test_t30_a_stranger_who_opens_no_page_collects_no_notices() -> None:
    client = Client(enforce_csrf_checks=True)
    sends_old_form(client)
    once = Client()
    once.cookies.update(client.cookies)
    expected = len(once.get("/sign-in/").content)

    for _ in range(200):
        sends_old_form(client)

    assert len(client.get("/sign-in/").content) <= expected + 100
    assert not Session.objects.exists()
