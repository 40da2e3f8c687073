"""What the link of a letter or a phone does, once its button is pressed: it takes away and stops, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.details import ROW
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.mail.items import item_of
from accounts.refusals import Refusal
from accounts.security_info.held import held_by
from accounts.security_info.securing import secure
from accounts.signin.reach import is_guarded_as_before
from accounts.throttle.counting import MINUTE, Limit, count
from accounts.undoing import links, registry
from accounts.undoing.events import TAKEN_BACK
from accounts.undoing.models import UndoLink
from accounts.undoing.registry import Undo
from accounts.users.access import lock_user
from accounts.users.models import User

# Of one person, by all links together: whoever reads their letters does not keep them out by one after the other.
MOST, WITHIN_SECONDS = 5, 60 * MINUTE


def told_by(link: UndoLink) -> list[dict[str, Any]]:
    """Everything that the link tells of, as its letter did, each with what becomes of it.

    Of one thing once: what is done about the first that happened to it is done about the others too.
    """
    told, things = [], set()
    for event in links.events_of(link):
        thing = (event.kind, event.details.get(ROW))
        told.append(item_of(event) | (_becomes(event) if thing[1] is None or thing not in things else {}))
        things.add(thing)
    return told


def _becomes(event: AuditEvent) -> dict[str, Any]:
    undo = registry.find(event.tag)
    return {"undo": undo.what if undo is not None else "", "why_not": registry.why_not(event.tag)}


def take_back(link: UndoLink) -> None:
    """Takes back what can be taken back of what the link tells of, and secures the account of its person. Once.

    Counted before it is done. Their other links that tell of nothing else say from now on that it is done.
    """
    count(
        Limit(scope="changes taken back", key=str(link.person), most=MOST, seconds=WITHIN_SECONDS),
    )
    with transaction.atomic():
        person = lock_user(link.person)
        # Looked at again under the lock: of two who press at once one does it.
        if UndoLink.objects.filter(pk=link.pk, used_at=None).exists():
            _take_back(link, person)


def _take_back(link: UndoLink, person: User) -> None:
    events = links.events_of(link)
    dealt_with = _dealt_with(events)
    done = [{"what": item_of(event)["what"], "became": became} for event, became in _undo_each(events)]
    tags = [event.tag for event in events]
    record(TAKEN_BACK, tenant=person.tenant, subject=person, changes=tags, through="link")
    since = min(event.at for event in events)
    done += [{"became": line} for line in _secure(person, since=since, until=dealt_with)]
    for same in UndoLink.objects.filter(person=person.pk, used_at=None):
        if set(same.events) <= set(link.events):
            links.mark_used(same, done=done)


def _dealt_with(events: list[AuditEvent]) -> datetime | None:
    """When all that came after these was stopped already, by another link; None for not yet."""
    last = events[-1]
    rows = AuditEvent.objects.filter(subject=last.subject_id, tag=TAKEN_BACK.tag, pk__gt=last.pk)
    return rows.order_by("pk").values_list("at", flat=True).first()


def _secure(person: User, *, since: datetime, until: datetime | None) -> list[str]:
    """Ends every session, and stops all that was not there before; returns what to say of it.

    What was there before stays: whoever reads somebody's letters could else shut them out altogether, and what a thief
    came in by is stopped on *Something is wrong with my account*, which asks who they are (D10). So does what came
    after everything was stopped already (`until`), and has a letter of its own: a link that has gone to the address of
    a thief meanwhile is no remote control of an account that its person has put in order.
    """
    kept = [
        (one.row.key, one.row.id)
        for one in held_by(person)
        if _was_there(one.row.added_at, since) or _came_later(one.row.added_at, until)
    ]
    done = secure(person, keep_session=None, keep=kept, why="taken_back")
    said = [_("Every session has ended, in every browser, and no browser is known as yours any more.")]
    if done.stopped:
        said.append(_("Stopped as well, for it came later: %(ways)s.") % {"ways": ", ".join(done.stopped)})
    return [*said, _("Those who look after your account are told.")]


def _was_there(added_at: datetime | None, since: datetime) -> bool:
    """A password has no date: a change of it is told by itself."""
    return added_at is None or added_at < since


def _came_later(added_at: datetime | None, until: datetime | None) -> bool:
    return added_at is not None and until is not None and added_at > until


def _undo_each(events: Iterable[AuditEvent]) -> Iterator[tuple[AuditEvent, str]]:
    """Takes each change back; gives what to say of it. What went with one before is not spoken of again."""
    taken_back: set[object] = set()
    for event in events:
        undo, thing = registry.find(event.tag), event.details.get(ROW)
        if undo is None:
            yield event, str(registry.why_not(event.tag))
            continue
        try:
            became = _undo(undo, event)
        except Refusal as refusal:
            if thing is None or thing not in taken_back:
                yield event, str(refusal.public_text)
        else:
            taken_back.add(thing)
            yield event, became


def _undo(undo: Undo, event: AuditEvent) -> str:
    """Takes one change back; returns what to say of it. One that raises keeps none of the others.

    What took the place of something that guarded the account is stopped, and guards it still: whoever has the password
    and reads the letters would else get past both, the old removed by its person and the new by them (T20).
    """
    with transaction.atomic():
        undo.undo(event)
        stop = None if undo.stop is None or _is_guarded(event) else undo.stop
        transaction.set_rollback(stop is not None)
    if stop is None:
        return str(undo.what)
    stop(event)
    why = _("It is stopped and not removed, since what guarded your account before it is gone.")
    return f"{undo.what} {why}"


def _is_guarded(event: AuditEvent) -> bool:
    return event.subject is None or is_guarded_as_before(event.subject, event)
