"""Many phones of an organisation cannot be woken: looked for by the worker every few minutes.

One phone that cannot is its person's affair, and told on it. Many at once are a push service or a network that is
away, or keys that were changed: whoever looks after sign-in should know before people ask them.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts import clock
from accounts.audit.details import name_details
from accounts.audit.events import event
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.warning.kinds import WarningKind
from devices.addresses.models import PhoneAddress

# So many, and such a part of all that can be woken.
MANY, OF_ALL = 3, 0.1
# Of those that began to fail lately; and of the same trouble there is one warning in so long.
LATELY = timedelta(days=1)

PUSHES_FAIL = event("tenant:warning:pushes_fail", _("Several phones cannot be woken"), told=False)
name_details(phones=_("phones"))
WARN_OF_PUSHES = WarningKind(
    key="pushes",
    label=_("Several phones cannot be woken"),
    tags=frozenset({PUSHES_FAIL.tag}),
    todo=_(
        "People can open the app by themselves meanwhile. If it goes on, ask those who run this server: their log says "
        "what the push service answers."
    ),
)


@task()
def look_at_pushes() -> None:
    """Write down the organisations of which many phones cannot be woken, once a day each."""
    since = clock.now() - LATELY
    is_failing = Q(state=PhoneAddress.State.FAILING, since__gte=since)
    whose = "phone__accounts__user__tenant"
    found = (
        PhoneAddress.objects.exclude(state=PhoneAddress.State.GONE)
        .values_list(whose)
        .annotate(failing=Count("pk", distinct=True, filter=is_failing), all=Count("pk", distinct=True))
        .filter(failing__gte=MANY)
    )
    for tenant, failing, every in found:
        if tenant is not None and failing >= OF_ALL * every:
            _warn(tenant, failing, since=since)


@transaction.atomic
def _warn(tenant_id: UUID, phones: int, *, since: object) -> None:
    # Of two workers the second waits here, and then sees what the first wrote.
    tenant = Tenant.objects.select_for_update(no_key=True).filter(pk=tenant_id).first()
    said = AuditEvent.objects.filter(tenant=tenant_id, kind=PUSHES_FAIL.kind, tag=PUSHES_FAIL.tag)
    if tenant is not None and not said.filter(at__gte=since).exists():
        record(PUSHES_FAIL, tenant=tenant, phones=phones)
