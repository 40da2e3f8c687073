"""Ann and her phones, and a sender that does with each phone what the test says."""

from collections.abc import Iterator

import pytest

from accounts.users.models import User
from devices.push import deliver
from tests.support.senders import Sender
from tests.support.signing_phone import organisation, person


@pytest.fixture
def ann(db: None) -> User:
    return person(organisation())


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sender]:
    made = Sender()
    monkeypatch.setattr(deliver, "sender", lambda: made)
    yield made
    made.let_go()
