"""Sending a letter: what waits for the worker, and what arrives."""

import pytest
from django.core import mail
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from accounts.mail.letters import Letter, declare
from accounts.mail.services import send
from tests.support.letters import carry_letters

CODE = declare(Letter("for_tests", _("Sign in"), template="tests/letter"))


@pytest.mark.django_db
def test_a_letter_is_sent_by_the_worker_and_what_waits_for_it_nobody_can_read() -> None:
    # I10
    send(CODE, to="ann@nordljus.example", code="314159")

    [waiting] = DBTaskResult.objects.all()
    assert "314159" not in str(waiting.args_kwargs)
    assert "nordljus" not in str(waiting.args_kwargs)
    assert mail.outbox == []

    [sent] = carry_letters()

    assert sent.to == ["ann@nordljus.example"]
    assert "314159" in sent.body
