"""H04: how far the log is behind is said of those who read it now."""

import pytest

from accounts.audit.log import record
from accounts.audit.models import AuditEvent, LogReader
from accounts.users.events import CHANGED
from idp.telemetry.waiting import QUEUES
from tests.support.kept_log import keep_log
from tests.support.people import make_person, make_tenant

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reader_that_is_no_more_does_not_keep_the_log_behind() -> None:
    person = make_person(make_tenant())
    record(CHANGED, tenant=person.tenant, subject=person)
    assert QUEUES["log"]().many == AuditEvent.objects.count()

    keep_log()
    LogReader.objects.create(name="gone", upto=0)

    assert QUEUES["log"]().many == 0
