"""What a person's page shows beside the form of their facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from accounts import clock
from accounts.alerts.models import Alert
from accounts.audit.events import declared_events, sentence_of
from accounts.audit.models import AuditEvent
from accounts.policy.strengths.required import with_strengths
from accounts.security_info.securing.services import securing_of
from accounts.security_info.sessions import shown_session
from accounts.security_info.sign_ins.asked import Asked
from accounts.security_info.sign_ins.reading import page_of
from accounts.security_info.sign_ins.story import Story
from accounts.sessions.standing import sessions_of
from accounts.signin.reach import is_within_reach
from accounts.users.models import User
from accounts.users.own_browsers import browsers_of
from accounts.users.roles import Act, may
from idp.portal.areas import ways_in
from idp.portal.gate import PORTAL, TO_READ
from idp.portal.logs.sign_ins.words import as_a_part
from idp.portal.people.acts import ACTS, END_SESSIONS, PersonAct
from idp.portal.people.state import LOCKED_OUT, state_of
from idp.portal.reports.figures import leads_to

SIGN_INS_SHOWN, CHANGES_SHOWN, BROWSERS_SHOWN = 5, 8, 10


@dataclass(frozen=True)
class Offered:
    """An act that this asker may do to this person now, and where."""

    act: PersonAct
    url: str


@dataclass(frozen=True)
class Change:
    """What happened to a person, in words; `by` names whoever else did it."""

    words: Any
    at: Any
    by: str


def context_of(user: User, person: User) -> dict[str, Any]:
    """All of it, as `user` may see it."""
    state, help_offered = state_of(person), ways_in.help_for(user, person)
    sees_log, sees_sign_ins = may(user, Act.SEE_LOG, on=person), may(user, Act.SEE_SIGN_INS, on=person)
    return {
        "state": state,
        "unlock_url": _unlocking(help_offered) if state.key == LOCKED_OUT.key else "",
        "ways": ways_in.listed(user, person),
        "help": help_offered,
        "acts": offered(user, person),
        **_alerts(user, person),
        "may_release": person.blocked_at is not None and may(user, Act.RELEASE_PERSON, on=person),
        "may_rename": may_be_renamed(user, person),
        "may_verify_caller": person.may_sign_in and may(user, Act.VERIFY_CALLER, on=person),
        "may_end_sessions": may(user, Act.END_SESSIONS, on=person),
        "sessions": [shown_session(row, person) for row in sessions_of(person)],
        "browsers": list(browsers_of(person)[:BROWSERS_SHOWN]),
        "sign_ins": recent_sign_ins(person) if sees_sign_ins else [],
        "changes": recent_changes(person) if sees_log else [],
        "sees_log": sees_log,
        "sees_sign_ins": sees_sign_ins,
        "sign_ins_url": sign_ins_of(person) if sees_sign_ins else "",
        "cannot_open_portal": may(person, Act.OPEN_PORTAL) and not _could_open_portal(person),
    }


def _alerts(user: User, person: User) -> dict[str, Any]:
    """What was stopped of theirs, and the last of what else nobody has dealt with."""
    if not may(user, Act.SEE_ALERTS, on=person):
        return {"secured": None, "alert": None}
    secured = securing_of(person)
    waiting = Alert.objects.filter(user=person, settled_at=None)
    others = waiting.exclude(pk=secured.pk) if secured is not None else waiting
    return {"secured": secured, "alert": others.first()}


def _could_open_portal(person: User) -> bool:
    return is_within_reach(with_strengths(TO_READ, person, PORTAL), person)


def offered(user: User, person: User) -> list[Offered]:
    """Every act that can be done now; ending sessions stands beside these."""
    return [
        Offered(act, reverse(f"admin:{act.page}", args=[person.pk, act.key]))
        for act in ACTS
        if act is not END_SESSIONS and may(user, act.act, on=person) and not act.why_not(person)
    ]


def _unlocking(offered: list[ways_in.Help]) -> str:
    """Where this asker lets them try again; "" for whoever may not."""
    return next((one.url for one in offered if one.act.act is Act.UNLOCK_PERSON), "")


def may_be_renamed(user: User, person: User) -> bool:
    """A personal account's username is its person's own."""
    return (
        may(user, Act.RENAME_PERSON, on=person) and not person.tenant.is_personal and person.goes_at is None
    )


def recent_sign_ins(person: User) -> list[Story]:
    found = page_of(person, Asked(), now=clock.now())
    return [Story(key, events, says=as_a_part) for key, events in list(found.by_key.items())[:SIGN_INS_SHOWN]]


def recent_changes(person: User) -> list[Change]:
    """What they were told of, and what others did: the last first, by the index of their own."""
    told = [one.tag for one in declared_events() if one.told]
    rows = AuditEvent.objects.filter(Q(tag__in=told) | ~Q(actor=F("subject")), subject=person)
    latest = rows.select_related("actor").order_by("-at")[:CHANGES_SHOWN]
    return [
        Change(
            sentence_of(row.tag) or row.tag,
            row.at,
            str(row.actor) if row.actor_id != row.subject_id and row.actor else "",
        )
        for row in latest
    ]


def sign_ins_of(person: User) -> str:
    """Where all of their sign-ins are found."""
    return leads_to(reverse("admin:sign_ins_of", args=[person.tenant_id]), q=person.username)
