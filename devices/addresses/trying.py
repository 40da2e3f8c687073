"""The test notification: a person sees whether they would be woken, before it matters."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.refusals import Refusal
from accounts.throttle.counting import Limit, count
from devices.addresses.carrying import carry
from devices.addresses.services import addresses_of
from devices.phones.models import Phone
from devices.push.contract import Wake

MOST_TESTS = 5
TESTS_WITHIN_SECONDS = 600
TEST_LIFE_SECONDS = 60

log = logging.getLogger("handslag.push")


class NotRegistered(Refusal):
    code = "push_not_registered"
    public_text = _("Notifications are off on this phone. Turn them on first, then test them.")
    status = 409


def request_test(phone: Phone) -> None:
    """Leaves a test notification to this phone to the worker."""
    count(Limit(scope="push_test", key=str(phone.pk), most=MOST_TESTS, seconds=TESTS_WITHIN_SECONDS))
    if not addresses_of([str(phone.pk)]):
        raise NotRegistered(f"phone {phone.pk}")
    send_test.enqueue(str(phone.pk))


@task()
def send_test(phone_id: str) -> None:
    """Sends it, once: how it went is told to the phone, and a later one would only surprise."""
    row = addresses_of([phone_id]).get(phone_id)
    is_standing = Phone.objects.filter(pk=phone_id, state=Phone.State.ACTIVE).exists()
    if row is None or not is_standing:
        return
    try:
        carry(row, Wake(what="test", seconds_left=TEST_LIFE_SECONDS))
    except Exception:  # whatever a sender's library raises, it is noted with the address
        log.warning("could not test phone %s", phone_id, exc_info=True)
