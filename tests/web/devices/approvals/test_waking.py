"""No page waits for a sender: it is called beside the pages, by the worker."""

from collections.abc import Iterator

import pytest

from accounts.users.models import User
from devices.addresses.services import push_facts
from devices.push import deliver
from devices.simulator.phone import SimulatedPhone
from idp.worker.loop import Worker
from tests.support.pages import browser, write_username
from tests.support.phones import SigningPhone
from tests.support.push_service import PushService
from tests.support.senders import Sender
from tests.support.waiting import until
from tests.support.waking import wakeable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    made = Worker()
    made.start()
    # The last that its first turn looks at: nobody asks beside that.
    until(made.log_keeper.has_work_in_hand)
    yield made
    made.stop()
    made.join()


def test_pages_are_there_while_the_sender_hangs(
    ann: User, phone: SimulatedPhone, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = Sender()
    monkeypatch.setattr(deliver, "sender", lambda _kind: sender)
    sender.hangs_for = {str(phone.id)}

    first = write_username(browser(), ann.username)
    until(lambda: sender.tried)
    second = write_username(browser(), ann.username)

    assert (first.stage, second.stage, sender.woken) == ("waiting", "waiting", [])
    sender.let_go()
    until(lambda: len(sender.woken) == 2)


def test_a03_a_sign_in_wakes_the_phone_by_its_push_service(
    ann: User, phone: SigningPhone, worker: Worker, push_service: PushService
) -> None:
    browser_of_the_phone = wakeable(phone, push_service)

    write_username(browser(), ann.username)

    until(lambda: push_service.received(browser_of_the_phone))
    [told] = push_service.received(browser_of_the_phone)
    [waiting] = phone.requests()
    assert told["notification"]["data"]["r"] == waiting.handle
    until(lambda: push_facts(phone.row)["state"] == "working")
