"""H04: whoever watches can ask whether we live and can work."""

import pytest
from django.test import Client


def test_live_answers_without_the_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_ready_reaches_database_and_cache(client: Client) -> None:
    assert client.get("/health/ready").json() == {"status": "ok"}


def test_health_only_answers_questions(client: Client) -> None:
    assert client.post("/health/live").status_code == 405
