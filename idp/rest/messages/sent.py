"""What bodies may hold: every member named, typed and bounded, every other refused."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.tenants.resolve import LONGEST_WRITTEN
from accounts.users.models import Group, User
from accounts.ways.access_pass.settings import LIVES
from devices.api.messages.fields import Strict, Texts

MOST_GROUPS = 20
MOST_AT_ONCE = 100
LONGEST_SINCE = 80
LONGEST_DISPLAY_NAME = User._meta.get_field("display_name").max_length or 0
LONGEST_GROUP = Group._meta.get_field("name").max_length or 0
LONGEST_MAIL = 254


class Text(serializers.CharField):
    """A text. The framework's own takes numbers for texts too."""

    def to_internal_value(self, data: Any) -> str:
        """Only what was written as a text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Truth(serializers.BooleanField):
    """True or false. The framework's own takes many a word for one of them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Number(serializers.ChoiceField):
    """One of some numbers. The framework's own takes texts for them too."""

    def to_internal_value(self, data: Any) -> Any:
        if type(data) is not int:
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class NewPerson(Strict):
    username = Text(max_length=LONGEST_WRITTEN, help_text="In full: name@domain.")
    display_name = Text(max_length=LONGEST_DISPLAY_NAME, required=False, allow_blank=True, default="")
    mail_address = Text(
        max_length=LONGEST_MAIL,
        required=False,
        allow_blank=True,
        default="",
        help_text="Where letters go; without one, the username.",
    )
    groups = Texts(
        child=Text(max_length=LONGEST_GROUP),
        max_length=MOST_GROUPS,
        required=False,
        default=list,
        help_text="By name.",
    )
    invite = Truth(required=False, default=False, help_text="Writes to them how they come in.")


class PersonChange(Strict):
    """What is left out stays as it is."""

    username = Text(max_length=LONGEST_WRITTEN, required=False)
    display_name = Text(max_length=LONGEST_DISPLAY_NAME, required=False, allow_blank=True)
    mail_address = Text(max_length=LONGEST_MAIL, required=False, allow_blank=True)


class NewPass(Strict):
    life_minutes = Number(
        choices=[minutes for minutes, _words in LIVES],
        required=False,
        help_text="Of what the policy allows; left out, what it says.",
    )
    starts_at = serializers.DateTimeField(required=False, help_text="Left out: now.")
    is_one_time = Truth(required=False, default=True)


class GroupName(Strict):
    name = Text(max_length=LONGEST_GROUP)


class MembersChange(Strict):
    """Usernames of people of the organisation, at most 100 in all."""

    add = Texts(child=Text(max_length=LONGEST_WRITTEN), max_length=MOST_AT_ONCE, required=False, default=list)
    remove = Texts(
        child=Text(max_length=LONGEST_WRITTEN), max_length=MOST_AT_ONCE, required=False, default=list
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs["add"]) + len(attrs["remove"]) > MOST_AT_ONCE:
            raise serializers.ValidationError(f"at most {MOST_AT_ONCE}")
        return attrs


class PolicyChange(Strict):
    """A dry run saves nothing. Saving names `since`, as reading the section told it.

    Where people notice, it is `confirmed`.
    """

    values = serializers.DictField(help_text="Of the section's values those that change.")
    since = Text(max_length=LONGEST_SINCE, required=False, allow_blank=True, default="")
    dry_run = Truth(required=False, default=False)
    confirmed = Truth(required=False, default=False)
