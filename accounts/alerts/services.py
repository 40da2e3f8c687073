"""What changes an alert; whoever raises one holds the person's row (`users.access.lock_user`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.alerts import events
from accounts.alerts.kinds import AlertKind
from accounts.alerts.models import Alert
from accounts.alerts.telling import tell_admins
from accounts.audit.log import record
from accounts.users.models import User


def find_alert(kind: AlertKind, *, about: object) -> Alert | None:
    """The alert of this kind that was raised about this already."""
    return Alert.objects.filter(kind=kind.key, about=str(about)).first()


def raise_alert(
    kind: AlertKind,
    user: User,
    *,
    about: object,
    effects: Iterable[str],
    known: Iterable[str] = (),
    **details: Any,
) -> Alert:
    """Raises an alert, to the user and to who looks after them, these by mail too. Never a secret among its details.

    The user's letter is that of the events which whoever raises it records.
    """
    alert = Alert.objects.create(
        kind=kind.key,
        about=str(about),
        tenant_id=user.tenant_id,
        user=user,
        raised_at=Now(),
        effects=list(effects),
        known=list(known),
        details=details,
    )
    tell_admins.enqueue(str(alert.pk))
    return alert


def unseen_by(user: User) -> list[Alert]:
    """What the user has not yet said to have seen, the newest first."""
    return list(Alert.objects.filter(user=user, seen_at=None))


@transaction.atomic
def see(user: User) -> None:
    """The user has seen every alert about them."""
    if Alert.objects.filter(user=user, seen_at=None).update(seen_at=Now()):
        record(events.SEEN, tenant=user.tenant, subject=user)


@transaction.atomic
def settle(alert: Alert, *, actor: User) -> None:
    """An admin has dealt with it; once is enough."""
    _settle(Alert.objects.filter(pk=alert.pk), alert.user, actor=actor)


@transaction.atomic
def settle_all(user: User, *, actor: User | None) -> None:
    """Somebody has dealt with every alert about the user."""
    _settle(Alert.objects.filter(user=user), user, actor=actor)


def _settle(alerts: QuerySet[Alert], user: User, *, actor: User | None) -> None:
    if alerts.filter(settled_at=None).update(settled_at=Now(), settled_by=actor):
        record(events.SETTLED, tenant=user.tenant_id, subject=user, actor=actor)
