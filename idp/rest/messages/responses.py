"""What answers hold. For the description: a test holds real answers against it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.sign_in_log.models import SignInAttempt
from accounts.users.models import User

IN_GROUP = "How many are in it; 1001 means more than a thousand."
NEXT = "For `after` or `before` of the next page; null on the last."
STATES = ["deleted", "disabled", "blocked", "invited", "new", "in_use"]


class Organisation(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class Me(serializers.Serializer[Any]):
    name = serializers.CharField()
    organisation = Organisation()
    scopes = serializers.ListField(child=serializers.CharField())
    made_by = serializers.CharField()
    ends_at = serializers.DateTimeField()


class Person(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    username = serializers.CharField()
    display_name = serializers.CharField(allow_blank=True)
    mail_address = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(choices=User.Role.values)
    state = serializers.ChoiceField(choices=STATES)
    groups = serializers.ListField(child=serializers.CharField(), help_text="By name.")
    created_at = serializers.DateTimeField()
    last_sign_in_at = serializers.DateTimeField(allow_null=True)
    invited_at = serializers.DateTimeField(allow_null=True)
    goes_at = serializers.DateTimeField(
        allow_null=True, help_text="When somebody who is removed is gone for good."
    )


class People(serializers.Serializer[Any]):
    people = Person(many=True)
    next = serializers.CharField(allow_null=True, help_text=NEXT)


class WayIn(serializers.Serializer[Any]):
    method = serializers.CharField()
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the member is called so
    is_usable = serializers.BooleanField()
    is_allowed = serializers.BooleanField(help_text="The policy lets them use its method.")
    is_stopped = serializers.BooleanField()
    can_be_removed = serializers.BooleanField(help_text="By whoever made this key.")
    added_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class WaysIn(serializers.Serializer[Any]):
    ways_in = WayIn(many=True)


class Pass(serializers.Serializer[Any]):
    access_pass = serializers.CharField(help_text="Told this once.")
    works_from = serializers.DateTimeField()
    works_until = serializers.DateTimeField()
    is_one_time = serializers.BooleanField()


class Group(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    members = serializers.IntegerField(help_text=IN_GROUP)
    is_named_by_policy = serializers.BooleanField(help_text="Then it cannot be removed.")


class GroupLine(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    members = serializers.IntegerField(help_text=IN_GROUP)


class Groups(serializers.Serializer[Any]):
    groups = GroupLine(many=True)
    next = serializers.CharField(allow_null=True, help_text=NEXT)


class Member(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    username = serializers.CharField()
    display_name = serializers.CharField(allow_blank=True)


class Members(serializers.Serializer[Any]):
    members = Member(many=True)
    next = serializers.CharField(allow_null=True, help_text=NEXT)


class Changed(serializers.Serializer[Any]):
    added = serializers.IntegerField()
    removed = serializers.IntegerField()


class Section(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    values = serializers.DictField()
    since = serializers.CharField(help_text="What tells this state of the section from others.")


class Policy(serializers.Serializer[Any]):
    sections = Section(many=True)


class Difference(serializers.Serializer[Any]):
    name = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    came = serializers.CharField(allow_blank=True, help_text="Of a list.")
    went = serializers.CharField(allow_blank=True, help_text="Of a list.")


class NamedPeople(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    estimated = serializers.BooleanField(
        help_text="About so many: not each of very many people was looked at."
    )
    names = serializers.ListField(
        child=serializers.CharField(), help_text="Ten at most; none without `people:read`."
    )


class MethodEffect(serializers.Serializer[Any]):
    method = serializers.CharField()
    gaining = serializers.IntegerField(help_text="Who may use it then, and may not now.")
    ready = serializers.IntegerField(help_text="Of these, who has it set up.")
    losing = serializers.IntegerField()
    turns_off = serializers.BooleanField()
    estimated = serializers.BooleanField(help_text="Some of these numbers are about so many.")
    spoiled = NamedPeople(help_text="Of whom something counts no more, by its settings.")


class StrengthEffect(serializers.Serializer[Any]):
    what = serializers.CharField(help_text="What requires it.")
    strength = serializers.CharField()
    only_reported = serializers.BooleanField()
    asked = serializers.IntegerField()
    too_weak = NamedPeople(help_text="Of these, who could not meet it now.")


class Effect(serializers.Serializer[Any]):
    people_notice = serializers.BooleanField(help_text="Then saving asks to be confirmed.")
    estimated = serializers.BooleanField(
        help_text="Some numbers are about so many, and may miss a few people."
    )
    methods = MethodEffect(many=True)
    parts = serializers.ListField(child=serializers.CharField(), help_text="Whom other settings then meet.")
    strengths = StrengthEffect(many=True, help_text="What is newly required.")
    lose_last_way = NamedPeople()
    lose_second_way = NamedPeople()
    asked_two_steps = NamedPeople()
    asked_two_steps_no_more = NamedPeople()
    closes_portal = serializers.BooleanField(help_text="To whoever made this key.")


class PolicyChanged(serializers.Serializer[Any]):
    saved = serializers.BooleanField()
    since = serializers.CharField()
    differences = Difference(many=True)
    effect = Effect()


class SignIn(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    person = serializers.CharField()
    person_id = serializers.UUIDField()
    result = serializers.ChoiceField(choices=SignInAttempt.Result.values)
    reason = serializers.CharField(allow_blank=True)
    methods = serializers.ListField(child=serializers.CharField())
    application = serializers.CharField(allow_blank=True)
    browser = serializers.CharField(allow_blank=True)
    new_browser = serializers.BooleanField()
    address = serializers.CharField(allow_blank=True)
    place = serializers.CharField(allow_blank=True)
    asked_for = serializers.ListField()
    reported = serializers.CharField(allow_blank=True)
    again = serializers.BooleanField()
    sign_in = serializers.CharField()


class SignIns(serializers.Serializer[Any]):
    sign_ins = SignIn(many=True)
    next = serializers.CharField(allow_null=True, help_text=NEXT)


class Event(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    tag = serializers.CharField()
    tenant = serializers.CharField(allow_blank=True)
    person = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
    details = serializers.DictField()
    person_id = serializers.CharField(allow_blank=True)
    by_id = serializers.CharField(allow_blank=True)


class Events(serializers.Serializer[Any]):
    events = Event(many=True)
    next = serializers.CharField(allow_null=True, help_text=NEXT)
