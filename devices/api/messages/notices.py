"""Notices on the wire: which one is meant, and what is told of each."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from devices.api.messages.fields import Strict, Text


class NoticeBody(Strict):
    """Which notice."""

    notice = Text(r"^[0-9a-f]{32}\Z", max_length=32, trim_whitespace=False)


class Notice(serializers.Serializer[Any]):
    handle = serializers.CharField(help_text="Opaque; of this phone alone.")
    account = serializers.UUIDField()
    at = serializers.IntegerField(help_text="When it happened, in seconds since 1970.")
    text = serializers.CharField(help_text="What happened, for the person, in their language.")
    about = serializers.CharField(allow_blank=True, help_text="What else is known of it, likewise.")
    place = serializers.CharField(
        allow_blank=True, help_text="An ISO 3166 country code, `local`, or empty where it is not known."
    )
    browser = serializers.CharField(allow_blank=True, help_text="As it called itself.")
    by = serializers.CharField(allow_blank=True, help_text="Who did it, for the person, where that is known.")


class Notices(serializers.Serializer[Any]):
    notices = Notice(many=True, help_text="The newest first, at most twenty.")
    server_time = serializers.IntegerField(help_text="Seconds since 1970: a phone's clock may be wrong.")


class NoticeLink(serializers.Serializer[Any]):
    link = serializers.URLField(help_text="A page for the browser: it asks before it does anything.")
