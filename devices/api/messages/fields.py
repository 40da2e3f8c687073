"""What bodies are made of, stricter than the framework's own: objects, texts, lists of them, versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator


class Strict(serializers.Serializer[Any]):
    """An object with these members and no other."""

    def to_internal_value(self, data: Any) -> Any:
        """What nobody defined may mean something to somebody else: refused."""
        unknown = data.keys() - self.fields.keys() if isinstance(data, Mapping) else ()
        if unknown:
            raise serializers.ValidationError({name[:40]: ["unknown"] for name in unknown})
        return super().to_internal_value(data)


class Text(serializers.RegexField):
    """A text. The framework's own takes numbers for texts too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # `strict_json` refuses surrogates wherever they stand; this one would look at each character once more.
        self.validators = [
            one for one in self.validators if not isinstance(one, ProhibitSurrogateCharactersValidator)
        ]

    def to_internal_value(self, data: Any) -> str:
        """Only what was written as a text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Texts(serializers.ListField):
    """A list of texts. The framework's own takes an empty text or a mapping for a list, too."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Only what was written as a list."""
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return super().to_internal_value(data)


class Version(serializers.IntegerField):
    """The version of an app. The framework's own takes texts for numbers, too."""

    def to_internal_value(self, data: Any) -> int:
        """Only what was written as a number."""
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)
