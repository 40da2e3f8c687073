"""*This wasn't me*, said of a sign-in at Security info (D04): what follows at once, once for each.

Whoever says it keeps the session that they say it in: it is theirs as far as we can know, and what they secure
themselves from. Sign-in is blocked by no report from here: its person is here, and goes on to secure the account.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.alerts.kinds import AlertKind, Effect
from accounts.alerts.models import Alert
from accounts.alerts.services import find_alert, raise_alert
from accounts.audit.details import name_details
from accounts.audit.events import event
from accounts.audit.log import record
from accounts.methods import registry
from accounts.security_info.sign_ins.story import Story
from accounts.sessions.models import Session
from accounts.sessions.services import end_others
from accounts.users.access import lock_user
from accounts.users.models import KnownBrowser, User
from accounts.users.own_browsers import forget

OTHERS_ENDED, SCREEN_ENDED, BROWSER_FORGOTTEN, QUIETER, ADMINS_TOLD, OPERATORS_TOLD = (
    "others_ended",
    "screen_ended",
    "browser_forgotten",
    "quieter",
    "admins_told",
    "operators_told",
)
EFFECTS = {
    OTHERS_ENDED: Effect(
        told=_("We signed you out everywhere else."), noted=_("They were signed out everywhere else.")
    ),
    SCREEN_ENDED: Effect(told=_("We signed that screen out."), noted=_("That screen was signed out.")),
    BROWSER_FORGOTTEN: Effect(
        told=_("We forgot that browser: it is a stranger to you again."),
        noted=_("That browser was forgotten."),
    ),
    QUIETER: Effect(
        told=_("For a day your phone stays silent when a browser asks that you have not used before."),
        noted=_("For a day their phone stays silent for browsers not used before."),
    ),
    ADMINS_TOLD: Effect(told=_("We told your admins."), noted=""),
    OPERATORS_TOLD: Effect(told=_("We told those who run this server."), noted=""),
}
NOT_THEIRS = AlertKind(
    key="not_theirs",
    told=_("You told us that a sign-in was not yours"),
    noted=_("A sign-in that was not theirs"),
    effects=EFFECTS,
)
ANSWER_NOT_THEIRS = AlertKind(
    key="answer_not_theirs",
    told=_("You told us that it was not you who answered another screen"),
    noted=_("It was not they who answered another screen"),
    effects=EFFECTS,
)
DISOWNED = event(
    "user:sign_in:not_theirs",
    _("Said that a sign-in was not theirs"),
    told=True,
    to_person=_("You said that a sign-in was not yours"),
)
ANSWER_DISOWNED = event(
    "user:sign_in:answer_not_theirs",
    _("Said that it was not they who answered another screen"),
    told=True,
    to_person=_("You said that it was not you who answered another screen"),
)
name_details(signed_in_at=_("when that was"))


def alerts_about(user: User, stories: Iterable[Story]) -> dict[str, Alert]:
    """By the keys of the sign-ins: what was raised when their person said, here or on a phone, that they were not."""
    keys = {about: story.key for story in stories for about in (story.key, *story.requests)}
    return {keys[alert.about]: alert for alert in Alert.objects.filter(user=user, about__in=keys)}


@transaction.atomic
def disown(user: User, story: Story, *, here: UUID) -> Alert:
    """The person says, in the session `here`, that this sign-in was not theirs: warns, and ends what came of it."""
    lock_user(user.pk, actor=user)
    return find_alert(_kind_of(story), about=story.key) or _follow(user, story, here=here)


def _kind_of(story: Story) -> AlertKind:
    return NOT_THEIRS if story.answered is None else ANSWER_NOT_THEIRS


def _follow(user: User, story: Story, *, here: UUID) -> Alert:
    known = story.passed
    already: dict[str, Any] = {"known": known} if known else {}
    was_inside = bool(known) or story.answered is not None
    effects = [OTHERS_ENDED, *_forget_browser(user, story, here=here)] if was_inside else []
    if was_inside:
        # Whatever was proven there, somebody else proved: what they have come to by it is not known.
        end_others(user, but=here, actor=user)
    if story.answered and story.answered.end and story.answered.end(user, story.events[0]):
        effects.append(SCREEN_ENDED)
    # Each is told.
    if any([method.disown(user, story.key) for method in registry.in_order()]):  # noqa: C419
        effects.append(QUIETER)
    effects.append(OPERATORS_TOLD if user.tenant.is_personal else ADMINS_TOLD)
    record(
        DISOWNED if story.answered is None else ANSWER_DISOWNED,
        tenant=user.tenant,
        subject=user,
        signed_in_at=f"{story.begun_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        browser=story.said("browser"),
        address=story.address,
        **already,
    )
    said = {"application": story.application, "browser": story.said("browser"), "place": story.place}
    return raise_alert(
        _kind_of(story), user, about=story.key, effects=effects, known=known, ip=story.address, **said
    )


def _forget_browser(user: User, story: Story, *, here: UUID) -> list[str]:
    """The browser of the session that came of it, where that still stands, and is not the one in hand."""
    session = Session.objects.filter(user=user, sign_in=story.key).exclude(pk=here).first()
    at_hand = Session.objects.filter(pk=here).values("browser_digest")
    found = KnownBrowser.objects.filter(user=user, browser_digest=session.browser_digest if session else "")
    browser = found.exclude(browser_digest__in=at_hand).first()
    if browser is None:
        return []
    forget(browser)
    return [BROWSER_FORGOTTEN]
