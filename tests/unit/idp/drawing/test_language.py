"""In which language a page is drawn: as the browser asks for it, and the answer says so."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "drawn"), [("sv", "sv"), ("sv-FI, en;q=0.5", "sv"), ("en-GB", "en"), ("xx", "en"), ("", "en")]
)
def test_a_page_says_in_which_language_it_is_and_what_that_hangs_on(asked: str, drawn: str) -> None:
    answer = Client(headers={"Accept-Language": asked}).get("/sign-in/")

    assert answer.headers["Content-Language"] == drawn
    assert "Accept-Language" in answer.headers["Vary"]
    assert f'<html lang="{drawn}">' in answer.content.decode()


def test_no_address_says_a_language() -> None:
    answer = Client().get("/sv/sign-in/")

    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == "en"
