"""What is held of what happened to a person, and of what they did to others."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.alerts import kinds, words
from accounts.alerts.models import Alert
from accounts.audit.events import sentence_of, words_to_person
from accounts.audit.models import AuditEvent
from accounts.holdings.registry import OTHERS, OURS, TOLD_BY_OTHERS, WHOSE, Holding, Told
from accounts.mail.items import item_of


def _by(event: AuditEvent) -> str:
    """Whose act it was, without a name: that is somebody else's."""
    if event.actor_id is None or event.actor_id == event.subject_id:
        return ""
    return _now("somebody who looks after this account")


def _details(event: AuditEvent) -> list[str]:
    """As a letter would say them."""
    item = item_of(event)
    said = [f"{one['name']}: {one['words']}" for one in item["details"]]
    return [words for words in (item["where"], item["browser"], *said) if words]


def _alert(alert: Alert) -> Any:
    found = kinds.find(alert.kind)
    return found.told if found is not None else alert.kind


EVENTS = Holding(
    key="events",
    rank=90,
    title=_("What happened"),
    model=AuditEvent,
    rows=lambda user: AuditEvent.objects.filter(subject=user.pk).select_related("actor"),
    told=(
        Told(name="at", label=_("when")),
        Told(name="what", label=_("what"), of=("tag",), read=lambda row: words_to_person(row.tag) or row.tag),
        Told(name="by", label=_("done by"), of=("actor",), read=_by),
        Told(name="details", label=_("details"), words=_details),
        Told(name="tag", is_code=True),
    ),
    kept_back={"id": OURS, "kind": OURS, "tenant": OURS, "subject": WHOSE},
)
ACTS = Holding(
    key="acts",
    rank=91,
    title=_("What you did for others"),
    model=AuditEvent,
    rows=lambda user: AuditEvent.objects.filter(actor=user.pk).exclude(subject=user.pk),
    told=(
        Told(name="at", label=_("when")),
        Told(name="what", label=_("what"), of=("tag",), read=lambda row: sentence_of(row.tag) or row.tag),
        Told(name="tag", is_code=True),
    ),
    kept_back={
        "id": OURS,
        "kind": OURS,
        "tenant": OURS,
        "subject": OTHERS,
        "actor": WHOSE,
        "details": OTHERS,
    },
)
ALERTS = Holding(
    key="alerts",
    rank=60,
    title=_("Alerts about your account"),
    model=Alert,
    rows=lambda user: Alert.objects.filter(user=user),
    told=(
        Told(name="raised_at", label=_("when")),
        Told(name="what", label=_("what"), of=("kind",), read=_alert),
        Told(
            name="effects",
            label=_("what followed"),
            read=lambda row: [str(text) for _code, text in words.told(row)],
        ),
        Told(
            name="known",
            label=_("known to somebody else"),
            read=lambda row: [str(text) for text in words.known(row)],
        ),
        Told(name="details", label=_("details")),
        Told(name="seen_at", label=_("seen by you")),
        Told(name="settled_at", label=_("dealt with")),
    ),
    kept_back={"id": OURS, "tenant": OURS, "user": WHOSE, "about": TOLD_BY_OTHERS, "settled_by": OTHERS},
)
HOLDINGS = (EVENTS, ACTS, ALERTS)
