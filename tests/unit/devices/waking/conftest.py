"""Ann and her phones, and a sender that does with each phone what the test says."""

from collections.abc import Iterator

import pytest

from accounts.users.models import User
from devices.push import deliver
from tests.support.people import make_person, make_tenant
from tests.support.senders import Sender


@pytest.fixture
def ann(db: None) -> User:
    return make_person(make_tenant())


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sender]:
    made = Sender()
    monkeypatch.setattr(deliver, "sender", lambda _kind: made)
    yield made
    made.let_go()
