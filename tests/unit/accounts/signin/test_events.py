"""Sign-ins in the audit log."""

from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.signin.events import SIGN_IN_REFUSED, SIGNED_IN, last_sign_ins
from accounts.users.models import User


def test_the_latest_sign_in_of_each_method_is_found(ann: User) -> None:  # D01
    for methods in (["password"], ["phone"], ["password", "phone"]):
        record(SIGNED_IN, tenant=ann.tenant, subject=ann, methods=methods)
    newest = AuditEvent.objects.all()[0]
    record(SIGN_IN_REFUSED, tenant=ann.tenant, subject=ann, methods=["password"])

    assert last_sign_ins(ann) == {"password": newest, "phone": newest}
