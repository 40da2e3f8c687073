"""The notices that a phone has to show. A phone that was removed, or suspended, has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.text import capfirst

from accounts.audit.details import ROW
from accounts.audit.events import declared_events
from accounts.audit.models import AuditEvent
from accounts.mail.items import item_of
from accounts.refusals import NotYours
from accounts.secrets import digest_of
from accounts.throttle.counting import Limit, count
from accounts.undoing.links import make_link
from accounts.users.places import place_of
from devices.phones.models import Phone, PhoneAccount

KEPT = timedelta(days=7)
MOST = 20
# Looked at for those: of several accounts on a phone a busy one hides no other.
MOST_READ = 200
MOST_LINKS, LINKS_WITHIN_SECONDS = 10, 3600


@dataclass(frozen=True)
class Notice:
    """One event, and the account on this phone of whose person it tells."""

    event: AuditEvent
    account: PhoneAccount

    @property
    def handle(self) -> str:
        """What it is called on the wire: not the number of the log's row, which would tell how much happens here."""
        return digest_of(f"notice {self.account.pk} {self.event.pk}")[:32]


def notices_of(phone: Phone) -> list[Notice]:
    """What this phone's people have not yet said OK to there, the newest first."""
    accounts = {account.user_id: account for account in _accounts_on(phone)}
    if not accounts:
        return []
    found = [Notice(event, accounts[event.subject_id]) for event in _events_of(accounts) if event.subject_id]
    return [one for one in found if _is_news(one)][:MOST]


def _accounts_on(phone: Phone) -> QuerySet[PhoneAccount]:
    return phone.accounts.filter(state=PhoneAccount.State.ACTIVE, confirmed=True)


def _events_of(accounts: dict[Any, PhoneAccount]) -> QuerySet[AuditEvent]:
    rows = AuditEvent.objects.filter(
        subject__in=accounts,
        tag__in=[event.tag for event in declared_events() if event.told],
        at__gt=Now() - KEPT,
        pk__gt=min(account.notices_seen for account in accounts.values()),
    )
    return rows.select_related("actor").order_by("-pk")[:MOST_READ]


def _is_news(notice: Notice) -> bool:
    """Has it happened since this phone was there, and not to this very account, as what its person did on it?"""
    event, account = notice.event, notice.account
    is_itself = event.details.get(ROW) == str(account.pk)
    return event.pk > account.notices_seen and event.at > account.created_at and not is_itself


def facts_of(notice: Notice) -> dict[str, Any]:
    """A notice as its app is told it."""
    item = item_of(notice.event)
    return {
        "handle": notice.handle,
        "account": str(notice.account.pk),
        "at": int(notice.event.at.timestamp()),
        "text": item["what"],
        "about": _about(item["details"]),
        "place": place_of(notice.event.details.get("address", "")),
        "browser": item["browser"],
        "by": ", ".join(filter(None, (item["by"], item["name"]))),
    }


def _about(details: list[dict[str, str]]) -> str:
    """What it is about, as "Passkey: Ann's key": all the rest stands in the letter, and on the page of the link."""
    return capfirst(f"{details[0]['name']}: {details[0]['words']}") if details else ""


def see(phone: Phone, handle: str) -> None:
    """The person has said OK to this notice, and so to all before it about the same account."""
    seen = _find(phone, handle)
    rows = PhoneAccount.objects.filter(pk=seen.account.pk, notices_seen__lt=seen.event.pk)
    rows.update(notices_seen=seen.event.pk)


def link_for(phone: Phone, handle: str) -> str:
    """The path of a page by which what this notice tells of can be taken back; counted before it is made."""
    count(Limit(scope="notice_link", key=str(phone.pk), most=MOST_LINKS, seconds=LINKS_WITHIN_SECONDS))
    found = _find(phone, handle)
    return make_link(found.account.user_id, [found.event.pk])


def _find(phone: Phone, handle: str) -> Notice:
    found = next((one for one in notices_of(phone) if one.handle == handle), None)
    if found is None:
        raise NotYours("no such notice on this phone")
    return found
