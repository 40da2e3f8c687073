"""What an address may ask for: every name known, and what it holds bounded; every other refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from accounts.sign_in_log.models import SignInAttempt
from devices.api.messages.fields import Strict
from idp.portal.logs.filters import LONGEST_ASKED
from idp.portal.people.finding import STATES, STRENGTHS
from idp.rest.messages.sent import LONGEST_GROUP, LONGEST_MAIL

LONGEST_BEFORE = 40
# Of a time, in the form that a page of the portal asks in.
LONGEST_MINUTE = len("2026-11-30T08:00")


class Plain(serializers.CharField):
    """A text that a screen could show: no database takes every other."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not text.isprintable():
            self.fail("invalid")
        return text


def plain(longest: int = LONGEST_ASKED, **said: Any) -> Plain:
    return Plain(max_length=longest, required=False, default="", allow_blank=True, **said)


class AskedPeople(Strict):
    q = plain(help_text="Part of a username or a name.")
    state = serializers.ChoiceField(
        choices=sorted(STATES), required=False, help_text="Left out: everybody but those who are removed."
    )
    way = plain(help_text="The key of a way in that they have; with - before it, that they have not.")
    strength = serializers.ChoiceField(choices=sorted(STRENGTHS), required=False)
    group = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    after = plain(LONGEST_MAIL, help_text="Where a page begins: `next` of the page before.")


class AskedGroups(Strict):
    q = plain(help_text="Part of a name.")
    after = plain(LONGEST_GROUP, help_text="Where a page begins: `next` of the page before.")


class AskedMembers(Strict):
    q = plain(help_text="Part of a username or a name.")
    after = plain(LONGEST_MAIL, help_text="Where a page begins: `next` of the page before.")


class AskedOfLog(Strict):
    """Times are to the minute."""

    q = plain(help_text="Of one person: a whole username, or an id.")
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    before = plain(LONGEST_BEFORE, help_text="Where a page begins: `next` of the page before.")


class AskedSignIns(AskedOfLog):
    result = serializers.ChoiceField(choices=SignInAttempt.Result.values, required=False)
    method = plain()
    application = plain()
    place = plain(help_text="A country, by its two letters.")
    network = plain()
    browser = plain()
    new = serializers.BooleanField(required=False, help_text="Only in browsers not used before.")


class AskedEvents(AskedOfLog):
    by = plain(help_text="Done by: a whole username, or an id.")
    kind = plain(help_text="What events are about, the first two parts of a tag.")


def as_a_page_asks(question: dict[str, Any]) -> dict[str, str]:
    """The same as the portal's address has it."""
    return {name: _written(value) for name, value in question.items() if value not in ("", None, False)}


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()[:LONGEST_MINUTE]
    return "1" if value is True else str(value)
